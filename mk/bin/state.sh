# shellcheck shell=bash
# state.sh: a unit's state, wherever it is kept. Sourced after lib.sh.
#
# STATE is always $(STATE)/<env>/<unit>.tfstate: the file itself where state is local. Elsewhere FOLDER/backend.tf.json says
# where it is, and beside STATE there is only what this machine remembers of it.

# What the profile of Garage says, as yaml-to-tfvars writes it into each unit's folder.
profile=garage.ini

# backend FOLDER: local, garage, consul, or served for what garage-lock serves from Garage.
backend() {
	[ -e "$1/backend.tf.json" ] || { echo local; return; }
	jq -r '.terraform.backend | keys[0] | {s3: "garage", http: "served"}[.] // .' "$1/backend.tf.json"
}

# all_saved FOLDER: refuses to go on from a state that does not have all that was done: it would be done again.
all_saved() {
	[ ! -e "$1/errored.tfstate" ] || fail "${1##*/}: the last apply could not save its state; in $1 run: $(realpath --relative-to="$1" "${BASH_SOURCE[0]%/*}/terraform-locked") state push errored.tfstate && rm errored.tfstate"
}

# tried LOG COMMAND…: runs it with its messages in LOG, and shows of them what matters when it fails.
tried() {
	local log=$1 status=0
	shift
	"$@" 2>"$log" || status=$?
	if [ $status != 0 ]; then
		if grep -q 'Error:' "$log"; then sed -n '/Error:/,$p' "$log" >&2; else tail -n 20 "$log" >&2; fi
	fi
	return $status
}

# at PLACE FOLDER: FOLDER is one of nothing but Terraform's connection to PLACE, a backend.tf.json; needs no provider.
at() {
	local place=$1 folder=$2
	mkdir -p "$folder"
	if [ -e "$folder/.terraform" ] && cmp -s "$place" "$folder/backend.tf.json"; then return; fi
	rm -rf "$folder/.terraform"
	cp "$place" "$folder/backend.tf.json"
	profile >"$folder/$profile"
	(in_unit "$folder" && tried init.log "$TF_PROGRAM" init -input=false -no-color -reconfigure >/dev/null)
}

# profile: see unit_files.c, which writes the same for units.
profile() {
	cat <<-'TEXT'
		[profile garage]
		credential_process = printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}' "$GARAGE_ACCESS_KEY_ID" "$GARAGE_SECRET_ACCESS_KEY"
	TEXT
}

# pull FOLDER: the state that FOLDER, made by `at`, is connected to, in the clear; nothing where there is none. Without the
# caller's configuration, of which OpenTofu warns on standard output, in front of the state, where its file is not there.
pull() { (in_unit "$1" && TF_CLI_CONFIG_FILE=/dev/null tried pull.log "$TF_PROGRAM" state pull); }

# state_json FOLDER STATE: a unit's state in the clear; nothing where there is none. On no disk but where it is kept.
state_json() {
	local folder=$1 state=$2
	if [ "$(backend "$folder")" != local ]; then
		at "$folder/backend.tf.json" "$folder/.state" && pull "$folder/.state"
	elif [ -s "$state" ] && jq -e 'has("encrypted_data")' "$state" >/dev/null; then
		decrypted "$folder" "$state"
	elif [ -s "$state" ]; then
		cat "$state"
	fi
}

# on_its_clouds FOLDER: fails, and says so where that is because the state has things of a provider that the unit is not on any
# more, by the .sources that init has written.
on_its_clouds() {
	local folder=$1 state left
	state=$(jq -r '.terraform.backend.local.path // empty' "$folder/backend.tf.json")
	left=$(state_json "$folder" "${state:+$(realpath -m "$folder/$state")}" 2>/dev/null |
		jq -r '.resources[]?.provider | capture("/(?<source>[^/\"]+/[^/\"]+)\"]").source' | sort -u |
		grep -vxFf "$folder/.sources" -e builtin/terraform | paste -sd ' ') || left=
	[ -z "$left" ] || fail "${folder##*/}: its state has things of $left, which this unit is not on any more. They do not move: docs/state.md, Another cloud"
	exit 1
}

# decrypted FOLDER FILE: in the clear what FILE is, a state that OpenTofu has encrypted. On no disk.
decrypted() {
	local_place "$2" >"$1/.state.place"
	at "$1/.state.place" "$1/.state" && pull "$1/.state"
}

# local_place FILE: a backend.tf.json for it.
local_place() { jq -n --arg path "$(realpath -m "$1")" '{terraform: {backend: {local: {$path}}}}'; }

# resources FOLDER STATE: how many managed resources the state holds; 0 when there is none. Fails when it cannot be read.
resources() {
	state_json "$1" "$2" | jq -s '[.[].resources[]? | select(.mode == "managed") | .instances | length] | add // 0'
}

# identity FOLDER STATE: what tells one state of the unit from another. One that cannot be read is like no other.
# From the environment: STATE_ETAGS, the command that asks.
identity() {
	local folder=$1 state=$2 answer
	if [ "$(backend "$folder")" = local ]; then
		if [ -e "$state" ]; then digest "$state"; else echo none; fi
		return
	fi
	answer=$(mktemp -d)
	mkdir "$answer/${folder##*/}"
	# shellcheck disable=SC2086 # a command and its options
	if $STATE_ETAGS --into="$answer" "${folder##*/}"; then cat "$answer/${folder##*/}/.etag" 2>/dev/null || echo none; else echo "unknown $RANDOM$RANDOM"; fi
	rm -rf "$answer"
}

# remember FOLDER STATE: that this machine has seen the unit's state where FOLDER says. Where the inventory later says
# otherwise, nobody plans to make everything anew, and migrate-state knows where to look.
# From the environment: STATE_LOCK, options of garage-lock for the locks there; the last is what their names begin with.
remember() {
	local folder=$1 base=${2%.tfstate} kind other
	kind=$(backend "$folder")
	mkdir -p "${base%/*}"
	[ "$kind" != local ] || return 0
	for other in garage consul served; do [ "$other" = "$kind" ] || rm -f "$base.$other.json"; done
	jq --arg lock "${STATE_LOCK-}" --arg unit "${folder##*/}" '{lock: ($lock | split(" ") | .[-1] += "/" + $unit)} + .' \
		"$folder/backend.tf.json" | write "$base.$kind.json"
}

# adopted FOLDER STATE: FOLDER says where the state is of a unit that left the inventory. Where it is gone, the state is where
# this machine has seen it, else where its neighbours have theirs, else in the file.
adopted() {
	local folder=$1 state=$2 unit=${1##*/} from
	mkdir -p "$folder"
	[ ! -e "$folder/backend.tf.json" ] || return 0
	profile >"$folder/$profile"
	for from in "${state%.tfstate}".{garage,consul,served}.json "${folder%/*}"/*/backend.tf.json; do
		if [ -e "$state" ] || [ ! -e "$from" ]; then continue; fi
		jq --arg unit "$unit" 'del(.lock) | walk(if type == "string" then sub("/[^/]*[.]tfstate$"; "/\($unit).tfstate") else . end)' \
			"$from" | write "$folder/backend.tf.json"
		return
	done
	local_place "$state" | write "$folder/backend.tf.json"
}
