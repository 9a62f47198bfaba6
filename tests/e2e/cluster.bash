# shellcheck shell=bash
# cluster.bash: three nodes on the loopback interface, everything they have below one folder. Sourced, last, by garage-cluster and
# consul-cluster, which say for node N, whose ports are $(port N 0) to $(port N 9):
#
#   configure N       writes its configuration
#   command_of N      sets `command`, which has $folder/N/ in its arguments
#   answers N         succeeds when it answers
#   found             makes a cluster of nodes that have come up for the first time
#   sees_all N        succeeds when node N sees the others, and all of them can be used
#   environment       prints what a client needs, as lines of a shell
#   anew              prints when the store began every TTL anew, a time by RFC 3339 a line
#
# COMMAND FOLDER:
#   up FOLDER PROGRAM       starts all nodes; the first time makes a cluster of them; then FOLDER/env says where it is
#   status FOLDER           a line a node
#   settle FOLDER           waits until every node sees every other one
#   anew FOLDER             when the store began every TTL anew
#   down FOLDER             stops all; what they have stored stays
#   start|stop|kill|pause|resume|restart FOLDER NODE
#                           one node; kill is SIGKILL, pause SIGSTOP
#   disturb FOLDER [SEED]   kills, stops or pauses one node for some seconds, waits until the cluster is whole again, says what it did
set -euo pipefail
umask 077
nodes=(1 2 3)
patience=120 # seconds: Garage's nodes redial one that was away every 30

fail() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

port() { echo $(($(<"$folder/base") + 10 * $1 + $2)); }
pid_of() { cat "$folder/$1/pid" 2>/dev/null; }

# alive N: the process that we started is still that one: a number may have become another's.
alive() { grep -qF "$folder/$1/" "/proc/$(pid_of "$1" || echo none)/cmdline" 2>/dev/null; }

# choose: a base whose ports nobody answers on; who loses the race for one takes another.
choose() {
	local base n
	for _ in {1..50}; do
		base=$((20000 + RANDOM % 250 * 40))
		for n in {10..39}; do
			if (exec 3<>"/dev/tcp/127.0.0.1/$((base + n))") 2>/dev/null; then continue 2; fi
		done
		echo "$base" >"$folder/base"
		return
	done
	fail 'no free ports'
}

launch() {
	local command=()
	! alive "$1" || return 0
	mkdir -p "$folder/$1"
	configure "$1"
	command_of "$1"
	setsid "${command[@]}" >>"$folder/$1/log" 2>&1 </dev/null 3>&- &
	echo $! >"$folder/$1/pid"
}

# come_up N: false when it ends, or does not answer in time.
come_up() {
	local until=$((SECONDS + 30))
	until answers "$1"; do
		[ "$SECONDS" -lt "$until" ] && kill -0 "$(pid_of "$1")" 2>/dev/null || return 1
		sleep 0.1
	done
}

start() {
	launch "$1"
	come_up "$1" || fail "node $1 does not come up: $(tail -n 1 "$folder/$1/log")"
}

# halt N SIGNAL
halt() {
	alive "$1" || return 0
	kill "-$2" "$(pid_of "$1")"
	kill -CONT "$(pid_of "$1")" 2>/dev/null || true
	for _ in {1..200}; do
		if ! alive "$1"; then
			rm "$folder/$1/pid"
			return
		fi
		sleep 0.1
	done
	fail "node $1, process $(pid_of "$1"), does not end"
}

signal() {
	alive "$1" || fail "node $1 does not run"
	kill "-$2" "$(pid_of "$1")"
}

each() {
	local n
	for n in "${nodes[@]}"; do "$@" "$n" || return 1; done
}

settle() {
	local until=$((SECONDS + patience))
	until each sees_all; do
		[ "$SECONDS" -lt "$until" ] || fail "the nodes do not see each other after $patience s; $(status | paste -sd ';')"
		sleep 0.3
	done
}

up() {
	local n
	for _ in {1..5}; do
		[ -e "$folder/base" ] || choose
		each launch
		if each come_up; then
			[ -e "$folder/env" ] || found
			settle
			environment >"$folder/env.new"
			mv "$folder/env.new" "$folder/env"
			return
		fi
		for n in "${nodes[@]}"; do halt "$n" KILL; done
		[ ! -e "$folder/env" ] || break # its ports are known to all
		rm "$folder/base"
	done
	fail "the nodes do not come up: $(tail -qn 1 "$folder"/[123]/log | paste -sd ';')"
}

status() {
	local n word
	for n in "${nodes[@]}"; do
		word='does not run'
		if alive "$n"; then
			word='does not answer'
			! answers "$n" || word='answers, without the others'
			! sees_all "$n" || word='sees all'
		fi
		echo "node $n: $word"
	done
}

disturb() {
	local node seconds what begin
	[ -z "${1-}" ] || RANDOM=$1
	node=$((1 + RANDOM % 3)) seconds=$((1 + RANDOM % 12))
	settle
	case $((RANDOM % 3)) in
	0) what=killed && halt "$node" KILL && sleep "$seconds" && start "$node" ;;
	1) what=paused && signal "$node" STOP && sleep "$seconds" && signal "$node" CONT ;;
	2) what=restarted seconds=0 && halt "$node" TERM && start "$node" ;;
	esac
	begin=$SECONDS
	settle
	echo "node $node $what, away for $seconds s, all see each other $((SECONDS - begin)) s later"
}

[ $# -ge 2 ] || fail "up FOLDER PROGRAM; start|stop|kill|pause|resume|restart FOLDER NODE; or status|settle|anew|disturb|down FOLDER"
action=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
case $action in
up)
	[ -x "${3-}" ] || fail "up: no program '${3-}'"
	realpath -s "$3" >"$folder/program"
	up
	;;
status | settle | anew) "$action" ;;
disturb) disturb "${3-}" ;;
down) for n in "${nodes[@]}"; do halt "$n" TERM; done ;;
*)
	[[ ${3-} == [123] ]] || fail "$action: no node '${3-}'"
	case $action in
	start) start "$3" ;;
	stop) halt "$3" TERM ;;
	kill) halt "$3" KILL ;;
	pause) signal "$3" STOP ;;
	resume) signal "$3" CONT ;;
	restart) halt "$3" TERM && start "$3" ;;
	*) fail "unknown command '$action'" ;;
	esac
	;;
esac
