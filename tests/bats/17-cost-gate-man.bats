#!/usr/bin/env bats
# The man page says what the program does, as 13-man-page.bats has it for yaml-to-tfvars.

load setup
load cost

page=$ROOT/tools/cost-gate/cost-gate.1

options() { "$COST_GATE" --help | sed -nE 's/^  (-(.), )? *--([a-z-]+)(=([A-Z]+))? .*/\2 \3 \5/p' | sort; }

documented() { sed -nE 's/^\.It (Fl (.) Ar [A-Z]+ , )?Fl -([a-z-]+)( Ns = Ns Ar ([A-Z]+))?$/\2 \3 \5/p' "$page" | sort; }

@test "its options are those of --help, and in its synopsis" {
	local synopsis name short
	[ "$(options | wc -l)" -eq 19 ]
	diff <(options) <(documented)
	synopsis=$(sed -n '/^.Sh SYNOPSIS/,/^.Sh DESC/p' "$page")
	while read -r short name _; do
		case $short in
		?) [[ $synopsis == *"Fl $short "* ]] ;;
		*) [[ $synopsis == *"Fl -$short"* || $short == help || $short == version ]] ;;
		esac || { echo "not there: $short $name"; return 1; }
	done < <(documented)
}

# try COMMAND TEXT: COMMAND prints TEXT. The first `cat FILE` shows what FILE is to hold, and so makes it.
try() {
	if [[ $1 == 'cat '* ]]; then
		mkdir -p "$(dirname "${1#cat }")"
		printf '%s' "$2" >"${1#cat }"
		return
	fi
	bash -c "$1" >"$BATS_TEST_TMPDIR/printed" 2>&1 || true
	diff <(printf '%s' "$2") "$BATS_TEST_TMPDIR/printed" || { echo "of: $1"; return 1; }
	tried=$((tried + 1))
}

@test "its examples work" {
	local line command='' text='' tried=0
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$COST_GATE" "$BATS_TEST_TMPDIR/bin/cost-gate"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	while IFS= read -r line; do
		if [[ $line == '$ '* ]]; then
			[ -z "$command" ] || try "$command" "$text"
			command=${line#'$ '} text=
		else
			text+=$line$'\n'
		fi
	done < <(sed -n '/^.Sh EXAMPLES/,/^.Sh SEE/p' "$page" | sed -n '/^.Bd/,/^.Ed/{ /^\.[BE]d/d; s/\\e/\\/g; p; }')
	try "$command" "$text"
	[ "$tried" -eq 2 ]
}

@test "its exit codes are those that the sources use" {
	local header=/usr/include/sysexits.h used
	[ -e "$header" ] || skip "no $header here"
	# EX_SOFTWARE is the schema's, which cost-gate has none of.
	used=$(grep -rhoE '\bEX_[A-Z]+' "$ROOT"/tools/{lib,cost-gate} --include='*.c' --include='*.h' | sort -u | grep -vx EX_SOFTWARE |
		while read -r name; do awk -v name="$name" '$1 == "#define" && $2 == name { print $3 }' "$header"; done | sort -n)
	diff <(printf '%s\n' "$used" 3 | sort -n) <(sed -n '/^.Sh EXIT/,/^.Sh EXAMPLES/s/^\.It \([0-9]*\)$/\1/p' "$page")
}
