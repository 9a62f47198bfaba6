locals {
  # A server of a volume has letters of its own for its volumes, in the order of their names.
  attached = { for name, volume in var.volumes : name => volume.server if volume.server != null }
  beside   = { for name, server in local.attached : name => [for other, its in local.attached : other if its == server] }
}

resource "aws_ebs_volume" "this" {
  for_each = var.volumes

  availability_zone = each.value.server == null ? try(local.aws_zones[0], "") : var.zones[each.value.server]
  type              = "gp3"
  size              = each.value.size
  encrypted         = true
  # EBS makes no file systems: configuration management, which mounts the volume, finds here which one to make.
  tags = merge(local.labels, { Name = "${local.name}-${each.key}", format = each.value.format })

  lifecycle {
    # A volume cannot leave its zone, but the zone of a server that is made anew is unknown until it is there: the
    # volume would be replaced by an empty one.
    ignore_changes = [availability_zone]
  }
}

# Apart from the volume, so that one outlives the server it was attached to.
resource "aws_volume_attachment" "this" {
  for_each = local.attached

  volume_id   = aws_ebs_volume.this[each.key].id
  instance_id = var.server_ids[each.value]
  # The names that AWS recommends, f to p. The system has its own (see volume_devices).
  device_name = "/dev/sd${substr("fghijklmnop", min(10, index(local.beside[each.key], each.key)), 1)}"

  lifecycle {
    # With a volume before it in the alphabet gone, the next ones keep their letters: they are in use.
    ignore_changes = [device_name]
  }
}
