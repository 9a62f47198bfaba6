# letsencrypt.org/docs/acme-protocol-updates, read 2026-11-24.
provider "acme" {
  server_url = "https://acme-v02.api.letsencrypt.org/directory"
}
