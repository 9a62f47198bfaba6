# shellcheck shell=bash
# lib.sh: what the scripts here share. Sourced, never run.
set -euo pipefail
umask 077

fail() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# progress TEXT: to the terminal itself, since output is kept back until a target is done.
progress() {
	[ -n "${MAKE_TERMERR-}" ] || return 0
	{ printf '           %s\n' "$*" >/dev/tty; } 2>/dev/null || true
}

# version_at_least HAVE WANT
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# answers URL: true when the host behind URL answers. A refusal costs a few seconds once: it is
# remembered for an hour, or until RETRY=1.
answers() {
	local host=${1#*://} memory
	host=${host%%/*}
	memory=$CACHE/refused/$host
	if [ -z "${RETRY-}" ] && [ -n "$(find "$memory" -mmin -60 2>/dev/null)" ]; then return 1; fi
	if curl -fsS --connect-timeout 3 --max-time 5 -o /dev/null "$1" 2>/dev/null; then
		rm -f "$memory"
		return 0
	fi
	mkdir -p "${memory%/*}"
	date >"$memory"
	return 1
}

# identify PROGRAM: "terraform 1.11.4" or "opentofu 1.12.6". CHECKPOINT_DISABLE: no call home for a version.
identify() {
	env -u TF_CLI_ARGS -u TF_CLI_ARGS_version CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null "$1" version | sed -n '1s/^\(Terraform\|OpenTofu\) v/\L\1 /p'
}

# once TARGET COMMAND…: runs COMMAND with a fresh folder as its last argument, which becomes TARGET when the
# command succeeds. Two that want the same TARGET at once: the second waits and finds it done.
once() {
	local target=$1 work
	shift
	[ -e "$target" ] && return 0
	mkdir -p "${target%/*}"
	(
		flock 9
		[ -e "$target" ] && exit 0
		work=$(mktemp -d "$target.XXXXXX")
		trap 'rm -rf "$work"' EXIT
		"$@" "$work"
		mv -T "$work" "$target"
	) 9>"$target.lock"
}

# write FILE: standard input becomes FILE, whole or not at all.
write() {
	local new
	new=$(mktemp "$1.XXXXXX")
	cat >"$new" && mv "$new" "$1"
}

# go_build FOLDER-OF-GO.MOD PACKAGE OUTPUT [LDFLAGS [TAGS]]: from the Go module proxy by the hashes of that folder's go.sum.
go_build() {
	local version log reason
	command -v go >/dev/null || fail "$2 is built from its Go module and no 'go' is on PATH: install Go 1.26.6 or newer"
	version=$(go env GOVERSION)
	version_at_least "${version#go}" 1.21 || fail "$version is too old to build $2: install Go 1.26.6 or newer"
	log=$(mktemp)
	progress "building $2 with $version (a few minutes, once per user)"
	if ! (cd "$1" && GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -ldflags "-s -w ${4-}" -tags "${5-}" -o "$3" "$2") >"$log" 2>&1; then
		reason=$(grep -v '^go: downloading' "$log" | tail -n 1) || true
		rm -f "$log"
		fail "could not build $2 from the Go module proxy: $reason"
	fi
	rm -f "$log"
}

# patiently COMMAND…: runs COMMAND as in the foreground, but passes SIGTERM on to it: a shell that waits dies of it at once,
# and leaves COMMAND behind. SIGINT comes to both from the terminal, and from garage-lock. Where the caller defines
# `knows_already`, it says that COMMAND has had the signal by itself, as when a whole group was sent it.
#
# COMMAND's end is read from a pipe: a `wait` of bash 5.2 that a trap breaks off may lose it, and never end. Descriptors are
# those that bash finds free, for one of the caller's may be a lock that COMMAND is to inherit.
patiently() {
	local pid status='' part end told='' in out said as=(env '--default-signal=INT,QUIT') # what runs in the background ignores them
	if [[ $(trap -p INT) == *"''"* ]]; then as=(); fi                                 # as the caller wants to
	trap 'told=${told:-INT}' INT
	trap told=TERM TERM
	exec {in}<&0 {out}>&1
	exec {said}< <(
		trap : INT TERM # a shell does not die of what it handles, before COMMAND has ended
		exec {say}>&1 <&"$in" >&"$out"
		status=0
		# shellcheck disable=SC2016 # the other shell's own
		"${as[@]}" bash -c 'say=$1; shift; echo "$$" >&"$say"; exec {say}>&-; exec "$@"' bash "$say" "$@" {in}<&- {out}>&- || status=$?
		echo "$status" >&"$say"
	)
	exec {in}<&- {out}>&-
	read -r pid <&"$said"
	while :; do
		end=0
		read -rt 0.2 part <&"$said" || end=$?
		status+=$part # when its time is over, it may have read half of it
		case $end in
		0) break ;;
		1)
			status=137 # nobody is left to say it
			break
			;;
		esac
		if [ "$told" = TERM ]; then
			told=
			if ! knows_already; then kill -TERM "$pid" 2>/dev/null || true; fi
		fi
	done
	exec {said}<&-
	trap - INT TERM
	return "$status"
}
knows_already() { false; }

# digest FILE: what tells one plan from another.
digest() { sha256sum "$1" | cut -d ' ' -f 1; }

# in_unit FOLDER: goes there and sees to it that nothing from outside bends what Terraform does. TF_HTTP_* is garage-lock's,
# which serves on this machine.
in_unit() {
	local name
	served=$(realpath "${BASH_SOURCE[0]%/*}/terraform-served")
	folder=$1
	cd "$folder"
	for name in ${!TF_CLI_ARGS*} TF_WORKSPACE TF_DATA_DIR AWS_SSE_CUSTOMER_KEY; do unset "$name"; done
	serve_state
	if [ -n "${TF_ENCRYPTION_PASSPHRASE-}" ]; then encrypt; fi
	export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
	if [ -e .terraformrc ]; then export TF_CLI_CONFIG_FILE=$PWD/.terraformrc; fi
}

# served FOLDER: options of garage-lock for the state of FOLDER, where garage-lock serves it; else nothing.
served() {
	! grep -qs '"http": {' "$1/backend.tf.json" || # Consul's has a scheme of that name
		jq -r '."//".served | "--state=\(.key)", "--state-bucket=\(.bucket)", "--endpoint=\(.endpoint)", "--region=\(.region)"' "$1/backend.tf.json"
}

# serve_state: where garage-lock serves the state of this folder, it does so for each Terraform to come, which then can only
# read it; unless it does so already, for who has the unit's lock.
serve_state() {
	local state name
	state=$(served . | sed -n 's/^--state=//p')
	if [ -z "$state" ] || [[ ${TF_HTTP_ADDRESS-} != http://127.0.0.1:*/"$state" ]]; then
		for name in ${!TF_HTTP_*}; do unset "$name"; done
		[ -z "$state" ] || [ "$TF_PROGRAM" = "$served" ] || export SERVED_PROGRAM=$TF_PROGRAM TF_PROGRAM=$served
	fi
}

# encrypt: OpenTofu gets its configuration in the environment, unless the caller has one of their own. What is not encrypted
# yet can be read, and is encrypted when it is written.
encrypt() {
	if [ -z "${TF_ENCRYPTION-}" ]; then
		[ ${#TF_ENCRYPTION_PASSPHRASE} -ge 16 ] || fail 'TF_ENCRYPTION_PASSPHRASE is shorter than 16 characters'
		TF_ENCRYPTION=$(jq -nc '
			(env.TF_ENCRYPTION_PASSPHRASE | gsub("\\$\\{"; "$${") | gsub("%\\{"; "%%{")) as $passphrase
			| {key_provider: {pbkdf2: {passphrase: {$passphrase}}},
			   method: {aes_gcm: {passphrase: {keys: "key_provider.pbkdf2.passphrase"}}, unencrypted: {earlier: {}}},
			   state: {method: "method.aes_gcm.passphrase", fallback: {method: "method.unencrypted.earlier"}},
			   plan: {method: "method.aes_gcm.passphrase", enforced: true}}')
	fi
	export TF_ENCRYPTION
	unset TF_ENCRYPTION_PASSPHRASE
}

# terraform LOG ARG…: runs the program with its output in LOG; when it fails, shows what it said of the failure.
terraform() {
	local log=$1
	shift
	"$TF_PROGRAM" "$@" >"$log" 2>&1 && return 0
	if grep -q 'Error:' "$log"; then sed -n '/Error:/,$p' "$log" >&2; else tail -n 20 "$log" >&2; fi
	fail "'terraform $1' failed; the whole output is in $folder/$log"
}
