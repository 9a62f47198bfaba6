# What cloud-init does at the first boot: the inventory's user data, then what Hetzner and others do of themselves but
# EC2 does not: several SSH keys and the host name. Both are parts of one message; the merge keeps what the first part
# says, and adds the keys to its own. Packed, because EC2 takes 16 KiB.

locals {
  boundary = "==first-boot=="

  first_boot = [
    for i in range(var.servers) : join("\n", concat(
      ["Content-Type: multipart/mixed; boundary=\"${local.boundary}\"", "MIME-Version: 1.0", ""],
      # cloud-init sees from its first line what a part of plain text is.
      var.user_data == "" ? [] : ["--${local.boundary}", "Content-Type: text/plain; charset=\"utf-8\"", "Content-Transfer-Encoding: base64", "", base64encode(var.user_data), ""],
      ["--${local.boundary}", "Content-Type: text/cloud-config; charset=\"utf-8\"", "", "#cloud-config", jsonencode({
        hostname            = "${local.name}-${i + 1}"
        ssh_authorized_keys = values(var.ssh_keys)
        merge_how = [
          { name = "list", settings = ["append"] },
          { name = "dict", settings = ["no_replace", "recurse_list"] },
        ]
      }), "", "--${local.boundary}--", ""],
    ))
  ]
}
