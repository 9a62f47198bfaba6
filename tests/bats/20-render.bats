#!/usr/bin/env bats
# yaml-to-tfvars render: what an environment becomes, and what make does with it.

# shellcheck disable=SC2016 # $ in makefiles and sed scripts is not the shell's

load setup
load render

# --- what is rendered --------------------------------------------------------------------------------------------

@test "units.mk and a unit's files are as expected" {
	render
	for file in $(cd "$ROOT/tests/fixtures/render/expected/prod" && find . -type f); do
		diff "$ROOT/tests/fixtures/render/expected/prod/$file" "build/prod/$file"
	done
	[ ! -e build/prod/core/inputs.json ]
	[ "$(find build -type d -printf '%m\n' | sort -u)" = 700 ]
}

@test "every link leads somewhere" {
	render
	[ "$(find build -type l | wc -l)" -eq 16 ]
	[ -z "$(find build -xtype l)" ]
}

@test "Terraform finds its modules, its variables and its state" {
	need_terraform
	render
	for unit in core web jobs; do
		"$TERRAFORM" -chdir=build/prod/$unit init -backend=false -input=false >/dev/null
		"$TERRAFORM" -chdir=build/prod/$unit validate >/dev/null
	done
	"$TERRAFORM" -chdir=build/prod/core init -input=false >/dev/null
	"$TERRAFORM" -chdir=build/prod/core apply -input=false -auto-approve >/dev/null
	[ "$(jq -r .outputs.network_id.value state/prod/core.tfstate)" != null ]
	[ "$(jq '[.resources[].instances[].attributes.input.value | select(. == "alpha/tiny-core-north/10.0.0.0/16")] | length' \
		state/prod/core.tfstate)" = 1 ]
}

@test "terragrunt.hcl is formatted HCL" {
	need_terraform
	render
	for unit in core web jobs; do "$TERRAFORM" fmt -check -diff - <build/prod/$unit/terragrunt.hcl; done
}

@test "an environment's file is laid over the product's, a null removes" {
	render -e dev -o build/dev
	[ "$(jq -c .context build/dev/web/terraform.tfvars.json)" = \
		'{"product":"tiny","environment":"dev","unit":"web","labels":{"team":"infra","throw_away":"yes"}}' ]
	[ "$(jq .servers build/dev/web/terraform.tfvars.json)" = 2 ]
	[ ! -e build/dev/jobs ]
	printf 'units:\n  web: null\n  core: {range: }\ndefaults: {range: 10.1.0.0/16}\n' >inventory/envs/dev.yml
	render -e dev -o build/dev2
	[ ! -e build/dev2/web ]
	[ "$(jq -r .range build/dev2/core/terraform.tfvars.json)" = 10.1.0.0/16 ]
}

@test "a variable comes from the unit, else from inputs, else from an output of that name, else from the defaults" {
	render
	[ "$(jq -c '[.region, .size, has("network_id")]' build/prod/web/terraform.tfvars.json)" = '["north","small",false]' ]
	[ "$(jq -c 'map_values(.unit)' build/prod/web/inputs.json)" = '{"network_id":"core","addresses":"core"}' ]
	sed -i 's/size: small/&\n    network_id: own\n    region: south/' inventory/product.yml
	render
	[ "$(jq -c '[.region, .network_id]' build/prod/web/terraform.tfvars.json)" = '["south","own"]' ]
	[ "$(jq -c 'map_values(.unit)' build/prod/web/inputs.json)" = '{"addresses":"core"}' ]
}

@test "the values of mocks and variables keep every digit" {
	sed -i 's/variables: \[/&price, count, /' stacks/app/stack.yml
	sed -i 's/size: small/&\n    count: 1234567890123456789012345678901234567890/' inventory/product.yml
	render
	grep -q '"mock": 0.10000000000000000000000000000000000001$' build/prod/web/inputs.json
	grep -q '"count": 1234567890123456789012345678901234567890,$' build/prod/web/terraform.tfvars.json
}

@test "a kind's own key chooses its provider, in the unit or in the defaults" {
	sed -i 's/  provider: alpha/&\n  compute: beta/' inventory/product.yml
	render
	[ "$(readlink build/prod/core/modules/compute build/prod/core/modules/network | xargs -n1 basename | paste -sd' ')" = 'beta alpha' ]
	grep -qx 'core.providers := alpha beta' build/prod/units.mk
}

@test "a schema is validated against and listed among the inputs" {
	cat >schema.json <<-'TEXT'
		{"properties": {"units": {"additionalProperties": {"properties": {"servers": {"type": "integer", "maximum": 2}}}}}}
	TEXT
	refused_line='yaml-to-tfvars: inventory/envs/prod.yml:3:14: *2*'
	fails 65 "$refused_line" render -s schema.json
	[ ! -e build ]
	cp schema.json stacks/inventory.schema.json
	fails 65 "$refused_line" render
	sed -i 's/"maximum": 2/"maximum": 3/' stacks/inventory.schema.json
	render
	grep -q '^units.inputs := inventory/product.yml inventory/envs/prod.yml stacks/inventory.schema.json stacks/base/stack.yml ' build/prod/units.mk
}

@test "state in Garage: a backend without a secret, whose profile takes the keys from the environment" {
	printf 'state:\n  backend: garage\n  endpoint: https://s3.example.org\n' >>inventory/product.yml
	render
	[ "$(jq -cS .terraform.backend build/prod/core/backend.tf.json)" = "$(jq -cnS '{s3: {bucket: "tiny-prod-state",
		key: "tiny/prod/core.tfstate", region: "garage", endpoints: {s3: "https://s3.example.org"}, profile: "garage",
		shared_config_files: ["garage.ini"], shared_credentials_files: ["/dev/null"], use_path_style: true,
		skip_credentials_validation: true, skip_region_validation: true, skip_requesting_account_id: true}}')" ]
	[ "$(sed -n 's/^credential_process = //p' build/prod/core/garage.ini | GARAGE_ACCESS_KEY_ID=GKx GARAGE_SECRET_ACCESS_KEY=y sh | jq -c .)" = \
		'{"Version":1,"AccessKeyId":"GKx","SecretAccessKey":"y"}' ]
	[ "$(grep '^state\.' build/prod/units.mk)" = 'state.backend := garage
state.prefix := tiny/prod
state.endpoint := https://s3.example.org
state.region := garage
state.bucket := tiny-prod-state
state.lock_bucket := tiny-prod-locks
state.writes := direct' ]
	run ! grep -q backend-config build/prod/core/terragrunt.hcl
	printf 'state: {bucket: b.1, lock_bucket: locks, region: eu, writes: served, endpoint: "http://[::1]:3900/s3//"}\n' >>inventory/envs/prod.yml
	render
	[ "$(jq -c . build/prod/core/backend.tf.json)" = \
		'{"//":{"served":{"bucket":"b.1","endpoint":"http://[::1]:3900/s3","key":"tiny/prod/core.tfstate","region":"eu"}},"terraform":{"backend":{"http":{}}}}' ]
	[ ! -e build/prod/core/garage.ini ]
	grep -qx 'state.endpoint := http://\[::1\]:3900/s3' build/prod/units.mk
	grep -qx 'state.lock_bucket := locks' build/prod/units.mk
	grep -qx 'state.writes := served' build/prod/units.mk
}

@test "state in Consul, and one environment with another backend than the product" {
	printf 'state:\n  backend: consul\n  address: https://consul.example.org:8501\n' >>inventory/product.yml
	render
	[ "$(jq -cS .terraform.backend build/prod/core/backend.tf.json)" = \
		'{"consul":{"address":"consul.example.org:8501","lock":false,"path":"tiny/prod/core.tfstate","scheme":"https"}}' ]
	[ "$(grep '^state\.' build/prod/units.mk)" = 'state.backend := consul
state.prefix := tiny/prod
state.address := https://consul.example.org:8501' ]
	printf 'state: {backend: local}\n' >>inventory/envs/prod.yml
	[ "$(changed render)" = 'core/backend.tf.json core/terragrunt.hcl jobs/backend.tf.json jobs/terragrunt.hcl web/backend.tf.json web/terragrunt.hcl' ]
	[ "$(grep '^state\.' build/prod/units.mk)" = 'state.backend := local' ]
}

@test "links are absolute where relative ones could not work" {
	render -o "$PWD/elsewhere"
	[ "$(readlink elsewhere/core/main.tf)" = "$PWD/stacks/base/main.tf" ]
	[ "$(readlink elsewhere/core/modules/network)" = "$PWD/modules/network/alpha" ]
	[ "$(jq -r .terraform.backend.local.path elsewhere/core/backend.tf.json)" = "$PWD/state/prod/core.tfstate" ]
	grep -qF "\"-backend-config=path=$PWD/state/prod/core.tfstate\"" elsewhere/core/terragrunt.hcl
	grep -qxF "terraform_binary = \"$PWD/mk/bin/terraform-locked\"" elsewhere/core/terragrunt.hcl
	mkdir -p "$BATS_TEST_TMPDIR/scratch/deep"
	ln -s "$BATS_TEST_TMPDIR/scratch/deep" build
	render
	[ -z "$(find build/ -xtype l)" ]
	[ "$(readlink build/prod/core/main.tf)" = "$PWD/stacks/base/main.tf" ]
}

@test "other folders are found where the options say" {
	mkdir other
	mv inventory stacks modules other
	render -i other/inventory/ --stacks other/stacks --modules=./other/modules --state other/state -o build/a/b/
	[ -z "$(find build -xtype l)" ]
	[ "$(jq -r .terraform.backend.local.path build/a/b/web/backend.tf.json)" = ../../../../other/state/prod/web.tfstate ]
	grep -q '^build/a/b/web/tfplan: build/a/b/web/terraform.tfvars.json $(files.other/stacks/app) $(files../other/modules/compute/alpha)$' build/a/b/units.mk
}

@test "folders in a stack or a module are linked whole, and their files count" {
	mkdir -p stacks/app/templates/more modules/compute/alpha/files
	touch stacks/app/templates/{a.tpl,NOTES.md,.hidden} stacks/app/templates/more/b.tpl modules/compute/alpha/files/c
	render
	[ "$(readlink build/prod/web/templates)" = ../../../stacks/app/templates ]
	grep -q '^units.globs :=.* stacks/app/\* stacks/app/templates/\* stacks/app/templates/more/\* .* modules/compute/alpha/files/\*' build/prod/units.mk
	grep -qx 'files.stacks/app := stacks/app/main.tf stacks/app/outputs.tf stacks/app/templates/a.tpl stacks/app/templates/more/b.tpl stacks/app/variables.tf stacks/app/versions.tf' build/prod/units.mk
	grep -q '^files.modules/compute/alpha := modules/compute/alpha/files/c ' build/prod/units.mk
}

@test "a provider's configuration is linked once into each unit that uses it, and is an input" {
	mkdir -p modules/providers/alpha
	echo 'provider "alpha" {}' >modules/providers/alpha/provider.tf
	echo 'locals {}' >modules/providers/alpha/regions.tf
	render
	[ "$(readlink build/prod/core/alpha-provider.tf)" = ../../../modules/providers/alpha/provider.tf ]
	[ "$(readlink build/prod/core/alpha-regions.tf)" = ../../../modules/providers/alpha/regions.tf ]
	[ -z "$(find build/ -xtype l)" ]
	grep -qx 'files.modules/providers/alpha := modules/providers/alpha/provider.tf modules/providers/alpha/regions.tf' build/prod/units.mk
	grep -q '^build/prod/core/tfplan:.* $(files.modules/providers/alpha)' build/prod/units.mk
	[ "$(grep -c '^alpha-provider.tf -> ' build/prod/core/links)" = 1 ]
	rm modules/providers/alpha/regions.tf
	[ "$(changed render)" = "core/alpha-regions.tf core/links$(for unit in build/prod/*/alpha-provider.tf; do unit=${unit#build/prod/}; unit=${unit%/*}; [ "$unit" = core ] || printf ' %s/alpha-regions.tf %s/links' "$unit" "$unit"; done)" ]
}

@test "a kind may name its provider" {
	mkdir -p modules/services/vault
	echo 'output "x" { value = 1 }' >modules/services/vault/outputs.tf
	sed -i 's/^kinds: \[/kinds: [services\/vault, /' stacks/base/stack.yml
	render
	[ "$(readlink build/prod/core/modules/services-vault)" = ../../../../modules/services/vault ]
	grep -q '^core.providers :=.* vault' build/prod/units.mk
	rm -r modules/services/vault
	refused 65 "yaml-to-tfvars: stacks/base/stack.yml:*: unknown kind \"services/vault\": no folder 'modules/services/vault'*"
}

@test "the names in secrets.yml are known to make, and so is the file" {
	render
	grep -qx 'units.secrets :=' build/prod/units.mk
	printf 'TOKEN_B: {env: B}\nTOKEN_A: {vault: "kv/$ENV/a#b"}\n' >inventory/secrets.yml
	render
	grep -qx 'units.secrets := TOKEN_A TOKEN_B' build/prod/units.mk
	grep -qx 'units.secrets_from := B' build/prod/units.mk
	grep -q '^units.inputs := .* inventory/secrets.yml stacks/base/stack.yml' build/prod/units.mk
	[ "$(changed render)" = '' ]
}

@test "a stack's secrets are named for the environment, and are no variables of the inventory" {
	sed -i 's/^  price: .*/&\n  password: s3cret/' stacks/base/stack.yml
	sed -i 's/^  region: north/&\n  password: s3cret/' inventory/product.yml
	sed -i 's/^secrets: .*/secrets: [token, password]/' stacks/app/stack.yml
	render
	grep -qx 'core.secrets :=' build/prod/units.mk
	grep -qx 'web.secrets := TF_VAR_password TF_VAR_token' build/prod/units.mk
	run ! grep -rq s3cret build
}

@test "a unit's own secrets join those of its stack" {
	printf 'DNS_TOKEN: {env: A}\nTF_VAR_token: {env: B}\n' >inventory/secrets.yml
	sed -i 's/^  web:/&\n    secrets: [DNS_TOKEN, TF_VAR_token]/' inventory/product.yml
	render
	grep -qx 'web.secrets := DNS_TOKEN TF_VAR_password TF_VAR_token' build/prod/units.mk
	grep -qx 'core.secrets :=' build/prod/units.mk
	run ! grep -q secrets build/prod/web/terraform.tfvars.json
}

@test "an empty value is like none" {
	sed -i 's/^labels:/labels:\nold_labels:/; s/size: small/inputs:\n    provider:/' inventory/product.yml
	sed -i '/^old_labels/,+1d' inventory/product.yml
	sed -i 's/^kinds: .*/kinds:/; s/^description: .*/description:/' stacks/app/stack.yml
	sed -i '/compute: beta/d' inventory/envs/prod.yml
	render
	[ "$(jq -c .context.labels build/prod/web/terraform.tfvars.json)" = '{}' ]
	[ ! -e build/prod/web/modules ]
}

@test "an inventory without units is one" {
	printf 'units: {core: null, web: null, jobs: null}\n' >inventory/envs/prod.yml
	render
	grep -qx 'units :=' build/prod/units.mk
	[ "$(find build/prod -type f | sort | paste -sd' ')" = 'build/prod/.lock build/prod/units.mk' ]
}

# --- what make does with it --------------------------------------------------------------------------------------

make_units() { make --no-print-directory -f "$BATS_TEST_TMPDIR/units.makefile" "$@"; }

setup_make() {
	cat >"$BATS_TEST_TMPDIR/units.makefile" <<-'TEXT'
		all: ; @echo units: $(units)
		include build/prod/units.mk
		build/prod/units.mk: ; @echo render; $(YAML_TO_TFVARS) render -e prod -o build/prod
		same: ; @test '$(sort $(filter-out %.md,$(wildcard $(units.globs))))' = '$(units.files)' && echo same
		build/prod/%/.init: ; @echo $@; touch $@
		build/prod/%/tfplan: ; @echo $@; touch $@
		build/prod/%/.inputs: ; @echo $@; touch $@ $(@D)/inputs.auto.tfvars.json
		build/prod/%/inputs.auto.tfvars.json: build/prod/%/.inputs ;
		apply-%: ; @echo $@
		destroy-%: ; @echo $@
	TEXT
	render
}

@test "make reads units.mk without a warning, and sees the files that its patterns list" {
	setup_make
	touch stacks/app/NOTES.md
	prints 'units: core web jobs' make_units --warn-undefined-variables outputs.core= outputs.web=
	prints same make_units same
	mkdir stacks/app/templates
	touch stacks/app/templates/a
	run make_units same
	[ "$status" -ne 0 ]
	render
	prints same make_units same
}

@test "make renders again for each input, and once" {
	setup_make
	prints 'units: core web jobs' make_units
	for input in inventory/product.yml inventory/envs/prod.yml stacks/base/stack.yml; do
		touch "$input"
		prints $'render\nunits: core web jobs' make_units
		prints 'units: core web jobs' make_units
	done
}

@test "make builds what a change reaches, in the order of dependencies" {
	setup_make
	targets=(build/prod/{core,web,jobs}/{.init,tfplan})
	make_units "${targets[@]}" >/dev/null
	prints '' make_units -s "${targets[@]}"
	touch modules/compute/beta/sizes.tf
	prints build/prod/jobs/tfplan make_units -s "${targets[@]}"
	touch stacks/base/main.tf
	prints $'build/prod/core/.init\nbuild/prod/core/tfplan' make_units -s "${targets[@]}"
	sed -i 's/servers: 3/servers: 4/' inventory/envs/prod.yml
	prints $'render\nbuild/prod/web/tfplan' make_units -s "${targets[@]}"
	sed -i 's/192.0.2.3/192.0.2.4/' stacks/app/stack.yml
	prints $'render\nbuild/prod/jobs/.inputs\nbuild/prod/jobs/tfplan' make_units -s "${targets[@]}"
	rm modules/compute/beta/sizes.tf
	prints build/prod/jobs/tfplan make_units -s "${targets[@]}"
	prints $'apply-core\napply-web\napply-jobs' make_units apply-jobs
	prints $'destroy-jobs\ndestroy-web\ndestroy-core' make_units destroy-core
}
