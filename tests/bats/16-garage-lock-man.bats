#!/usr/bin/env bats
# garage-lock's man page says what the program does: its options are those of --help, its examples work, its codes are
# those of the sources.

load setup
load lock

page=$ROOT/tools/garage-lock/garage-lock.1

# options_of VERB: "k key KEY" a line, for every option that --help prints.
options_of() {
	"$GARAGE_LOCK" "$1" --help | sed -nE 's/^  (-(.), )? *--([a-z-]+)(=([A-Z]+))? .*/\2 \3 \5/p' | sort
}

# documented FROM TO: the same, from the part of the page between two lines.
documented() {
	sed -n "/^$1/,/^$2/p" "$page" |
		sed -nE 's/^\.It (Fl (.) Ar [A-Z]+ , )?Fl -([a-z-]+)( Ns = Ns Ar ([A-Z]+))?$/\2 \3 \5/p'
}

@test "its options are those of --help" {
	local common
	diff <(options_of run) <(documented '.Sh DESCRIPTION' '.Ss Status' | sort)
	# The others have those of the store, and their own.
	common=$(documented '.Sh DESCRIPTION' '.Ss Status' | grep -vE ' (ttl|wait|operation|state|state-bucket|accept|restore|unsaved|in-flight|as-is|serve|keep) ')
	diff <(options_of status) <({ echo "$common"; documented '.Ss Status' '.Ss Breaking'; } | sort)
	diff <(options_of break) <({ echo "$common"; documented '.Ss Breaking' '.Ss ETags'; } | sort)
	diff <(options_of etags) <({ grep -v ' key ' <<<"$common"; documented '.Ss ETags' '.Ss Serving'; } | sort)
	diff <(options_of serve) <({ grep -v ' key ' <<<"$common"; documented '.Ss Serving' '.Ss Leases'; } | sort)
}

@test "its synopsis names every option that it describes" {
	local synopsis name short
	synopsis=$(sed -n '/^.Sh SYNOPSIS/,/^.Sh DESC/p' "$page")
	while read -r short name _; do
		case $short in
		?) [[ $synopsis == *"Fl $short "* ]] ;;
		*) [[ $synopsis == *"Fl -$short"* || $short == help || $short == version ]] ;;
		esac || { echo "not there: $short $name"; return 1; }
	done < <(documented '.Sh DESCRIPTION' '.Ss Leases')
}

@test "its examples work" {
	local line command='' expected='' tried=0
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$GARAGE_LOCK" "$BATS_TEST_TMPDIR/bin/garage-lock"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	while IFS= read -r line; do
		if [[ $line == '$ '* || $line == end ]]; then
			[ -z "$command" ] || { diff <(printf '%s' "$expected") <(bash -c "$command" 2>&1) && tried=$((tried + 1)); }
			command=${line#'$ '} expected=
		else
			expected+=$line$'\n'
		fi
	done < <(sed -n '/^.Sh EXAMPLES/,/^.Sh SEE/p' "$page" | sed -n '/^\.Bd/,/^\.Ed/p' | sed -n '1,/^\.Ed/{ /^\.[BE]d/d; p; }'; echo end)
	[ "$tried" = 3 ]
}

@test "its exit codes are those that the sources use" {
	local header=/usr/include/sysexits.h used
	[ -e "$header" ] || skip "no $header here"
	used=$(grep -hoE '\bEX_[A-Z]+' "$ROOT"/tools/lib/{options,output}.c "$ROOT"/tools/garage-lock/*.[ch] | sort -u | grep -vx EX_SOFTWARE |
		while read -r name; do awk -v name="$name" '$1 == "#define" && $2 == name { print $3 }' "$header"; done | sort -n)
	diff <(echo "$used") <(sed -n '/^.Sh EXIT/,/^.Sh EXAMPLES/s/^\.It \([0-9]*\)$/\1/p' "$page")
}
