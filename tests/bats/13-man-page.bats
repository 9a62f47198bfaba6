#!/usr/bin/env bats
# A man page says what the program does: its options are those of --help, its examples work, its codes are those that
# the sources use.

load setup
load vault

# of UTILITY: the page and the program that this test is about.
of() {
	utility=$1
	page=$ROOT/tools/$1/$1.1
	case $1 in
	yaml-to-tfvars) program=$YAML_TO_TFVARS ;;
	vault-fetch) program=$VAULT_FETCH ;;
	esac
}

# options_of HELP-ARGUMENT…: "-s --schema" a line, for every option that --help prints.
options_of() {
	"$program" "$@" --help | sed -nE 's/^  (-(.), )? *--([a-z-]+)(=([A-Z]+))? .*/\2 \3 \5/p' | sort
}

# documented FROM TO: the same, from the part of the page between two lines.
documented() {
	sed -n "/^$1/,/^$2/p" "$page" |
		sed -nE 's/^\.It (Fl (.) Ar [A-Z]+ , )?Fl -([a-z-]+)( Ns = Ns Ar ([A-Z]+))?$/\2 \3 \5/p' | sort
}

@test "its options are those of --help" {
	of yaml-to-tfvars
	[ "$(options_of | wc -l)" -eq 6 ]
	diff <(options_of) <(documented '.Sh DESCRIPTION' '.Ss Rendering')
	diff <(options_of render) <(documented '.Ss Rendering' '.Ss Merging')
	of vault-fetch
	[ "$(options_of | wc -l)" -eq 11 ]
	diff <(options_of) <(documented '.Sh DESCRIPTION' '.Ss The inventory')
}

# in_synopsis FROM TO: every option described there is in the synopsis.
in_synopsis() {
	local synopsis name short
	synopsis=$(sed -n '/^.Sh SYNOPSIS/,/^.Sh DESC/p' "$page")$'\n'
	while read -r short name _; do
		case $short in
		?) [[ $synopsis == *"Fl $short "* ]] ;;
		*) [[ $synopsis == *"Fl -$short"[$' \n']* || $short == help || $short == version ]] ;;
		esac || { echo "not there: $short $name"; return 1; }
	done < <(documented "$1" "$2")
}

@test "its synopsis names every option that it describes" {
	of yaml-to-tfvars
	in_synopsis '.Sh DESCRIPTION' '.Ss Merging'
	of vault-fetch
	in_synopsis '.Sh DESCRIPTION' '.Ss The inventory'
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

# try_examples NUMBER: all of them work, and there are at least so many.
try_examples() {
	local line command='' text='' tried=0
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$program" "$BATS_TEST_TMPDIR/bin/$utility"
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
	[ "$tried" -ge "$1" ]
}

@test "yaml-to-tfvars: its examples work" {
	cp -a "$ROOT"/tests/fixtures/render/{inventory,stacks,modules} .
	of yaml-to-tfvars
	try_examples 7
}

@test "vault-fetch: its examples work" {
	of vault-fetch
	try_examples 5
}

# codes_in FOLDER…: the numbers of all sysexits(3) names in the sources there.
codes_in() {
	grep -rhoE '\bEX_[A-Z]+' "$@" --include='*.c' --include='*.h' | sort -u |
		while read -r name; do awk -v name="$name" '$1 == "#define" && $2 == name { print $3 }' "$header"; done | sort -n
}

codes_of_page() { sed -n '/^.Sh EXIT/,/^.Sh EXAMPLES/s/^\.It \([0-9]*\)$/\1/p' "$page"; }

@test "its exit codes are those that the sources use" {
	header=/usr/include/sysexits.h
	[ -e "$header" ] || skip "no $header here"
	of yaml-to-tfvars
	diff <(codes_in "$ROOT"/tools/{lib,yaml-to-tfvars}) <(codes_of_page)
	# Of what it shares with others it writes no files and has no schema; a table is all that it prints.
	of vault-fetch
	diff <({ codes_in "$ROOT"/tools/vault-fetch; printf '66\n74\n126\n127\n'; } | sort -nu) <(codes_of_page)
}
