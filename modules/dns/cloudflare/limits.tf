locals {
  limits = {
    # developers.cloudflare.com/dns/manage-dns-records/reference/ttl, read 2026-11-24.
    "records.ttl" = {
      asked = anytrue([for record in var.records : record.proxied && record.ttl != 300])
      why   = "Cloudflare answers for proxied records with a TTL of 300 seconds and no other."
    }
  }
}
