# shellcheck shell=bash
# canary.bash: who can see a secret while something runs. Sourced after setup.bash.

# holders TOKEN-FILE KIND: the command lines of the programs whose cmdline or environ holds what the file does. Looked at twice:
# between, a process may have become another program, which does not have it any more, and is not the one to name.
holders() {
	local file line
	grep -lsFf "$1" /proc/[0-9]*/"$2" | while read -r file; do
		line=$(tr '\0' ' ' <"${file%/*}/cmdline")
		if grep -qsFf "$1" "$file"; then printf '%s\n' "$line"; fi
	done
}

# watch TOKEN-FILE: notes them in in-arguments and in-environment until there is a file `enough`.
watch() {
	set +e # processes end while they are looked at
	unset GITHUB_TOKEN GITLAB_TOKEN # what looks is not to find itself
	while [ ! -e "$BATS_TEST_TMPDIR/enough" ]; do
		holders "$1" cmdline >>"$BATS_TEST_TMPDIR/in-arguments"
		holders "$1" environ >>"$BATS_TEST_TMPDIR/in-environment"
	done 2>/dev/null
	return 0
}
