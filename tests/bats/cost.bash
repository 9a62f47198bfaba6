# shellcheck shell=bash
# cost.bash: plans in a few words, for the tests of cost-gate.

COST_GATE=${COST_GATE:-$ROOT/build/tools/cost-gate/cost-gate}
export COST_GATE

cost-gate() { "$COST_GATE" --today 2026-11-25 "$@"; }

# change ADDRESS PROVIDER ACTIONS BEFORE AFTER [UNKNOWN]: one of a plan's resource changes; what is not there is null.
change() {
	jq -cn --arg address "$1" --arg provider "registry.terraform.io/$2" --argjson actions "$3" --argjson before "$4" \
		--argjson after "$5" --argjson unknown "${6:-null}" '{ address: $address, mode: "managed",
			type: ($address | gsub("\\[[^]]*\\]"; "") | split(".")[-2]), name: "this", provider_name: $provider,
			change: { actions: $actions, before: $before, after: $after, after_unknown: $unknown } }'
}

# Changes of a provider: hetzner ADDRESS ACTIONS BEFORE AFTER [UNKNOWN].
hetzner() { change "$1" hetznercloud/hcloud "${@:2}"; }
oci() { change "$1" oracle/oci "${@:2}"; }
heroku() { change "$1" heroku/heroku "${@:2}"; }
aws() { change "$1" hashicorp/aws "${@:2}"; }
gcp() { change "$1" hashicorp/google "${@:2}"; }
azure() { change "$1" hashicorp/azurerm "${@:2}"; }
cloudflare() { change "$1" cloudflare/cloudflare "${@:2}"; }

# What a plan does with a resource, for its users.
# shellcheck disable=SC2034
create='["create"]' delete='["delete"]' update='["update"]' same='["no-op"]'
server() { # server [TYPE [LOCATION]], without an address
	jq -cn --arg type "${1:-cx23}" --arg location "${2:-fsn1}" \
		'{ server_type: $type, location: $location, backups: false, public_net: [{ ipv4_enabled: false }] }'
}

# plan UNIT [REGION]: the changes on standard input as UNIT/plan.json.
plan() {
	mkdir -p "$1"
	jq -cs --arg region "${2:-eu-central}" '{ format_version: "1.2", variables: { region: { value: $region } }, resource_changes: . }' >"$1/plan.json"
}

# fits FILE: it is a report by the schema.
fits() { yaml-to-tfvars -s "$ROOT/stacks/cost-report.schema.json" -o /dev/null "$1"; }

# report OPTION…: the report for programs, which fits.
report() {
	cost-gate --prices "$ROOT/stacks/prices" -f json "$@" >"$BATS_TEST_TMPDIR/report.json" || return
	fits "$BATS_TEST_TMPDIR/report.json" && cat "$BATS_TEST_TMPDIR/report.json"
}

# costs OPTION…: the totals, "UNIT CURRENCY BEFORE AFTER CHANGE" a line, by the books; unrounded.
costs() {
	report "$@" | jq -r '.units[] | .name as $name | .totals[] | "\($name) \(.currency) \(.before) \(.after) \(.change)"'
}

# items OPTION…: "ADDRESS after NAME STATUS AMOUNT" a line, of the state after (before, for a deletion).
items() {
	report "$@" |
		jq -r '.units[].resources[] | .address as $a | (.after + if .action == "deleted" then .before else [] end)[]
			| "\($a) \(.name): \(.status) \(.amount // "-")"'
}
