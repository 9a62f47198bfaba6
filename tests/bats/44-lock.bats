#!/usr/bin/env bats
# The lock of a unit around what changes it: who waits for whom, what a busy, a broken and a killed one leave.

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # code for shells that are started; variables of lock.bash and of run

load setup
load graph
load lock

# Things take until there is a file `go`, and say by a file that they have begun.
slow() {
	export PRODUCT=$PWD
	cat >modules/thing/red/main.tf <<-'TEXT'
		resource "terraform_data" "this" {
		  count = var.size
		  input = "red ${var.name} ${count.index}"
		  provisioner "local-exec" {
		    command = "touch \"$PRODUCT/begun-$(basename \"$PWD\")\"; until [ -e \"$PRODUCT/go\" ]; do sleep 0.05; done"
		  }
		}
	TEXT
}

setup() {
	product
	slow
	make config ENV=prod >/dev/null
}

# What was started in the background and is not waited for.
teardown() {
	touch "$PRODUCT/go"
	for pid in ${makes-}; do kill -9 "$pid" 2>/dev/null || true; done
}

# begin FILE ARG…: make with these arguments in the background, as a terminal would run it; pid is its process.
begin() {
	local said=$1
	shift
	env --default-signal=INT,QUIT make ENV=prod "$@" >"$said" 2>&1 3>&- </dev/null &
	pid=$!
	makes+=" $pid"
}

# ended STATUS: make ends with it.
ended() {
	local status=0
	wait "$pid" || status=$?
	[ "$status" = "$1" ] || { echo "exit status $status"; cat said; return 1; }
}

is_unlocked() { make -s lock-status ENV=prod UNIT=one | grep -qx "one *free"; }
is_locked() { ! is_unlocked; }
# recorded: state has the thing that was begun.
recorded() { [ "$(jq '.resources | length' state/prod/one.tfstate)" = 1 ]; }
# interrupted: Terraform was told to stop once, which it takes for a wish, not twice, which it takes for an order.
interrupted() {
	[ "$(grep -c 'Interrupt received' build/prod/one/apply.log)" = 1 ] || return
	if grep -q 'Two interrupts' build/prod/one/apply.log; then return 1; fi
}

# --- waiting -------------------------------------------------------------------------------------------------------

@test "of two applies of one unit the second waits, says for whom, and finds its plan out of date" {
	begin said apply UNIT=one YES=1
	first=$pid
	eventually 60 exists begun-one
	# Terraform itself keeps the lock, should all above it be killed.
	readlink "/proc/$(finds terraform)"/fd/* | grep -qx "$PWD/state/prod/one.lock"
	begin second apply UNIT=one YES=1
	eventually 20 grep -qE '^garage-lock: waiting for prod/one, which is locked by .*@.* since .*, for apply, ID ' second
	touch go
	wait "$first"
	wait "$pid"
	grep -q 'Apply complete' said
	[ "$(tail -n 1 second)" = 'one: nothing to apply' ]
	is_unlocked
}

@test "units are locked one by one" {
	begin said -j2 apply UNIT='one three' YES=1
	eventually 60 exists begun-one
	eventually 60 exists begun-three
	make -s lock-status ENV=prod >status
	[ "$(awk '{ print $1, $2 != "free" }' status | paste -sd ' ')" = 'UNIT 1 one 1 three 1 two 0' ]
	touch go
	ended 0
}

@test "what only reads waits for nobody" {
	touch go
	make apply ENV=prod UNIT=one YES=1
	rm go begun-one
	sed -i '0,/size: 1/s//size: 2/' inventory/envs/prod.yml
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	touch stacks/base/main.tf
	seconds make plan ENV=prod UNIT=one
	within 0 30
	seconds make drift ENV=prod UNIT=one
	within 0 30
	touch go
	ended 0
}

@test "a lock that somebody holds for too long: nothing is changed, and one line says what to do" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	run make apply ENV=prod UNIT=one YES=1 LOCK_WAIT=1
	[ "$status" -eq 2 ]
	[[ "$output" == *'garage-lock: prod/one is locked by '*', for apply, ID '*'; waited for 1s'* ]]
	[[ "$output" == *'one: nothing was changed: somebody else changes it. make lock-status ENV=prod UNIT=one says who; LOCK_WAIT=10m waits longer'* ]]
	run make destroy ENV=prod UNIT=two YES=1 # another's
	[ "$status" -eq 0 ]
	touch go
	ended 0
}

@test "the unit's secrets are not held by one who waits" {
	load vault
	start_vault
	export VAULT_TOKEN=root GARAGE_ACCESS_KEY_ID=key GARAGE_SECRET_ACCESS_KEY=key
	secrets 'TF_VAR_x: {vault: kv/prod/hetzner#token}' 'GARAGE_ACCESS_KEY_ID: {vault: kv/prod/hetzner#token}'
	echo 'secrets: [x]' >>stacks/base/stack.yml
	# A lock of a file, but credentials as if it were in Garage.
	begin said apply UNIT=one YES=1 'lock_credentials=GARAGE_ACCESS_KEY_ID GARAGE_SECRET_ACCESS_KEY'
	eventually 60 exists begun-one
	tr '\0' '\n' <"/proc/$(finds terraform)/environ" >inner
	tr '\0' '\n' <"/proc/$(finds garage-lock)/environ" >outer
	touch go
	ended 0
	[ "$(grep -oE '^(TF_VAR_x|VAULT_TOKEN)=' inner)" = TF_VAR_x= ]
	[ "$(sed -n 's/^GARAGE_[A-Z_]*KEY[A-Z_]*=//p' outer | sort -u | wc -l)" = 2 ] # one is Vault's, one the caller's
	run grep ^TF_VAR_x= outer
	[ "$status" -eq 1 ]
}

@test "nothing is applied without the lock" {
	run make locked-apply-one ENV=prod UNIT=one YES=1
	[ "$status" -eq 2 ]
	[[ "$output" == *'one: its lock is not held: this is for make apply and make destroy to run'* ]]
	[ ! -e state/prod/one.tfstate ]
}

# --- the terminal, signals and kills ------------------------------------------------------------------------------

@test "on a terminal: the question is asked with the lock held, and a waiting make says so under -j" {
	(
		eventually 60 is_locked
		eventually 60 grep -q 'Only yes' typescript
		env --default-signal=INT script -qec 'make -j2 apply ENV=prod UNIT=one YES=1 LOCK_WAIT=1' /dev/null </dev/null >second 2>&1 || true
		touch go
		printf 'yes\n'
		sleep 5
	) 3>&- | script -qefc 'exec env --default-signal=INT,QUIT make apply ENV=prod UNIT=one' typescript >/dev/null 3>&-
	grep -q 'Apply this to prod/one?' typescript
	grep -q 'waiting for prod/one, which is locked by' second
	recorded
	is_unlocked
}

@test "SIGINT from the terminal reaches Terraform once; its state is whole and the lock free" {
	(
		eventually 60 exists begun-one
		printf '\003'
		eventually 60 is_unlocked
	) 3>&- | script -qec 'exec env --default-signal=INT,QUIT make apply ENV=prod UNIT=one YES=1' /dev/null >said 3>&- || true
	interrupted
	recorded
	is_unlocked
}

@test "SIGINT at the question: nothing was changed, the lock is free" {
	(
		eventually 60 grep -q 'Only yes' typescript
		printf '\003'
		eventually 60 is_unlocked
	) 3>&- | script -qefc 'exec env --default-signal=INT,QUIT make apply ENV=prod UNIT=one' typescript >/dev/null 3>&- || true
	is_unlocked
	[ ! -e state/prod/one.tfstate ]
}

@test "SIGTERM to make, or to all of its group: Terraform hears of it once, and make waits for it" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	kill -TERM "$pid"
	ended 143
	interrupted
	recorded
	is_unlocked
	rm -rf begun-one state
	setsid env --default-signal=INT,QUIT make ENV=prod apply UNIT=one YES=1 >said 2>&1 3>&- </dev/null &
	pid=$!
	makes+=" $pid"
	eventually 60 exists begun-one
	kill -TERM -- "-$pid"
	ended 143
	interrupted
	recorded
	is_unlocked
}

@test "SIGKILL to make: Terraform is told to end, its state is whole, and the lock is free" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	kill -9 "$pid"
	eventually 30 is_unlocked
	interrupted
	recorded
}

@test "SIGKILL to garage-lock: Terraform is told to end, the lock is free, and make says what may be unrecorded" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	kill -9 "$(finds garage-lock)"
	ended 2
	eventually 30 is_unlocked
	interrupted
	recorded
	grep -q '^one: Terraform was cut off: ' said
}

@test "SIGKILL to Terraform: the lock is free at once, and make says what may be unrecorded, and the way out" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	touch build/prod/one/errored.tfstate
	kill -9 "$(finds terraform)"
	ended 2
	is_unlocked
	grep -q '^one: Terraform was cut off: there may be things that its state does not know of' said
	grep -q '^  begun, not known to be done: module.thing.terraform_data.this\[0\]$' said
	grep -qF '(cd build/prod/one && ../../../mk/bin/terraform-locked state push errored.tfstate && rm errored.tfstate)' said
	[ -z "$(find build -name '.changing*')" ]
}

# --- status and break ---------------------------------------------------------------------------------------------

# id: of who holds the lock of one, as lock-status says it.
id() { make -s lock-status ENV=prod UNIT=one | awk '/^one / { print $5 }'; }

@test "lock-status says who, since when, for what, by which ID; what it shows is escaped" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	run make -s lock-status ENV=prod
	[[ "${lines[0]}" =~ ^'UNIT   LOCK '\ *'SINCE '\ *'FOR    ID '\ *WAITING$ ]]
	[[ "${lines[1]}" =~ ^one\ +[^\ ]+@[^\ ]+\ +[0-9]{4}-[0-9TZ:-]+\ +apply\ +[0-9a-f-]{36}\ +0$ ]]
	[ "${lines[2]}" = 'three  free' ]
	jq -c '.Who = "a\u001b[2J\u202e\n"' state/prod/one.lock >new
	cat new >state/prod/one.lock
	[[ "$(make -s lock-status ENV=prod UNIT=one)" == *$'\none   a\\u{1B}[2J\\u{202E}\\u{A}  '* ]]
	touch go
	ended 0
}

@test "a lock that cannot be looked at is unknown, and lock-status fails" {
	mkdir -p state/prod
	echo x >state/prod/two.lock.json
	run make -s lock-status ENV=prod
	[ "$status" -eq 2 ]
	[[ "$output" == *"'state/prod/two.lock.json' holds no token"* ]]
	[ "$(grep -E '^(one|two|three) ' <<<"$output" | tr -s ' ' | paste -sd ,)" = 'one free,three free,two unknown' ]
}

@test "lock-break wants the ID, FORCE=1 while the holder lives, and a yes; the holder hears who and why" {
	begin said apply UNIT=one YES=1
	eventually 60 exists begun-one
	id=$(id)
	run make lock-break ENV=prod UNIT=one YES=1
	[[ "$status" -eq 2 && "$output" == *'lock-break wants the ID= of the holder'* ]]
	run make lock-break ENV=prod ID="$id" YES=1
	[[ "$status" -eq 2 && "$output" == *'lock-break wants one UNIT='* ]]
	run make lock-break ENV=prod UNIT=one ID=00000000-0000-4000-8000-000000000000 YES=1 FORCE=1
	[[ "$status" -eq 2 && "$output" == *"prod/one is locked by "*", ID $id"* ]]
	run make lock-break ENV=prod UNIT=one ID="$id" YES=1 FORCE=0
	[[ "$status" -eq 2 && "$output" == *'who is alive'* ]]
	run setsid make lock-break ENV=prod UNIT=one ID="$id" FORCE=1 </dev/null
	[[ "$status" -eq 2 && "$output" == *'no terminal to ask on'* ]]
	run script -qec "make lock-break ENV=prod UNIT=one ID=$id FORCE=1" /dev/null <<<no
	[[ "$status" -ne 0 && "$output" == *'Its holder may be alive'*'Break the lock of '*'not confirmed'* ]]
	is_locked
	run script -qec "make lock-break ENV=prod UNIT=one ID=$id FORCE=1 REASON='it hangs'" /dev/null <<<yes
	[[ "$status" -eq 0 && "$output" == *'prod/one: broken'* ]]
	[ "$(jq -r .Reason "state/prod/one.lock.broken.$id")" = 'it hangs' ]
	ended 2
	grep -q 'prod/one is lost: it was broken by .*@.* at .*: it hangs' said
	grep -q '^one: Terraform was cut off: ' said
	interrupted
}

# --- locks on a server --------------------------------------------------------------------------------------------

# lost TTL: one makes its change, its lock is broken, and it says so.
lost() {
	local ttl=$1
	begin said apply UNIT=one YES=1 lock_ttl="$ttl"
	eventually 60 exists begun-one
	[ "$(make -s lock-status ENV=prod | awk '$2 ~ /@/ { print $1, $4 }')" = 'one apply' ]
	run make apply ENV=prod UNIT=one YES=1 LOCK_WAIT=0 lock_ttl="$ttl"
	[[ "$status" -eq 2 && "$output" == *'graph/prod/one is locked by '*'one: nothing was changed: somebody else changes it.'* ]]
	make lock-break ENV=prod UNIT=one ID="$(id)" FORCE=1 REASON=test YES=1
	ended 2
	grep -q 'graph/prod/one is lost: it was broken by .*: test' said
	grep -q '^one: Terraform was cut off: ' said
	interrupted
	[ ! -e state/prod/one.lock ]
	touch go
	make apply ENV=prod UNIT=one YES=1
}

@test "a lock in Garage" {
	load state
	garage
	state_in garage
	lost 12s
}

@test "a lock in Consul" {
	load state
	consul
	state_in consul
	lost 10s
}

@test "a lease too short for Terraform to end in good order is refused" {
	for ttl in 4m 2s 300s 0h 04m '' '5m 1m'; do
		run make apply ENV=prod UNIT=one YES=1 LOCK_TTL="$ttl"
		[ "$status" -eq 2 ]
		[[ $output == *"LOCK_TTL is 5m or more, in whole minutes (m) or hours (h), not \"$ttl\""* ]]
	done
	for ttl in 5m 10m 1h; do make -n lock-status ENV=prod LOCK_TTL="$ttl"; done
}
