# shellcheck shell=bash
# serve.bash: words for tests of states that garage-lock serves. Loaded after setup.bash and lock.bash.

# shellcheck disable=SC2154 # variables of lock.bash

state=shop/prod/web.tfstate

states() {
	s3 "$@"
	export GARAGE_STATE_BUCKET=locks TF_HTTP_LOCK_ADDRESS=http://elsewhere.example/ TF_HTTP_UPDATE_METHOD=PATCH
}

# served [OPTION…] -- COMMAND…: with the lock. read_only: without.
served() { timeout 120 "$GARAGE_LOCK" run -k k --serve --state="$state" "$@"; }
read_only() { "$GARAGE_LOCK" serve --state="$state" "$@"; }

# ask METHOD [OPTION…]: in COMMAND, as Terraform would: prints the answer's body, and its status on a line of its own.
ask() { curl -sS -u "$TF_HTTP_USERNAME:$TF_HTTP_PASSWORD" -w '%{http_code}\n' -X "$@" "$TF_HTTP_ADDRESS"; }
export -f ask

# versions: all keys of the state, as VERSION or VERSION-after-VERSION, zeros left out.
versions() { bucket GET "?list-type=2&prefix=${state//\//%2F}.d%2F" | grep -oP "(?<=<Key>$state.d/)[^<]+" | sed -E 's/\b0+([0-9])/\1/g'; }

# version TOKEN NUMBER: the whole name.
version() { printf '%020d-%010d' "$1" "$2"; }

# bucket METHOD KEY [OPTION…]: asks the store itself.
bucket() {
	curl -fsS --aws-sigv4 aws:amz:garage:s3 --user "$GARAGE_ACCESS_KEY_ID:$GARAGE_SECRET_ACCESS_KEY" \
		-H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -X "$1" "${@:3}" "$GARAGE_ENDPOINT/locks/$2"
}

# fault METHOD PATH KIND [SECONDS [TIMES [CHANCE]]]
fault() {
	control PUT faults "$(jq -n --arg m "$1" --arg p "$2" --arg k "$3" --argjson s "${4:-0}" --argjson t "${5:-0}" --argjson c "${6:-0}" \
		'[{method: $m, path: $p, kind: $k, seconds: $s, times: $t, chance: $c}]')"
}
