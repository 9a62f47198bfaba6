# Records on the management plane's own DNS servers, by dynamic updates (RFC 2136) signed with a TSIG key. Server and key
# come from the environment: DNS_UPDATE_SERVER, DNS_UPDATE_KEYNAME, DNS_UPDATE_KEYALGORITHM, DNS_UPDATE_KEYSECRET.
#
# The zone is part of the servers' own configuration, and there before this: dynamic updates make no zones. So zone_id is
# null or the zone's name, and deletion_protection holds of itself.

locals {
  zone = "${var.zone}."

  # By type, and by name within it: the interface has each name and type once.
  sets = {
    for type in ["A", "AAAA", "CNAME", "MX", "NS", "SRV", "TXT"] : type => {
      for record in var.records : record.name => {
        name   = record.name == "@" ? null : record.name
        ttl    = record.ttl
        values = record.values
        words  = [for value in record.values : split(" ", value)]
      } if record.type == type
    }
  }
}

resource "dns_a_record_set" "this" {
  for_each = local.sets["A"]

  zone      = local.zone
  name      = each.value.name
  ttl       = each.value.ttl
  addresses = each.value.values
}

resource "dns_aaaa_record_set" "this" {
  for_each = local.sets["AAAA"]

  zone      = local.zone
  name      = each.value.name
  ttl       = each.value.ttl
  addresses = each.value.values
}

resource "dns_cname_record" "this" {
  for_each = local.sets["CNAME"]

  zone  = local.zone
  name  = each.value.name
  ttl   = each.value.ttl
  cname = each.value.values[0]
}

resource "dns_mx_record_set" "this" {
  for_each = local.sets["MX"]

  zone = local.zone
  name = each.value.name
  ttl  = each.value.ttl

  dynamic "mx" {
    for_each = each.value.words

    content {
      preference = tonumber(mx.value[0])
      exchange   = mx.value[1]
    }
  }
}

resource "dns_ns_record_set" "this" {
  for_each = local.sets["NS"]

  zone        = local.zone
  name        = each.key
  ttl         = each.value.ttl
  nameservers = each.value.values
}

resource "dns_srv_record_set" "this" {
  for_each = local.sets["SRV"]

  zone = local.zone
  name = each.key
  ttl  = each.value.ttl

  dynamic "srv" {
    for_each = each.value.words

    content {
      priority = tonumber(srv.value[0])
      weight   = tonumber(srv.value[1])
      port     = tonumber(srv.value[2])
      target   = srv.value[3]
    }
  }
}

resource "dns_txt_record_set" "this" {
  for_each = local.sets["TXT"]

  zone = local.zone
  name = each.value.name
  ttl  = each.value.ttl
  txt  = each.value.values
}
