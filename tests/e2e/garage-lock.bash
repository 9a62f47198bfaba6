# shellcheck shell=bash
# garage-lock.bash: a cluster of SERVER for one bats file; each test has a lock of its own. Loaded after setup.bash and lock.bash.

# Variables are for the tests:
# shellcheck disable=SC2034

# The shortest TTL that the store takes, or that is long enough for Garage with a node that is away; in seconds. How many of them
# a crashed holder may keep the lock; and what comes on top.
case $SERVER in
garage) ttl=4 ttls=1 ;;
consul) ttl=10 ttls=2 ;;
esac
bound=6

cluster() { "$ROOT/tests/e2e/$SERVER-cluster" "$1" "$FOLDER" "${@:2}"; }

setup_file() {
	[ -x "$PROGRAM" ] || { echo "no program '$PROGRAM': run make test-e2e" >&2; return 1; }
	export FOLDER=$BATS_FILE_TMPDIR/cluster
	cluster up "$PROGRAM"
}

teardown_file() { cluster down; }

setup() {
	mkdir "$BATS_TEST_TMPDIR/here" && cd "$BATS_TEST_TMPDIR/here" || return
	set -a
	# shellcheck disable=SC1091 # made by the cluster's script
	. "$FOLDER/env"
	set +a
	store=(-s "$SERVER") key=e2e/test$BATS_TEST_NUMBER
	read -ra nodes <<<"${GARAGE_ENDPOINTS-}${CONSUL_HTTP_ADDRS-}"
}

teardown() {
	local pid
	[ ! -e pids ] || while read -r pid; do kill -9 "$pid" 2>/dev/null || true; done <pids
}

# at NODE COMMAND…: with that node of the cluster as the store's address.
at() {
	local address=${nodes[$1 - 1]}
	shift
	GARAGE_ENDPOINT=$address CONSUL_HTTP_ADDR=$address "$@"
}
