variable "ssh_key_ids" {
  description = "Those of ssh_keys that another unit has registered, name => id."
  type        = map(string)
  nullable    = false
  default     = {}
}

variable "network_id" {
  description = "The private network to join; null: the unit makes its own."
  type        = string
  default     = null
}

variable "route_table_id" {
  description = "The route table of that network, for clouds that have them."
  type        = string
  default     = null
}
