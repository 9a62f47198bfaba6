#!/usr/bin/env bats
# Killed at any moment, make ends in the same plans the next time.

load setup
load graph

@test "50 kills of the whole group, by INT, TERM and KILL: the next run makes the same plans" {
	product
	rm -rf build/prod
	make -j2 plan ENV=prod
	mkdir "$BATS_TEST_TMPDIR/want"
	for unit in one two three; do plan_of $unit >"$BATS_TEST_TMPDIR/want/$unit"; done

	start=$(date +%s%N)
	rm -rf build/prod
	make -j2 plan ENV=prod >/dev/null
	whole=$(($(date +%s%N) - start))

	RANDOM=4711
	for n in $(seq 50); do
		# A third of the rounds start from nothing, a third from a changed inventory, a third from what the last kill left.
		case $((n % 3)) in
		0) rm -rf build/prod ;;
		1) touch stacks/*/main.tf inventory/product.yml ;;
		esac
		signal=$(set -- INT TERM KILL; shift $((n / 3 % 3)); echo "$1")
		setsid make -j2 plan ENV=prod >/dev/null 2>&1 &
		group=$!
		pause=$((whole * (RANDOM % 100) / 100))
		sleep "$(printf '%d.%09d' $((pause / 1000000000)) $((pause % 1000000000)))"
		kill -s "$signal" -- "-$group" 2>/dev/null || true
		wait "$group" 2>/dev/null || true
		# Terraform may need a moment to stop on a signal.
		for _ in $(seq 100); do pgrep -g "$group" >/dev/null || break; sleep 0.1; done

		make -j2 plan ENV=prod >"$BATS_TEST_TMPDIR/said" 2>&1 || { echo "round $n, SIG$signal"; cat "$BATS_TEST_TMPDIR/said"; return 1; }
		for unit in one two three; do
			plan_of $unit | cmp - "$BATS_TEST_TMPDIR/want/$unit" || { echo "round $n, SIG$signal, $unit"; return 1; }
		done
		make -q plan ENV=prod || { echo "round $n: not up to date after a whole run"; return 1; }
		[ -z "$(find build/prod -name '*.new' -newer build/prod/units.mk)" ]
	done
}

@test "killed while it builds its own tool: the next run has a whole one" {
	product
	make plan ENV=prod CFLAGS=-O0
	for n in 1 2 3 4; do
		rm -rf build/tools
		setsid make -j2 plan ENV=prod CFLAGS=-O0 >/dev/null 2>&1 &
		group=$!
		until find build/tools -name '*.o' 2>/dev/null | grep -q .; do # it is at it
			kill -0 "$group"
			sleep 0.02
		done
		sleep "0.$((n * 17))"
		kill -s KILL -- "-$group"
		wait "$group" 2>/dev/null || true
		make -j2 plan ENV=prod CFLAGS=-O0
		make -q plan ENV=prod CFLAGS=-O0
	done
}
