# What servers are told when they boot.

locals {
  metadata = merge(
    {
      ssh-keys               = local.ssh_keys
      block-project-ssh-keys = "TRUE"  # nobody but those above
      enable-oslogin         = "FALSE" # which would pass over ssh-keys
      serial-port-enable     = "FALSE"
    },
    var.user_data == "" ? {} : { user-data = var.user_data },
    var.user_data == "" || var.image != "debian-12" ? {} : { startup-script = local.install_cloud_init },
  )

  # Google's Debian has no cloud-init (github.com/andsens/bootstrap-vz/pull/469: its own agent does the like) but runs this
  # at every boot. After the restart cloud-init finds user-data as it does elsewhere; the network is not its business.
  install_cloud_init = <<-EOT
    #!/bin/sh
    set -e
    command -v cloud-init >/dev/null && exit 0
    mkdir -p /etc/cloud/cloud.cfg.d
    echo 'network: {config: disabled}' >/etc/cloud/cloud.cfg.d/99-network.cfg
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install --yes -o Dpkg::Options::=--force-confold cloud-init
    systemctl reboot
  EOT
}
