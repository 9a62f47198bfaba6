#!/usr/bin/env bats
# Eight contenders add to a counter, while they are killed and stopped and the store does its worst. The same program
# (tests/contention) runs on real servers; here it shows, too, that it would notice a lock that does not hold.

load setup
load lock

contend() { "${CONTENTION:-$ROOT/build/test/contention}" run -garage-lock "$GARAGE_LOCK" -folder "$BATS_TEST_TMPDIR/here" "$@"; }

# shows COMMAND…: runs it, and shows what it says first.
shows() {
	run "$@"
	printf '%s\n' "${lines[@]:0:6}" | sed 's/^/# /' >&3
}

@test "file: the lock holds" {
	shows contend -store file -additions 60 -calm 200ms -work 50ms
	[ "$status" -eq 0 ]
}

@test "garage: the lock holds, though writes are lost, late, repeated and held" {
	s3
	control PUT settings '{"show_deleted": 5}'
	control PUT faults '[
		{"method": "PUT", "path": "/contention/", "chance": 0.05, "kind": "lost"},
		{"method": "PUT", "path": "/contention/", "chance": 0.05, "kind": "again", "seconds": 2.5},
		{"method": "PUT", "path": "/contention/", "chance": 0.05, "kind": "late", "seconds": 3},
		{"method": "PUT", "path": "/contention/", "chance": 0.05, "kind": "held", "seconds": 3},
		{"method": "DELETE", "path": "/contention/", "chance": 0.05, "kind": "lost"},
		{"method": "GET", "path": "contention", "chance": 0.05, "kind": "status", "status": 503},
		{"path": "contention", "chance": 0.1, "kind": "delay", "seconds": 0.3}]'
	shows contend -additions 25 -calm 500ms -work 100ms
	[ "$status" -eq 0 ]
}

@test "consul: the lock holds, though answers are lost and late" {
	consul
	control PUT faults '[
		{"method": "PUT", "path": "/contention/|session", "chance": 0.05, "kind": "lost"},
		{"method": "GET", "path": "/contention/", "chance": 0.05, "kind": "status", "status": 500},
		{"path": "contention|session", "chance": 0.1, "kind": "delay", "seconds": 0.3}]'
	control PUT settings '{"speed": 2}' # a session ends when its TTL does, not later
	shows contend -store consul -ttl 10s -additions 15 -calm 2s -work 100ms
	[ "$status" -eq 0 ]
}

@test "control: without a lock it shows" {
	shows contend -store file -guard none -additions 20
	[ "$status" -eq 1 ]
	[[ ${lines[2]} == 'not ok 1 - no two at once, no update lost' && ${lines[3]} == '# two at once: '* ]]
}

@test "control: with what Terraform's use_lockfile does, on a store that ignores If-None-Match, it shows" {
	s3
	shows contend -guard lockfile -additions 20
	[ "$status" -eq 1 ]
	[[ ${lines[2]} == 'not ok 1 - no two at once, no update lost' && ${lines[3]} == '# two at once: '* ]]
}
