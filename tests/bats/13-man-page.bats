#!/usr/bin/env bats
# The man page says what the program does: its options are those of --help, its examples work, its codes are sysexits'.

load setup

page=$ROOT/tools/yaml-to-tfvars/yaml-to-tfvars.1

# options_of HELP-ARGUMENT…: "-s --schema" a line, for every option that --help prints.
options_of() {
	yaml-to-tfvars "$@" --help | sed -nE 's/^  (-(.), )? *--([a-z-]+)(=([A-Z]+))? .*/\2 \3 \5/p' | sort
}

# documented FROM TO: the same, from the part of the page between two lines.
documented() {
	sed -n "/^$1/,/^$2/p" "$page" |
		sed -nE 's/^\.It (Fl (.) Ar [A-Z]+ , )?Fl -([a-z-]+)( Ns = Ns Ar ([A-Z]+))?$/\2 \3 \5/p' | sort
}

@test "its options are those of --help" {
	[ "$(options_of | wc -l)" -eq 6 ]
	diff <(options_of) <(documented '.Sh DESCRIPTION' '.Ss Rendering')
	diff <(options_of render) <(documented '.Ss Rendering' '.Ss Merging')
}

@test "its synopsis names every option that it describes" {
	local synopsis name short
	synopsis=$(sed -n '/^.Sh SYNOPSIS/,/^.Sh DESC/p' "$page")
	while read -r short name _; do
		case $short in
		?) [[ $synopsis == *"Fl $short "* ]] ;;
		*) [[ $synopsis == *"Fl -$short Ns"* || $short == help || $short == version ]] ;;
		esac || { echo "not there: $short $name"; return 1; }
	done < <(documented '.Sh DESCRIPTION' '.Ss Merging')
}

# Its examples as "$ command" and what that prints.
examples() {
	sed -n '/^.Sh EXAMPLES/,/^.Sh SEE/p' "$page" |
		sed -n '/^.Bd/,/^.Ed/{ /^\.[BE]d/d; s/\\e/\\/g; p; }'
}

# try COMMAND TEXT: COMMAND prints TEXT. The first `cat FILE` shows what FILE is to hold, and so makes it.
try() {
	if [[ $1 == 'cat '* && ! -e ${1#cat } ]]; then
		printf '%s' "$2" >"${1#cat }"
		return
	fi
	bash -c "$1" >"$BATS_TEST_TMPDIR/printed" 2>&1 || true
	diff <(printf '%s' "$2") "$BATS_TEST_TMPDIR/printed" || { echo "of: $1"; return 1; }
	tried=$((tried + 1))
}

@test "its examples work" {
	local line command='' text='' tried=0
	cp -a "$ROOT"/tests/fixtures/render/{inventory,stacks,modules} .
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$YAML_TO_TFVARS" "$BATS_TEST_TMPDIR/bin/yaml-to-tfvars"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	while IFS= read -r line; do
		if [[ $line == '$ '* ]]; then
			[ -z "$command" ] || try "$command" "$text"
			command=${line#'$ '} text=
		else
			text+=$line$'\n'
		fi
	done < <(examples)
	try "$command" "$text"
	[ "$tried" -ge 7 ]
}

@test "its exit codes are those that the sources use" {
	local header=/usr/include/sysexits.h used
	[ -e "$header" ] || skip "no $header here"
	used=$(grep -rhoE '\bEX_[A-Z]+' "$ROOT"/tools/{lib,yaml-to-tfvars} --include='*.c' --include='*.h' | sort -u |
		while read -r name; do awk -v name="$name" '$1 == "#define" && $2 == name { print $3 }' "$header"; done | sort -n)
	diff <(echo "$used") <(sed -n '/^.Sh EXIT/,/^.Sh EXAMPLES/s/^\.It \([0-9]*\)$/\1/p' "$page")
}
