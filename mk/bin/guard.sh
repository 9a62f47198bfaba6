# shellcheck shell=bash
# guard.sh: what stands between a plan and the real world. Sourced by apply and destroy, after lib.sh.

# resources STATE: how many managed resources the state file holds; 0 when there is none.
resources() {
	if [ -s "$1" ]; then jq '[.resources[]? | select(.mode == "managed") | .instances | length] | add // 0' "$1"; else echo 0; fi
}

# no_double FOLDER: refuses what was planned without the real provider.
no_double() {
	[ ! -e "$1/.doubles" ] || fail "${1##*/}: planned with PROVIDERS=double, by the schema of $(paste -sd ' ' "$1/.doubles") alone: that changes nothing anywhere. Plan it where the registry can be reached"
}

# may_change UNIT STATE: refuses what must not be done, before anything is.
may_change() {
	local unit=$1 state=$2 program writer
	if [ -n "${CI-}" ]; then fail "$unit: its state is local and would be lost with this CI job: change it from a machine that keeps ${state%/*}/"; fi
	program=$(program_name)
	writer=$(cat "${state%.tfstate}.program" 2>/dev/null || echo "$program")
	[ "$program" = "$writer" ] || [ -n "${TF-}" ] || fail "$unit: its state was written by $writer and this is $program; say TF=$program (or TF=$writer) to mean it"
}

# "terraform" or "opentofu".
program_name() { identify "$TF_PROGRAM" | cut -d ' ' -f 1; }

# ask_with FOLDER PLAN TEXT QUESTION: shows TEXT unless this very plan was shown before, then asks. One
# question at a time, on the terminal itself, for output is kept back until a target is done.
ask_with() {
	local folder=$1 text=$3 question=$4 digest shown answer
	digest=$(digest "$folder/$2")
	shown=$(cat "$folder/.shown" 2>/dev/null || true)
	if [ "${YES-}" = 1 ]; then
		[ "$digest" = "$shown" ] || cat "$text"
	else
		(: </dev/tty) 2>/dev/null || fail "${folder##*/}: no terminal to ask on; nothing was changed. YES=1 shows and goes ahead"
		exec 8>"${folder%/*}/.question"
		flock 8
		[ "$digest" = "$shown" ] || cat "$text" >/dev/tty
		printf '\n%s Only yes is a yes: ' "$question" >/dev/tty
		read -r answer </dev/tty || answer=
		exec 8>&-
		[ "$answer" = yes ] || fail "${folder##*/}: not confirmed; nothing was changed"
	fi
	printf '%s\n' "$digest" | write "$folder/.shown"
}

# change FOLDER STATE PLAN: hands PLAN to Terraform, whose own lock on the state excludes others.
change() {
	local folder=$1 state=$2 plan=$3
	mkdir -p "${state%/*}"
	program_name | write "${state%.tfstate}.program"
	(
		in_unit "$folder"
		"$TF_PROGRAM" apply -input=false -no-color -lock-timeout=60s "$plan" 2>&1 | tee apply.log
	) || fail "${folder##*/}: '$plan' was not carried out in full; what was done is in state, so the next plan starts from there"
}
