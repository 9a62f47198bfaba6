# shellcheck shell=bash
# vault-fetch.bash: what tests of vault-fetch load after vault.bash: fifty secrets and who may read them.

setup_file() {
	start_server
	mount_kv kv 1
	for i in $(seq 50); do
		gives 204 PUT "kv/prod/n$i" -d '{"value": "canary '"$i"'"}'
		# shellcheck disable=SC2016 # $ENV is the inventory's
		printf 'SECRET_%d: {vault: "kv/$ENV/n%d#value"}\n' "$i" "$i"
	done >"$FOLDER/secrets.yml"
	policy reader 'kv/*'
	gives 204 POST sys/auth/approle -d '{"type": "approle"}'
	gives 204 POST auth/approle/role/deploy -d '{"secret_id_num_uses": 1, "token_ttl": "20m", "token_policies": "reader"}'
}

fetch() { "$VAULT_FETCH" -f "${secrets-$FOLDER/secrets.yml}" -e prod "$@"; }

# refused STATUS LINE COMMAND…: exits with STATUS, one line on stderr that matches, and COMMAND of vault-fetch was not started.
refused() {
	local expected=$1 line=$2
	shift 2
	run --separate-stderr "$@"
	# shellcheck disable=SC2053,SC2154 # LINE is a pattern; run sets stderr
	[[ $status == "$expected" && -z $output && $stderr != *$'\n'* && $stderr == $line ]] && return
	printf 'expected %s and: %s\n     got %s and: %s\n%s\n' "$expected" "$line" "$status" "$stderr" "$output"
	return 1
}

# credentials: a role-id and a new secret-id of one use, and no token.
credentials() {
	VAULT_ROLE_ID=$(gives 200 GET auth/approle/role/deploy/role-id | jq -r .data.role_id)
	VAULT_SECRET_ID=$(gives 200 POST auth/approle/role/deploy/secret-id | jq -r .data.secret_id)
	export VAULT_ROLE_ID VAULT_SECRET_ID
	unset VAULT_TOKEN
}
