# Neutral regions and Heroku's. Apps outside private spaces have two of them; a private space has one of its own list.
# Other names pass through. Sources: devcenter.heroku.com/articles/regions and /private-spaces (2024-07-26), read
# 2026-11-24. Linked into the kinds that need it.

locals {
  heroku_common_regions = {
    eu-central = "eu"
    us-east    = "us"
  }

  heroku_space_regions = {
    eu-central   = "frankfurt"
    us-east      = "virginia"
    us-west      = "oregon"
    ap-southeast = "singapore"
  }
}
