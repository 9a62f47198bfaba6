#!/usr/bin/env bats
# The man page of garage-lock says what the program does, as 13-man-page.bats has it for others.

load setup
load lock

page=$ROOT/tools/garage-lock/garage-lock.1

options() { for verb in run status break; do "$GARAGE_LOCK" "$verb" --help; done | sed -nE 's/^  (-(.), )? *--([a-z-]+)(=([A-Z]+))? .*/\2 \3 \5/p' | sort -u; }

documented() { sed -nE 's/^\.It (Fl (.) Ar [A-Z]+ , )?Fl -([a-z-]+)( Ns = Ns Ar ([A-Z]+))?$/\2 \3 \5/p' "$page" | sort; }

@test "its options are those of --help, and in its synopsis" {
	local synopsis name short
	[ "$(options | wc -l)" -eq 15 ]
	diff <(options) <(documented)
	synopsis=$(sed -n '/^.Sh SYNOPSIS/,/^.Sh DESC/p' "$page")
	while read -r short name _; do
		case $short in
		?) [[ $synopsis == *"Fl $short "* ]] ;;
		*) [[ $synopsis == *"Fl -$short"* || $short == help || $short == version ]] ;;
		esac || { echo "not there: $short $name"; return 1; }
	done < <(documented)
}

@test "its examples work" {
	local examples
	examples=$(sed -n '/^.Sh EXAMPLES/,/^.Sh SEE/p' "$page" | sed -n '/^.Bd/,/^.Ed/{ /^\.[BE]d/d; p; }')
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$GARAGE_LOCK" "$BATS_TEST_TMPDIR/bin/garage-lock"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	sed -n 's/^\$ //p' <<<"$examples" >commands
	[ "$(wc -l <commands)" -eq 2 ]
	[ "$(bash -e commands)" = "$(grep -v '^\$ ' <<<"$examples")" ]
}
