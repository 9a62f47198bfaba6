# shellcheck shell=bash
# guard.sh: what stands between a plan and the real world. Sourced by apply and destroy, after state.sh.

# no_double FOLDER: refuses what was planned without the real provider.
no_double() {
	[ ! -e "$1/.doubles" ] || fail "${1##*/}: planned with PROVIDERS=double, by the schema of $(paste -sd ' ' "$1/.doubles") alone: that changes nothing anywhere. Plan it where the registry can be reached"
}

# may_change ENV FOLDER STATE: refuses what must not be done, before anything is.
may_change() {
	local unit=${2##*/} state=$3 program writer
	[[ "/${GARAGE_LOCK_KEY-}" == *"/$1/$unit" ]] || fail "$unit: its lock is not held: this is for make apply and make destroy to run"
	all_saved "$2"
	if [ -n "${CI-}" ] && [ "$(backend "$2")" = local ]; then fail "$unit: its state is local and would be lost with this CI job: change it from a machine that keeps ${state%/*}/"; fi
	program=$(program_name)
	writer=$(cat "${state%.tfstate}.program" 2>/dev/null || echo "$program")
	[ "$program" = "$writer" ] || [ -n "${TF-}" ] || fail "$unit: its state was written by $writer and this is $program; say TF=$program (or TF=$writer) to mean it"
}

# "terraform" or "opentofu".
program_name() { identify "$TF_PROGRAM" | cut -d ' ' -f 1; }

# confirmed SUBJECT QUEUE TEXT QUESTION: shows the file TEXT and asks; fails without a yes. On the terminal itself, for output is
# kept back until a target is done, and one question at a time, by a lock on the file QUEUE.
confirmed() {
	local answer queue
	(: </dev/tty) 2>/dev/null || fail "$1: no terminal to ask on; nothing was changed. YES=1 shows and goes ahead"
	exec {queue}>"$2"
	flock "$queue"
	cat "$3" >/dev/tty
	printf '\n%s Only yes is a yes: ' "$4" >/dev/tty
	read -r answer </dev/tty || answer=
	exec {queue}>&-
	[ "$answer" = yes ] || fail "$1: not confirmed; nothing was changed"
}

# ask_with FOLDER PLAN TEXT QUESTION: shows TEXT unless this very plan was shown before, then asks.
ask_with() {
	local folder=$1 text=$3 question=$4 digest shown
	digest=$(digest "$folder/$2")
	shown=$(cat "$folder/.shown" 2>/dev/null || true)
	if [ "$digest" = "$shown" ]; then text=/dev/null; fi
	if [ "${YES-}" = 1 ]; then cat "$text"; else confirmed "${folder##*/}" "${folder%/*}/.question" "$text" "$question"; fi
	printf '%s\n' "$digest" | write "$folder/.shown"
}

# change ENV FOLDER STATE PLAN: hands PLAN to Terraform, and ends in FOLDER. Terraform's own lock on a file of state is of no use
# here, and does no harm; on other state it excludes nobody. What it prints is let through also when a whole group is signalled:
# it would die of a broken pipe on its way to a good end.
change() {
	local env=$1 folder=$2 state=$3 plan=$4 top=$PWD status=0 own=-lock-timeout=60s unrecorded tee log
	unrecorded=$(realpath "${BASH_SOURCE[0]%/*}/unrecorded")
	mkdir -p "${state%/*}"
	program_name | write "${state%.tfstate}.program"
	if [ -n "${CHANGING-}" ]; then : >"$CHANGING"; fi
	[ "$(backend "$folder")" = local ] || own=-lock=false
	in_unit "$folder"
	: >apply.log
	: >.in-flight # killed, it may have sent a state that lands yet: see mk/lock.mk
	exec {log}> >(trap '' INT TERM; exec tee apply.log)
	tee=$!
	patiently "$TF_PROGRAM" apply -input=false -no-color "$own" "$plan" >&"$log" 2>&1 {log}>&- || status=$?
	exec {log}>&-
	wait "$tee" || true
	[ "$status" -gt 128 ] || rm .in-flight
	if [ "$status" -gt 128 ]; then (cd "$top" && "$unrecorded" "$env" "$folder" >&2); fi
	[ "$status" = 0 ] || fail "${folder##*/}: '$plan' was not carried out in full; what was done is in state, so the next plan starts from there"
	(cd "$top" && remember "$folder" "$state")
}

# Terraform takes a second signal for "at once", and leaves its state as it is.
knows_already() {
	local i
	for ((i = 0; i < 20; i++)); do
		if grep -q 'Interrupt received' apply.log; then return 0; fi
		sleep 0.1
	done
	return 1
}
