# The API key comes from the environment (HEROKU_API_KEY). Left out, the provider writes every config variable of apps
# and add-ons, databases' passwords among them, into state (docs/index.md of heroku/terraform-provider-heroku).
provider "heroku" {
  customizations {
    set_app_all_config_vars_in_state = false
    set_addon_config_vars_in_state   = false
  }
}
