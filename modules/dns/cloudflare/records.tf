# Names and values in the form that Cloudflare gives back, or each plan has changes: names whole, host names without the
# dot at their end, texts in quotes (github.com/cloudflare/terraform-provider-cloudflare/issues/5378, 5517, 6238). SRV and
# CAA records come in parts, whose priority is given twice (issue 6651).

resource "cloudflare_dns_record" "this" {
  for_each = { for key, record in local.records : key => record if !contains(["SRV", "CAA"], record.type) }

  zone_id  = local.zone_id
  name     = each.value.name
  type     = each.value.type
  ttl      = each.value.ttl
  proxied  = each.value.proxied
  comment  = local.name
  priority = each.value.type == "MX" ? tonumber(each.value.words[0]) : null

  content = (
    each.value.type == "MX" ? trimsuffix(each.value.words[1], ".") :
    each.value.type == "TXT" ? "\"${each.value.value}\"" :
    contains(["CNAME", "NS"], each.value.type) ? trimsuffix(each.value.value, ".") : each.value.value
  )
}

resource "cloudflare_dns_record" "srv" {
  for_each = { for key, record in local.records : key => record if record.type == "SRV" }

  zone_id  = local.zone_id
  name     = each.value.name
  type     = each.value.type
  ttl      = each.value.ttl
  proxied  = false
  comment  = local.name
  priority = tonumber(each.value.words[0])

  data = {
    priority = tonumber(each.value.words[0])
    weight   = tonumber(each.value.words[1])
    port     = tonumber(each.value.words[2])
    target   = trimsuffix(each.value.words[3], ".")
  }
}

resource "cloudflare_dns_record" "caa" {
  for_each = { for key, record in local.records : key => record if record.type == "CAA" }

  zone_id = local.zone_id
  name    = each.value.name
  type    = each.value.type
  ttl     = each.value.ttl
  proxied = false
  comment = local.name

  data = {
    flags = tonumber(each.value.words[0])
    tag   = each.value.words[1]
    value = regex("\"([^\"]*)\"", each.value.value)[0]
  }
}
