#!/usr/bin/env bats
# yaml-to-tfvars render, a second time: what it touches, and what it mends after a kill.

# shellcheck disable=SC2016 # $ in sed scripts is not the shell's

load setup
load render

# --- what is rendered again --------------------------------------------------------------------------------------

@test "a second rendering touches nothing but units.mk, which gets a new time" {
	render
	before=$(snapshot)
	stamp=$(stat -c %y build/prod/units.mk)
	hash=$(sha256sum build/prod/units.mk)
	render
	[ "$(snapshot)" = "$before" ]
	[ "$(stat -c %y build/prod/units.mk)" != "$stamp" ]
	[ "$(sha256sum build/prod/units.mk)" = "$hash" ]
}

@test "units.mk is as old as the start: an input that changes meanwhile is newer" {
	mkfifo pipe
	cp inventory/envs/prod.yml copy.yml
	rm inventory/envs/prod.yml
	ln -s ../../pipe inventory/envs/prod.yml
	render &
	sleep 0.2
	touch inventory/product.yml
	cat copy.yml 1<>pipe # which does not wait for a reader
	wait $!
	[ inventory/product.yml -nt build/prod/units.mk ]
}

@test "a comment in the inventory changes nothing but units.mk" {
	render
	echo '# a comment' >>inventory/product.yml
	[ "$(changed render)" = '' ]
	[ build/prod/units.mk -nt inventory/product.yml ]
}

@test "a changed value changes one file" {
	render
	sed -i 's/servers: 3/servers: 4/' inventory/envs/prod.yml
	[ "$(changed render)" = web/terraform.tfvars.json ]
	sed -i 's/network_id: "0"/network_id: "1"/' stacks/base/stack.yml
	[ "$(changed render)" = 'jobs/inputs.json web/inputs.json' ]
}

@test "another provider is another link" {
	render
	sed -i 's/compute: beta/compute: alpha/' inventory/envs/prod.yml
	[ "$(changed render)" = 'jobs/links jobs/modules/compute' ]
	[ "$(readlink build/prod/jobs/modules/compute)" = ../../../../modules/compute/alpha ]
	[ "$(find build -name '.*')" = build/prod/.lock ]
}

@test "inputs that are no longer wanted go, and so does what was made of them" {
	render
	touch build/prod/web/{inputs.auto.tfvars.json,mocks,.inputs,tfplan}
	sed -i 's/size: small/&\n    network_id: own\n    addresses: []/' inventory/product.yml
	[ "$(changed render)" = 'web/.inputs web/inputs.auto.tfvars.json web/inputs.json web/mocks web/terraform.tfvars.json' ]
	[ -e build/prod/web/tfplan ]
	touch build/prod/web/inputs.auto.tfvars.json
	[ "$(changed render)" = web/inputs.auto.tfvars.json ]
}

@test "links of files and kinds that went away go too, what somebody put there stays" {
	touch stacks/app/old.tf
	render
	echo mine >build/prod/web/mine.tf
	ln -s /etc/passwd build/prod/web/mine
	rm stacks/app/old.tf
	[ "$(changed render)" = 'jobs/links jobs/old.tf web/links web/old.tf' ]
	[ "$(cat build/prod/web/mine.tf)" = mine ]
	[ "$(readlink build/prod/web/mine)" = /etc/passwd ]
	sed -i 's/kinds: .*/kinds: []/' stacks/app/stack.yml
	sed -i '/compute: beta/d' inventory/envs/prod.yml
	[ "$(changed render)" = 'jobs/links jobs/modules/compute web/links web/modules/compute' ]
	[ ! -e build/prod/web/modules ]
}

@test "a list of links that somebody wrote makes nothing go but links in the folder" {
	render
	mkdir keep build/prod/web/folder
	touch keep/file build/prod/web/plain
	ln -s /etc/passwd keep/link
	ln -s /etc/passwd build/prod/web/folder/link
	printf '%s -> x\n' ../../../keep/link "$PWD/keep/link" folder/link plain ../core/main.tf modules/../../core/main.tf . '' >>build/prod/web/links
	echo 'no arrow' >>build/prod/web/links
	[ "$(changed render)" = web/links ]
	[ -L keep/link ]
	[ -L build/prod/web/folder/link ]
}

@test "a link that somebody changed or removed is mended" {
	render
	ln -sfn /etc/passwd build/prod/web/main.tf
	ln -sfn /nowhere build/prod/web/modules/compute
	rm build/prod/core/main.tf
	[ "$(changed render)" = 'core/main.tf web/main.tf web/modules/compute' ]
	[ -z "$(find build -xtype l)" ]
}

@test "a unit that left the inventory loses its terragrunt.hcl alone, and comes back" {
	render
	touch build/prod/web/tfplan
	before=$(find build/prod/web | sort)
	sed -i '/^  jobs:/,$d; s/^  web:/  core:/; s/servers: 3/range: 10.2.0.0\/16/' inventory/envs/prod.yml
	printf '  web: null\n' >>inventory/envs/prod.yml
	[ "$(changed render)" = 'core/terraform.tfvars.json jobs/terragrunt.hcl web/terragrunt.hcl' ]
	grep -qx 'units := core' build/prod/units.mk
	sed -i '/web: null/d' inventory/envs/prod.yml
	[ "$(changed render)" = 'web/terraform.tfvars.json web/terragrunt.hcl' ]
	[ "$(find build/prod/web | sort)" = "$before" ]
}

@test "folders that are not ours are left alone" {
	mkdir -p build/prod/mine
	touch build/prod/mine/terragrunt.hcl
	ln -s ../../stacks build/prod/linked
	render
	[ -e build/prod/mine/terragrunt.hcl ]
	[ -L build/prod/linked ]
}

# --- killed, twice at once ---------------------------------------------------------------------------------------

# many N: an inventory of N more units.
many() {
	for ((i = 0; i < $1; i++)); do
		printf '  u%d: {stack: app, depends_on: [core], servers: %d}\n' "$i" "$i"
	done >>inventory/envs/prod.yml
}

# deaths FROM FUNCTION [COMMAND…]: rendering dies at the first call of FUNCTION, then at the second, until none is left,
# each time in a copy of FROM. After COMMAND the next rendering must end in $want, and a units.mk that make takes for
# new must have been the last thing to be made. Sets killed.
deaths() {
	local from=$1 function=$2
	shift 2
	killed=0
	while true; do
		rm -rf build fired
		[ ! -e "$from" ] || cp -a "$from" build
		FAULT=$function:$((killed + 1)):KILL FAULT_LOG=fired LD_PRELOAD=$BATS_TEST_TMPDIR/faults.so \
			"$YAML_TO_TFVARS" render -e prod -o build/prod || true
		[ -e fired ] || break
		killed=$((killed + 1))
		[ ! build/prod/units.mk -nt inventory/product.yml ] || [ "$(contents)" = "$new" ]
		"$@"
		render
		[ "$(contents)" = "$want" ] || { echo "$function:$killed"; return 1; }
		to_new
	done 2>/dev/null # bash tells of each death
}

# Two states of the product: files and links that come, go and change from one to the other.
to_old() {
	cp -a old-inventory/. inventory
	rm -f stacks/base/new.tf
	touch stacks/app/old.tf
}

to_new() {
	cp -a new-inventory/. inventory
	rm -f stacks/app/old.tf
	touch stacks/base/new.tf
}

setup_states() {
	cc -std=c11 -D_GNU_SOURCE -shared -fPIC -o "$BATS_TEST_TMPDIR/faults.so" "$ROOT/tests/doubles/faults.c"
	cp -a inventory old-inventory
	cp -a inventory new-inventory
	sed -i 's/region: north/region: south/; s/provider: alpha/provider: beta/' new-inventory/product.yml
	sed -i '/inputs:/,$d; s/servers: 1/&\n    network_id: x\n    addresses: []/' new-inventory/envs/prod.yml
	to_old
	render
	old=$(contents)
	cp -a build old-build
	touch new-inventory/product.yml
	to_new
	render
	new=$(contents)
}

@test "killed before any change, the next rendering ends in the same files" {
	setup_states
	want=$new
	for function in write rename symlink unlink; do
		deaths old-build $function
		[ "$killed" -ge 4 ]
	done
	for function in mkdir write rename symlink; do
		deaths none $function
		[ "$killed" -ge 5 ]
	done
}

@test "killed before any change, a rendering of the old inventory ends in the old files" {
	setup_states
	want=$old
	for function in write rename symlink unlink; do
		deaths old-build $function to_old
		[ "$killed" -ge 4 ]
	done
}

@test "temporaries that a kill left go, hidden files of others stay" {
	render
	before=$(contents)
	touch build/prod/.units.mk.12.0.tmp build/prod/web/.links.34.1.tmp
	ln -s x build/prod/core/.main.tf.56.0.tmp
	render
	[ "$(contents)" = "$before" ]
	touch build/prod/web/.init build/prod/web/.a.tmp build/prod/web/.12.0.tmp build/prod/web/x.12.0.tmp
	[ "$(changed render)" = '' ]
}

@test "renderings at the same time wait for each other" {
	many 40
	render
	want=$(contents)
	rm -rf build
	pids=()
	for i in 1 2 3 4 5 6; do
		render &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	[ "$(contents)" = "$want" ]
}
