// Package rules holds what providers enforce beyond their schemas, one file each, named after the provider's type, in
// the format that ../provider/README.md describes.
package rules

import "embed"

// Files are the rules: google.json are those of the provider google.
//
//go:embed *.json
var Files embed.FS
