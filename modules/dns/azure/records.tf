# Azure has one type of resource for each type of record.

locals {
  records = {
    for type in ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"] :
    type => { for record in var.records : record.name => record if record.type == type }
  }
}

resource "azurerm_dns_a_record" "this" {
  for_each = local.records.A

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  records             = each.value.values
  tags                = local.labels
}

resource "azurerm_dns_aaaa_record" "this" {
  for_each = local.records.AAAA

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  records             = each.value.values
  tags                = local.labels
}

resource "azurerm_dns_caa_record" "this" {
  for_each = local.records.CAA

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  tags                = local.labels

  dynamic "record" {
    for_each = [for value in each.value.values : regex("^([0-9]+) ([a-z]+) \"([^\"]*)\"$", value)]

    content {
      flags = tonumber(record.value[0])
      tag   = record.value[1]
      value = record.value[2]
    }
  }
}

resource "azurerm_dns_cname_record" "this" {
  for_each = local.records.CNAME

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  record              = each.value.values[0]
  tags                = local.labels
}

resource "azurerm_dns_mx_record" "this" {
  for_each = local.records.MX

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  tags                = local.labels

  dynamic "record" {
    for_each = [for value in each.value.values : split(" ", value)]

    content {
      preference = record.value[0]
      exchange   = record.value[1]
    }
  }
}

resource "azurerm_dns_ns_record" "this" {
  for_each = local.records.NS

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  records             = each.value.values
  tags                = local.labels
}

resource "azurerm_dns_srv_record" "this" {
  for_each = local.records.SRV

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  tags                = local.labels

  dynamic "record" {
    for_each = [for value in each.value.values : split(" ", value)]

    content {
      priority = tonumber(record.value[0])
      weight   = tonumber(record.value[1])
      port     = tonumber(record.value[2])
      target   = record.value[3]
    }
  }
}

resource "azurerm_dns_txt_record" "this" {
  for_each = local.records.TXT

  name                = each.key
  zone_name           = local.zone_name
  resource_group_name = local.zone_group
  ttl                 = each.value.ttl
  tags                = local.labels

  dynamic "record" {
    for_each = each.value.values

    content {
      value = record.value
    }
  }
}
