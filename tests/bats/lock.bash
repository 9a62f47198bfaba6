# shellcheck shell=bash
# lock.bash: words for tests of garage-lock. Loaded after setup.bash.

# Variables are for the tests, and code in single quotes for shells that they start:
# shellcheck disable=SC2016,SC2034

garage_lock=${GARAGE_LOCK:-$ROOT/build/tools/garage-lock/garage-lock} consul_api=${CONSUL_API:-$ROOT/build/test/consul-api}
unset "${!GARAGE_@}" "${!CONSUL_@}" MAKE_TERMERR
export GARAGE_LOCK=$garage_lock CONSUL_API=$consul_api

# A lock of a file in this test's folder, called k, unless a test says otherwise.
store=(-s file) key=k
garage-lock() { local verb=$1; shift; "$GARAGE_LOCK" "$verb" "${store[@]}" "$@"; }

# eventually SECONDS COMMAND…: succeeds within that time.
eventually() {
	local left=$(($1 * 20))
	shift
	until "$@"; do
		((left-- > 0)) || { echo "never: $*"; return 1; }
		sleep 0.05
	done
}

is_free() { [[ $(garage-lock status -k "${1:-$key}") == *': free'* ]]; }
is_held() { [[ $(garage-lock status -k "${1:-$key}") == *': locked by '* ]]; }
holder_id() { garage-lock status --json -k "${1:-$key}" | jq -r .ID; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
exists() { [ -e "$1" ]; }

# hold [OPTION…] -- COMMAND…: runs garage-lock in the background and waits until COMMAND says in `pids` who it is:
# lock is garage-lock's pid, command COMMAND's, warden the one between. (A shell's background job would ignore SIGINT.)
hold() {
	rm -f pids
	env --default-signal=INT,QUIT "$GARAGE_LOCK" run "${store[@]}" -k "$key" "$@" >said 2>&1 3>&- &
	lock=$!
	eventually 20 exists pids
	command=$(head -n 1 pids)
	warden=$(ps -o ppid= -p "$command" | tr -d ' ')
}

# ends STATUS: garage-lock exits with it.
ends() {
	local status=0
	wait "$lock" || status=$?
	[ "$status" = "$1" ] && return
	printf 'expected exit status %s, got %s: %s\n' "$1" "$status" "$(<said)"
	return 1
}

# COMMANDs for hold. Each writes its pid, and those of what it starts, before anything else can happen.
patient='echo $$ >pids.new; mv pids.new pids; exec sleep 60'
# Says what it was sent, and ends.
talkative='trap "echo got INT; exit 5" INT; trap "echo got TERM; exit 6" TERM; trap "echo got HUP; exit 7" HUP
	echo $$ >pids.new; mv pids.new pids; while :; do sleep 0.05; done'
# Hears nothing, and has descendants that hear nothing: one of its own, one whose parent is gone, one in a session of its own.
stubborn='trap "" INT TERM HUP; sleep 60 & a=$!
	b=$(sh -c "sleep 60 >/dev/null 2>&1 3>&- & echo \$!")
	setsid sh -c "echo \$\$ >c; exec sleep 60" & until [ -s c ]; do sleep 0.01; done
	printf "%s\n" $$ $a $b $(cat c) >pids.new; mv pids.new pids; while :; do sleep 0.05; done'

all_gone() { local pid; while read -r pid; do is_gone "$pid" || return 1; done <pids; }

# finds PROGRAM: the process, below the one of make, pid, that runs PROGRAM; where its child does, too, the parent.
finds() {
	ps -eo pid=,ppid=,comm= | awk -v make="$pid" -v name="$1" '
		{ parent[$1] = $2; runs[$1] = $3 }
		function is_below(p) { while (p in parent && p != make) p = parent[p]; return p == make }
		END { for (p in runs) if (runs[p] == name && runs[parent[p]] != name && is_below(p)) print p }'
}

# --- doubles -------------------------------------------------------------------------------------------------------

# serve PROGRAM [ARG…]: starts a double that ends with this test; what it prints, where it is, is exported.
serve() {
	local line
	mkfifo "$BATS_TEST_TMPDIR/alive"
	"$@" <"$BATS_TEST_TMPDIR/alive" >"$BATS_TEST_TMPDIR/address" 3>&- &
	exec 9>"$BATS_TEST_TMPDIR/alive"
	eventually 20 grep -q = "$BATS_TEST_TMPDIR/address"
	line=$(<"$BATS_TEST_TMPDIR/address")
	double=${line#*=}
	export "${line?}"
}

# control METHOD WHAT [BODY]: steers the double (tests/doubles/wire).
control() { curl -fsS -X "$1" ${3:+-d "$3"} "$double/_control/$2"; }

# has_come N: so many requests have fitted the first fault.
has_come() { [ "$(control GET faults | jq '.[0].hits')" -ge "$1" ]; }

s3() {
	serve "${S3_API:-$ROOT/build/test/s3-api}" "$@"
	export GARAGE_LOCK_BUCKET=locks GARAGE_ACCESS_KEY_ID=GK0123456789abcdef01234567
	export GARAGE_SECRET_ACCESS_KEY=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
	store=(-s garage)
}

consul() {
	serve "$CONSUL_API" "$@"
	store=(-s consul)
}

# requests FILTER: the log, one line each, of what jq's FILTER selects: METHOD PATH STATUS.
requests() { control GET log | jq -r ".[] | select($1) | \"\(.method) \(.path | sub(\".*/[.]lock/\"; \"\")) \(.status)\""; }

# seconds COMMAND…: runs it; sets took to how long that took.
seconds() {
	local begin=$EPOCHREALTIME
	"$@"
	took=$(awk "BEGIN { print $EPOCHREALTIME - $begin }")
}

# within LOW HIGH: took is.
within() { awk "BEGIN { exit !($took >= $1 && $took <= $2) }" || { echo "took $took s, not $1 to $2"; return 1; }; }
