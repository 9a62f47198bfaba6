#!/usr/bin/env bats
# Who is killed, and who is left: garage-lock, its warden, COMMAND, what COMMAND started, and garage-lock's parent.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # shell code for COMMANDs; variables of lock.bash

load setup
load lock

teardown() {
	local pid
	[ ! -e pids ] || while read -r pid; do kill -9 "$pid" 2>/dev/null || true; done <pids
}

@test "a signal to garage-lock is passed on to COMMAND; the lock is free at once" {
	local signal status=5
	for signal in INT TERM HUP; do
		hold -- sh -c "$talkative"
		kill -"$signal" "$lock"
		ends $((status++))
		grep -q "got $signal" said
		is_free
	done
}

@test "what COMMAND leaves behind ends with it" {
	hold -- sh -c "$stubborn"
	kill -9 "$command"
	ends 137
	all_gone
	is_free
	# Here it ends by itself. What hears SIGTERM has time to obey.
	hold -- sh -c '(trap "echo asked; exit" TERM; while :; do sleep 0.05; done) & printf "%s\n" $$ $! >pids.new; mv pids.new pids; sleep 0.3'
	ends 0
	all_gone
	grep -q asked said
	is_free
}

@test "SIGKILL to garage-lock: COMMAND is interrupted; the lock is free when it is gone" {
	hold -- sh -c "$talkative"
	kill -9 "$lock"
	ends 137
	eventually 10 all_gone
	grep -q "garage-lock is gone: interrupting 'sh'" said
	grep -q 'got INT' said
	eventually 5 is_free
}

@test "SIGKILL to garage-lock: what does not hear SIGINT is killed after the TTL, and locked until then" {
	hold -t 2s -- sh -c "$stubborn"
	kill -9 "$lock"
	ends 137
	is_gone "$(sed -n 4p pids)" && return 1
	is_held
	fails 75 '*' garage-lock run -k k -- true
	eventually 10 all_gone
	eventually 5 is_free
}

@test "SIGKILL to the warden: COMMAND and what it started die; the lock is free at once" {
	hold -- sh -c "$stubborn"
	kill -9 "$warden"
	ends 137
	all_gone
	grep -q "the process that watches over 'sh' was killed" said
	is_free
}

@test "SIGKILL to garage-lock's parent: COMMAND is interrupted; the lock is free when it is gone" {
	local parent
	cat >parent <<-'EOS'
		"$@" &
		echo $! >child
		wait
	EOS
	rm -f pids
	bash parent env --default-signal=INT "$GARAGE_LOCK" run "${store[@]}" -k k -- sh -c "$talkative" >said 2>&1 3>&- &
	parent=$!
	eventually 10 exists pids
	kill -9 "$parent"
	eventually 10 all_gone
	grep -q 'got INT' said
	eventually 5 is_gone "$(<child)"
	is_free
}

@test "SIGKILL to garage-lock and its warden at once: COMMAND dies, what it started lives on, and keeps the lock" {
	hold -- sh -c "$stubborn"
	kill -STOP "$lock" "$warden" # both, before either can do something
	kill -9 "$lock" "$warden"
	ends 137
	eventually 5 is_gone "$command"
	is_gone "$(sed -n 2p pids)" && return 1
	is_held
	tail -n +2 pids | xargs kill -9
	eventually 5 is_free
}

@test "processes that garage-lock did not start are left alone" {
	# A child of the shell that becomes garage-lock.
	rm -f pids
	bash -c 'sleep 60 & echo $! >before; sleep 0.1; exec "$@"' x "$GARAGE_LOCK" run "${store[@]}" -k k -- sh -c "$stubborn" >said 2>&1 3>&- &
	lock=$!
	eventually 10 exists pids
	warden=$(ps -o ppid= -p "$(head -n 1 pids)" | tr -d ' ')
	kill -9 "$warden"
	ends 137
	all_gone
	kill "$(<before)"
}

@test "SIGTSTP stops COMMAND alone" {
	set -m # in a group whose leader has a parent in another one: an orphaned group is not stopped (POSIX.1-2017, 11.1.4)
	hold -- sh -c "$patient"
	set +m
	kill -TSTP "$lock" "$warden" "$command"
	eventually 5 grep -q '^State:.T' "/proc/$command/status"
	grep -qE '^State:.S' "/proc/$lock/status"
	grep -qE '^State:.S' "/proc/$warden/status"
	kill -9 "$command"
	ends 137
}
