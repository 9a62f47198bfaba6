#!/usr/bin/env bats
# Bad input: one clear line with its place, a non-zero exit, and what was built before is intact.

load setup
load graph

setup() {
	product
	make plan ENV=prod
	before=$(snapshot)
}

teardown() { ! mountpoint -q "$BATS_TEST_TMPDIR/product/small" || umount "$BATS_TEST_TMPDIR/product/small"; }

# refused EXPECTED COMMAND…: fails, says EXPECTED on one line, and leaves build/ as it was.
refused() {
	local expected=$1
	shift
	run "$@"
	[ "$status" -ne 0 ]
	[ "$(grep -cF -- "$expected" <<<"$output")" -eq 1 ]
	[ "$(snapshot)" = "$before" ]
}

@test "an unknown ENV lists the ones there are" {
	refused 'unknown ENV "prdo"; inventory/envs/ has dev prod' make plan ENV=prdo
}

@test "an ENV from the shell that is none of ours is some other program's" {
	run env ENV=/etc/profile make -n help
	[ "$status" -eq 0 ]
	ENV=/etc/profile make plan
	[ -e build/dev/one/tfplan ]
}

@test "an unknown UNIT lists the ones there are" {
	refused 'unknown UNIT "tow"; prod has one two three' make plan ENV=prod UNIT=tow
}

@test "an unknown key, at its line and column, with the nearest known one" {
	sed -i 's/size: 3/sise: 3/' inventory/envs/prod.yml
	refused 'yaml-to-tfvars: inventory/envs/prod.yml:10:5: ' make plan ENV=prod
	[[ "$output" == *'"sise"'*'"size"'* ]]
	sed -i 's/sise: 3/size: 3/' inventory/envs/prod.yml
	make plan ENV=prod
}

@test "a wrong type, at its line and column" {
	sed -i 's/size: 3/size: three/' inventory/envs/prod.yml
	refused 'yaml-to-tfvars: inventory/envs/prod.yml:10:11: ' make plan ENV=prod
}

@test "broken YAML, at its line and column" {
	echo '  - [' >>inventory/envs/prod.yml
	run make plan ENV=prod
	[ "$status" -ne 0 ]
	[[ "$output" == *'yaml-to-tfvars: inventory/envs/prod.yml:1'[0-9]':'* ]]
	[ "$(snapshot)" = "$before" ]
}

@test "a missing file is named" {
	rm inventory/product.yml
	refused "yaml-to-tfvars: cannot read 'inventory/product.yml': " make plan ENV=prod
}

@test "an unreadable file is named" {
	rm inventory/product.yml
	mkdir inventory/product.yml
	refused "yaml-to-tfvars: cannot read 'inventory/product.yml': " make plan ENV=prod
}

@test "a broken Terraform file: Terraform's own message with its place" {
	echo 'variable {' >>stacks/app/variables.tf
	run make plan ENV=prod UNIT=three
	[ "$status" -ne 0 ]
	[[ "$output" == *'variables.tf line '* ]]
	[ -e build/prod/one/tfplan ]
}

@test "a full disk: the tool says so and what was there stays" {
	[ "$(id -u)" = 0 ] || skip "mounting a small tmpfs needs root"
	mkdir small
	mount -t tmpfs -o size=256k tmpfs small || skip "tmpfs cannot be mounted here"
	run make config ENV=prod BUILD=small/build CC=false YAML_TO_TFVARS="$YAML_TO_TFVARS"
	first=$status
	head -c 300k /dev/zero >small/filler 2>/dev/null || true
	sed -i 's/size: 3/size: 33/' inventory/envs/prod.yml
	old=$(cat small/build/prod/three/terraform.tfvars.json)
	for n in $(seq 300); do printf '  more%s: {stack: app}\n' "$n"; done >>inventory/envs/prod.yml
	run make config ENV=prod BUILD=small/build CC=false YAML_TO_TFVARS="$YAML_TO_TFVARS"
	umount_later=$(cat small/build/prod/three/terraform.tfvars.json)
	said=$output second=$status
	umount small
	[ "$first" -eq 0 ]
	[ "$second" -ne 0 ]
	[[ "$said" == *'No space left on device'* ]]
	[ -n "$old" ]
	jq . <<<"$umount_later" >/dev/null
	[ "$(snapshot)" = "$before" ]
}
