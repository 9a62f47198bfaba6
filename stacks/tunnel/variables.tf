variable "tunnel_routes" {
  description = "What is reached by which name: host name => the service as the tunnel's end inside sees it, such as http://10.0.1.10:8080."
  type        = map(string)
  nullable    = false
}

variable "zone_id" {
  description = "The zone that the host names are in, where the tunnel's provider serves it; null: their records are made elsewhere."
  type        = string
  default     = null
}
