# The interface of the kind "tunnel": host names that reach services inside, by connections that go out only.

variable "routes" {
  description = "What is reached by which name: host name => the service as the tunnel's end inside sees it."
  type        = map(string)
  nullable    = false

  validation {
    condition = length(var.routes) > 0 && alltrue([
      for name in keys(var.routes) : can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$", name))
    ])
    error_message = "There is at least one route, each from a host name such as app.example.com."
  }

  validation {
    condition     = alltrue([for service in values(var.routes) : can(regex("^(https?|tcp|ssh)://[^/[:space:]]+$", service))])
    error_message = "A route leads to a service such as http://10.0.1.10:8080 or ssh://10.0.1.10:22."
  }
}

variable "zone_id" {
  description = "The zone that the host names are in, where the tunnel's provider serves it; null: their records are made elsewhere, as CNAMEs to tunnel_hostname."
  type        = string
  default     = null
}
