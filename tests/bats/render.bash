# shellcheck shell=bash
# render.bash: a product on no cloud to render, for the tests of `yaml-to-tfvars render`. Sourced after setup.bash.

# Each test starts in a copy of tests/fixtures/render.
setup() {
	mkdir "$BATS_TEST_TMPDIR/product" && cd "$BATS_TEST_TMPDIR/product" || return
	cp -a "$ROOT"/tests/fixtures/render/{inventory,stacks,modules} .
	# One that is set to a file that is not there stops Terraform.
	unset TF_CLI_CONFIG_FILE
}

# Make passes the program that it found; by hand it is the one on PATH.
TERRAFORM=${TERRAFORM:-terraform}
need_terraform() { command -v "$TERRAFORM" >/dev/null || skip "no Terraform at '$TERRAFORM'"; }

render() { yaml-to-tfvars render -e prod -o build/prod "$@"; }

# Everything below build/ that a write would show: names, times, link targets; but units.mk, which always gets a new time.
snapshot() { find build ! -name units.mk -printf '%p %T@ %l\n' | sort; }

# The same without times, and with the contents: what two renderings of the same inventory have in common.
contents() {
	find build -printf '%p %M %l\n' | sort
	find build -type f ! -name units.mk -exec sha256sum {} + | sort
	grep -v '^build' build/prod/units.mk
}

# changed COMMAND…: the files and links below build/ that COMMAND made, changed or removed, but units.mk.
changed() {
	local before
	before=$(snapshot | grep -v '^build/prod/[^/ ]* \|^build/prod/[^/]*/modules [^ ]* $')
	"$@" || return
	diff <(printf '%s\n' "$before") <(snapshot | grep -v '^build/prod/[^/ ]* \|^build/prod/[^/]*/modules [^ ]* $') |
		sed -n 's/^[<>] build\/prod\/\([^ ]*\) .*/\1/p' | sort -u | paste -sd' '
}

# refused STATUS LINE: rendering fails like that (see `fails`), and nothing below build/ changes.
refused() {
	local before
	before=$(find build -printf '%p %T@ %l\n' 2>/dev/null | sort)
	fails "$1" "$2" render
	[ "$(find build -printf '%p %T@ %l\n' 2>/dev/null | sort)" = "$before" ]
}
