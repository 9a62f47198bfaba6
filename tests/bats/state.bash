# shellcheck shell=bash
# state.bash: a product whose state is in a double of Garage or Consul. Loaded after setup.bash, graph.bash and lock.bash.

# shellcheck disable=SC2034,SC2154 # variables for the tests; double is of lock.bash

# The secret is a canary: 64 hexadecimal digits, as Garage's are, that are nowhere else.
canary=c0ffee$(tr -dc 'a-f0-9' </dev/urandom | head -c 58)

# start VARIABLE PROGRAM [ARG…]: starts a double that ends with this test; VARIABLE and `double` are its URL.
start() {
	local variable=$1 fifo=$BATS_TEST_TMPDIR/$1.alive keep
	shift
	mkfifo "$fifo"
	"$@" <"$fifo" >"$fifo.address" 3>&- &
	exec {keep}>"$fifo"
	eventually 20 grep -q = "$fifo.address"
	double=$(sed 's/^[^=]*=//' "$fifo.address")
	printf -v "$variable" %s "$double"
}

garage() {
	start garage_url "${S3_API:-$ROOT/build/test/s3-api}" -bucket graph-prod-state,graph-prod-locks -secret-key "$canary" -reader-key GKreader
	export GARAGE_ACCESS_KEY_ID=GK0123456789abcdef01234567 GARAGE_SECRET_ACCESS_KEY=$canary
}

consul() {
	start consul_url "${CONSUL_API:-$ROOT/build/test/consul-api}" -token "$canary"
	export CONSUL_HTTP_TOKEN=$canary
}

# state_in BACKEND [LINE…]: what the inventory says of it. Both URLs are in it, so that another backend is one word.
state_in() {
	sed -i '/^state:/,$d' inventory/product.yml
	printf '%s\n' 'state:' "  backend: $1" ${garage_url+"  endpoint: $garage_url"} ${consul_url+"  address: $consul_url"} "${@:2}" >>inventory/product.yml
}

# asked [FILTER]: the requests since the log was forgotten, METHOD and PATH.
asked() { control GET log | jq -r ".[] | select(${1-true}) | \"\(.method) \(.path)\""; }
forget() { control DELETE log; }

# nowhere: the canary is in no file of this folder, and in no plan.
nowhere() {
	run grep -rlF "$canary" . "$BATS_TEST_TMPDIR/said"
	[ "$status" -eq 1 ] || { echo "$output"; return 1; }
	for plan in build/*/*/tfplan; do
		run grep -F "$canary" <(unzip -p "$plan")
		[ "$status" -eq 1 ] || { echo "$plan"; return 1; }
	done
}

# said COMMAND…: runs it, with what it prints in a file, shown when it fails.
said() { "$@" >"$BATS_TEST_TMPDIR/said" 2>&1 || { cat "$BATS_TEST_TMPDIR/said"; return 1; }; }

# refused PATTERN COMMAND…: it fails, and prints a line that matches.
refused() {
	local pattern=$1
	shift
	run "$@"
	# shellcheck disable=SC2053 # a pattern
	[[ $status != 0 && $output == *$pattern* ]] && return
	printf 'expected a failure and %s\ngot %s and %s\n' "$pattern" "$status" "$output"
	return 1
}
