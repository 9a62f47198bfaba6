# Every resource type of the Hetzner modules and some more, in two steps: the second changes all that can be changed.
# What the double of the API answers must satisfy the real provider: no change in a second plan.

terraform {
  required_providers {
    hcloud = { source = "hetznercloud/hcloud" }
  }
}

variable "step" {
  type = number
}

variable "protected" {
  type = bool
}

variable "public_key" {
  type = string
}

locals {
  first  = var.step == 1
  labels = { product = "demo", step = tostring(var.step) }
}

resource "hcloud_ssh_key" "this" {
  name       = "key-${var.step}"
  public_key = var.public_key
  labels     = local.labels
}

resource "hcloud_network" "this" {
  name              = "network-${var.step}"
  ip_range          = "10.0.0.0/16"
  labels            = local.labels
  delete_protection = var.protected
}

resource "hcloud_network_subnet" "this" {
  network_id   = hcloud_network.this.id
  type         = "cloud"
  network_zone = "eu-central"
  ip_range     = "10.0.1.0/24"
}

resource "hcloud_network_route" "this" {
  network_id  = hcloud_network.this.id
  destination = local.first ? "10.100.1.0/24" : "10.100.2.0/24"
  gateway     = "10.0.1.1"
}

resource "hcloud_firewall" "attached" {
  name   = "attached-${var.step}"
  labels = local.labels

  rule {
    direction  = "in"
    protocol   = "tcp"
    port       = local.first ? "22" : "22-23"
    source_ips = ["0.0.0.0/0", "::/0"]
  }

  rule {
    direction       = "out"
    protocol        = "udp"
    port            = "any"
    destination_ips = ["10.0.0.0/8"]
    description     = "private"
  }
}

resource "hcloud_firewall_attachment" "this" {
  firewall_id = hcloud_firewall.attached.id
  server_ids  = local.first ? [hcloud_server.placed.id] : [hcloud_server.placed.id, hcloud_server.private.id]
}

resource "hcloud_firewall" "selected" {
  name = "selected"

  apply_to {
    label_selector = local.first ? "role=web" : "role in (web, app)"
  }
}

resource "hcloud_placement_group" "this" {
  name   = "group-${var.step}"
  type   = "spread"
  labels = local.labels
}

resource "hcloud_primary_ip" "this" {
  name              = "address-${var.step}"
  type              = "ipv4"
  location          = "fsn1"
  assignee_type     = "server"
  auto_delete       = false
  labels            = local.labels
  delete_protection = var.protected
}

resource "hcloud_server" "placed" {
  name                     = "placed-${var.step}"
  server_type              = local.first ? "cx23" : "cx33"
  image                    = "debian-12"
  location                 = "fsn1"
  ssh_keys                 = [hcloud_ssh_key.this.id]
  placement_group_id       = hcloud_placement_group.this.id
  user_data                = "#cloud-config\n"
  labels                   = local.labels
  backups                  = local.first
  delete_protection        = var.protected
  rebuild_protection       = var.protected
  shutdown_before_deletion = true

  network {
    network_id = hcloud_network.this.id
    ip         = local.first ? "10.0.1.5" : "10.0.1.6"
    alias_ips  = local.first ? ["10.0.1.50"] : []
  }

  depends_on = [hcloud_network_subnet.this]
}

resource "hcloud_server" "addressed" {
  name        = "addressed"
  server_type = "cax11"
  image       = "debian-12"
  location    = "fsn1"
  labels      = { role = "web" }

  public_net {
    ipv4         = local.first ? hcloud_primary_ip.this.id : null
    ipv6_enabled = !local.first
  }
}

resource "hcloud_server" "private" {
  name        = "private"
  server_type = "cpx11"
  image       = "ubuntu-24.04"
  location    = "fsn1"

  public_net {
    ipv4_enabled = false
    ipv6_enabled = false
  }

  network {
    network_id = hcloud_network.this.id
    alias_ips  = []
  }

  depends_on = [hcloud_network_subnet.this]
}

resource "hcloud_server_network" "this" {
  server_id = hcloud_server.addressed.id
  subnet_id = hcloud_network_subnet.this.id
  alias_ips = local.first ? ["10.0.1.60"] : ["10.0.1.61"]
}

resource "hcloud_volume" "attached" {
  name     = "attached-${var.step}"
  size     = local.first ? 10 : 20
  location = "fsn1"
  format   = "ext4"
  labels   = local.labels

  # Not in the second step: the provider asks for half a minute before it believes that a volume is protected.
  delete_protection = local.first && var.protected
}

resource "hcloud_volume_attachment" "this" {
  volume_id = hcloud_volume.attached.id
  server_id = hcloud_server.placed.id
  automount = false
}

resource "hcloud_volume" "created_on" {
  name      = "created-on"
  size      = 10
  server_id = local.first ? hcloud_server.placed.id : hcloud_server.addressed.id
}

resource "hcloud_load_balancer" "this" {
  name               = "balancer-${var.step}"
  load_balancer_type = local.first ? "lb11" : "lb21"
  location           = "fsn1"
  labels             = local.labels
  delete_protection  = var.protected

  algorithm {
    type = local.first ? "round_robin" : "least_connections"
  }
}

resource "hcloud_load_balancer_network" "this" {
  load_balancer_id        = hcloud_load_balancer.this.id
  subnet_id               = hcloud_network_subnet.this.id
  ip                      = "10.0.1.100"
  enable_public_interface = local.first
}

resource "hcloud_load_balancer_service" "http" {
  load_balancer_id = hcloud_load_balancer.this.id
  protocol         = "http"
  destination_port = local.first ? 8080 : 8081

  http {
    sticky_sessions = true
  }

  health_check {
    protocol = "http"
    port     = 8080
    interval = 10
    timeout  = 5
    retries  = local.first ? 3 : 2

    http {
      path         = local.first ? "/health" : "/up"
      status_codes = ["200"]
    }
  }
}

resource "hcloud_load_balancer_service" "tcp" {
  load_balancer_id = hcloud_load_balancer.this.id
  protocol         = "tcp"
  listen_port      = 443
  destination_port = 443
  proxyprotocol    = local.first
}

resource "hcloud_load_balancer_target" "server" {
  type             = "server"
  load_balancer_id = hcloud_load_balancer.this.id
  server_id        = hcloud_server.placed.id
  use_private_ip   = true
  depends_on       = [hcloud_load_balancer_network.this]
}

resource "hcloud_load_balancer_target" "selected" {
  type             = "label_selector"
  load_balancer_id = hcloud_load_balancer.this.id
  label_selector   = "role=web"
  use_private_ip   = !local.first
  depends_on       = [hcloud_load_balancer_network.this]
}

resource "hcloud_load_balancer_target" "ip" {
  type             = "ip"
  load_balancer_id = hcloud_load_balancer.this.id
  ip               = "203.0.113.7"
}

resource "hcloud_zone" "this" {
  name              = "example.com"
  mode              = "primary"
  ttl               = local.first ? 600 : 3600
  labels            = local.labels
  delete_protection = var.protected
}

resource "hcloud_zone_rrset" "this" {
  zone              = hcloud_zone.this.name
  name              = "www"
  type              = "A"
  ttl               = local.first ? 60 : null
  labels            = local.labels
  records           = local.first ? [{ value = "192.0.2.1" }] : [{ value = "192.0.2.2", comment = "second" }, { value = "192.0.2.3" }]
  change_protection = var.protected
}

data "hcloud_servers" "web" {
  with_selector = "role=web"
  depends_on    = [hcloud_server.addressed]
}

output "web" {
  value = data.hcloud_servers.web.servers[*].name
}

output "protected" {
  value = [hcloud_network.this.id, hcloud_server.placed.id, hcloud_volume.attached.id, hcloud_load_balancer.this.id, hcloud_primary_ip.this.id]
}
