# shellcheck shell=bash
# hetzner.bash: the worked example, and an in-memory Hetzner API on the loopback interface. Sourced after graph.bash.

# example: a product with the template's own inventory, stacks and modules; goes there.
example() {
	mkdir -p "$BATS_TEST_TMPDIR/example"
	cp -a "$ROOT"/{inventory,stacks,modules} "$BATS_TEST_TMPDIR/example"
	product "$BATS_TEST_TMPDIR/product" "$BATS_TEST_TMPDIR/example"
}

# start_api [TOKEN]: sets api, its process, and exports HCLOUD_ENDPOINT and the HCLOUD_TOKEN that it takes; teardown kills it.
start_api() {
	local token=${1-0123456789012345678901234567890123456789012345678901234567890123}
	printf '%s\n' "$token" >"$BATS_TEST_TMPDIR/api-token"
	mkfifo "$BATS_TEST_TMPDIR/stdin" # it ends with its standard input, and bats waits for whoever has descriptor 3
	"$HETZNER_API" -token-file "$BATS_TEST_TMPDIR/api-token" <>"$BATS_TEST_TMPDIR/stdin" >"$BATS_TEST_TMPDIR/endpoint" 2>"$BATS_TEST_TMPDIR/api.log" 3>&- &
	# shellcheck disable=SC2034 # teardown's
	api=$!
	for _ in $(seq 50); do
		[ -s "$BATS_TEST_TMPDIR/endpoint" ] && break
		sleep 0.1
	done
	export "$(cat "$BATS_TEST_TMPDIR/endpoint")" HCLOUD_TOKEN=$token
}
