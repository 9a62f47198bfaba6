// Package schemas holds the schemas of providers, one file each, named after the provider's type, in the format of
// `terraform providers schema -json`.
package schemas

import "embed"

// Files are the schemas: google.json is the one of the provider google.
//
//go:embed *.json
var Files embed.FS
