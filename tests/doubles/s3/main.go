// Command s3 stands in for the S3 API of a Garage cluster in tests on one machine.
//
// It listens on the loopback interface only, prints GARAGE_ENDPOINT=… once it is ready, keeps everything in memory, and
// ends when its standard input closes or on SIGTERM. What goes wrong on the way is in package wire.
//
// It does what garage-lock and Terraform's s3 backend need, as Garage 2.5.0 does it (src/api/s3 and src/api/common/signature of
// github.com/deuxfleurs-org/garage, read 2026-11-25, and what was measured on three nodes): GET, HEAD, PUT and DELETE of
// objects, uploads in parts, ListObjectsV2 by prefix in pages, a second key that may only read, signatures of version 4 in
// headers, good for a day, or in the query, good until they expire. If-None-Match is heeded by GET and HEAD and ignored by PUT,
// the last PUT to land wins, and LIST may go on showing what was deleted. Anything else is 501.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"infrastructure-template/tests/doubles/wire"
)

func main() {
	bucket := flag.String("bucket", "locks", "the buckets there are, with commas between")
	access := flag.String("access-key", "GK0123456789abcdef01234567", "the access key there is")
	secret := flag.String("secret-key", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "its secret")
	reader := flag.String("reader-key", "", "a key that may only read; its secret is the other's")
	region := flag.String("region", "garage", "the region that signatures are for")
	flag.Parse()
	if flag.NArg() > 0 {
		wire.Fail("s3", fmt.Errorf("unexpected argument %q", flag.Arg(0)), 64) // EX_USAGE
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	store := newServer(*bucket, credentials{*access, *secret, *region})
	store.reader = credentials{*reader, *secret, *region}
	way := &wire.Wire{Store: store, Settings: &store.settings}
	if err := way.Serve(ctx, "GARAGE_ENDPOINT", os.Stdin, os.Stdout); err != nil {
		wire.Fail("s3", err, 1)
	}
}
