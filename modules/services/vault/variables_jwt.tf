variable "issuers" {
  description = <<-EOT
    Who signs the tokens that pipelines log in with, by name => the issuer's URL: https://token.actions.githubusercontent.com
    is GitHub, https://gitlab.com or the URL of one's own server GitLab.
  EOT
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.issuers) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Issuers have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for url in values(var.issuers) : can(regex("^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9_.-]+)*$", url))])
    error_message = "An issuer is an https URL without a slash at its end."
  }
}

variable "pipelines" {
  description = <<-EOT
    Pipelines that log in with a token of their platform, by name: the issuer, the audiences they ask it for, the claims the
    token must have (claim => values, one of which it has; * in a value stands for any text), the claim that names the
    pipeline, policies of this unit, and for how many minutes Vault's own token lasts.
  EOT
  type = map(object({
    issuer        = string
    audiences     = list(string)
    claims        = map(list(string))
    user_claim    = optional(string, "sub")
    policies      = list(string)
    token_minutes = optional(number, 15)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in keys(var.pipelines) : can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", name))])
    error_message = "Pipelines have names of lower-case letters, digits and inner hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for one in values(var.pipelines) : contains(keys(var.issuers), one.issuer) && length(one.audiences) > 0])
    error_message = "A pipeline has an issuer of this unit and at least one audience."
  }

  # A shared issuer signs for everybody: without a claim that is fixed up to the end of its owner, any of its users would
  # be let in. GitHub's sub begins with repo: for all of them, or with another claim's name where it was customised.
  # docs.github.com/actions/reference/security/oidc and docs.gitlab.com/ci/secrets/id_token_authentication, 2026-11-24.
  validation {
    condition = alltrue([
      for one in values(var.pipelines) : anytrue([
        for claim, form in {
          sub                 = "^((repo|repository|project_path|namespace_path):[^*/:]+/|(repository_owner|(repository|repository_owner|project|namespace)_id):[^*:]+(:|$))"
          repository          = "^[^*/]+/"
          repository_id       = "^[^*]+$"
          repository_owner    = "^[^*]+$"
          repository_owner_id = "^[^*]+$"
          project_id          = "^[^*]+$"
          project_path        = "^[^*/]+/"
          namespace_id        = "^[^*]+$"
          namespace_path      = "^([^*/]+/|[^*]+$)"
        } : alltrue([for value in lookup(one.claims, claim, [""]) : can(regex(form, value))])
      ])
    ])
    error_message = "A pipeline's claims say whose it is, by one of sub, repository, repository_owner, project_path and namespace_path, or the ids of these, with no * up to the end of the owner: repository: [example/*]."
  }

  # The provider splits at commas. A claim that may have any value says nothing, and neither does one with an open front.
  validation {
    condition = alltrue(flatten([
      for one in values(var.pipelines) : [
        for values in values(one.claims) : length(values) > 0 && alltrue([for value in values : can(regex("^[^*,[:space:]][^,]*$", value))])
      ]
    ]))
    error_message = "A claim has at least one value; a value has no comma and does not begin with *."
  }

  validation {
    condition     = alltrue([for one in values(var.pipelines) : length(one.policies) > 0 && length(setsubtract(one.policies, keys(var.policies))) == 0])
    error_message = "A pipeline has at least one policy, each of this unit."
  }

  validation {
    condition     = alltrue([for one in values(var.pipelines) : one.token_minutes >= 1 && one.token_minutes <= 1440])
    error_message = "A pipeline's token lasts from 1 to 1440 minutes."
  }
}
