#!/usr/bin/env bats
# yaml-to-tfvars render: every error is one line with its place, and nothing below build/ changes.

# shellcheck disable=SC2016 # $ in file names and sed scripts is not the shell's
# shellcheck disable=SC2154 # `run` sets stderr

load setup
load render

here='yaml-to-tfvars: inventory/product.yml'

# edit FILE SCRIPT…: sed -i, which must change something.
edit() {
	local before
	before=$(<"$1")
	sed -i "${@:2}" "$1"
	[ "$(<"$1")" != "$before" ]
}

# --- command line and files --------------------------------------------------------------------------------------

@test "wrong usage exits 64" {
	fails 64 "yaml-to-tfvars: no environment: '-e' is missing; see '--help'" yaml-to-tfvars render -o build/prod
	fails 64 "yaml-to-tfvars: nowhere to write to: '-o' is missing; see '--help'" yaml-to-tfvars render -e prod
	fails 64 "yaml-to-tfvars: unexpected 'more'; see '--help'" render more
	fails 64 "yaml-to-tfvars: \"../x\" cannot be the name of an environment; see '--help'" yaml-to-tfvars render -e ../x -o build/x
	fails 64 "yaml-to-tfvars: 'a b': a makefile cannot hold the ' ' of this path; see '--help'" render --modules 'a b'
	fails 64 "yaml-to-tfvars: '~x': a makefile cannot hold the '~' of this path; see '--help'" render --state '~x'
	fails 64 "yaml-to-tfvars: a path is empty; see '--help'" render -i ''
	fails 64 "yaml-to-tfvars: unknown option '--mdoules'; did you mean '--modules'?" render --mdoules=x
}

@test "--help names every option" {
	run --separate-stderr yaml-to-tfvars render --help
	[ "$status" -eq 0 ]
	for option in --env= --inventory= --schema= --stacks= --modules= --state= --output=; do [[ $output == *"$option"* ]]; done
}

@test "an unknown environment exits 66 and names those there are" {
	fails 66 "yaml-to-tfvars: no environment \"prdo\": no file 'inventory/envs/prdo.yml'; there are: dev, prod" \
		yaml-to-tfvars render -e prdo -o build/prdo
	rm -r inventory/envs
	refused 66 "yaml-to-tfvars: no environment \"prod\": no file 'inventory/envs/prod.yml'; there are none"
}

@test "a missing product.yml or schema exits 66" {
	fails 66 "yaml-to-tfvars: *no.json*No such file or directory" render -s no.json
	rm inventory/product.yml
	refused 66 "yaml-to-tfvars: *inventory/product.yml*No such file or directory"
}

@test "a broken inventory or schema exits 65" {
	echo 'units: [' >>inventory/envs/prod.yml
	refused 65 'yaml-to-tfvars: inventory/envs/prod.yml:*'
	cp "$ROOT/tests/fixtures/render/inventory/envs/prod.yml" inventory/envs/prod.yml
	echo '{"typo": 1}' >stacks/inventory.schema.json
	refused 65 'yaml-to-tfvars: stacks/inventory.schema.json:1:2: *typo*'
}

# --- the inventory -----------------------------------------------------------------------------------------------

@test "the top level is checked without a schema, too" {
	edit inventory/product.yml 's/^labels:/lables:/'
	refused 65 "$here:2:1: unknown key \"lables\"; did you mean \"labels\"?"
	edit inventory/product.yml 's/^lables:/xyz:/'
	refused 65 "$here:2:1: unknown key \"xyz\"; there are: product, labels, defaults, units, state, budgets, usage, prices, drift"
	edit inventory/product.yml '/^xyz:/,+1d; s/^product:.*/product: 7/'
	refused 65 "$here:1:10: \"product\" must be a string, not a number"
	edit inventory/product.yml 1d
	refused 65 "$here: \"product\" is missing: the name of the product"
	printf 'product: x\nunits: [a]\n' >inventory/product.yml
	echo '{}' >inventory/envs/prod.yml
	refused 65 "$here:2:8: \"units\" must be an object, not an array"
}

@test "a default that only a unit can say" {
	edit inventory/product.yml 's/  region: north/&\n  depends_on: [core]/'
	refused 65 "$here:7:3: \"depends_on\" belongs to a unit, it cannot be a default"
}

@test "names that a makefile cannot hold, or that units.mk needs" {
	edit inventory/product.yml 's/^  core:/  "co re":/; s/\[core\]/["co re"]/'
	edit inventory/envs/prod.yml '/jobs:/,$d'
	refused 65 "$here:8:3: \"co re\" cannot be a unit's name: only letters, digits, '-' and '_' can"
	edit inventory/product.yml 's/co re/outputs/g'
	refused 65 "$here:8:3: \"outputs\" cannot be a unit's name: it has a meaning in units.mk"
	edit inventory/product.yml 's/outputs/state/g'
	refused 65 "$here:8:3: \"state\" cannot be a unit's name: it has a meaning in units.mk"
	cp "$ROOT/tests/fixtures/render/inventory/product.yml" inventory/product.yml
	for name in 'a b.tf' 'a#b' 'a$b' 'a%b' 'a:b' 'a;b' 'a\b' 'a|b' 'a&b' "a'b" 'a"b' 'a=b' 'a*b' 'a(b'; do
		touch "stacks/app/$name"
		refused 65 "yaml-to-tfvars: 'stacks/app/${name//\\/\\\\}': a makefile cannot hold the '*' of this name, rename it"
		rm "stacks/app/$name"
	done
	touch modules/network/alpha/$'new\nline'
	refused 65 "yaml-to-tfvars: 'modules/network/alpha/new\\\\nline': a makefile cannot hold the '\\\\n' of this name, rename it"
}

@test "a unit that is none, or has no stack" {
	edit inventory/envs/prod.yml 's/^  jobs:/  x: 7\n  y: {provider: alpha}\n&/'
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$stderr" = "yaml-to-tfvars: inventory/envs/prod.yml:4:6: unit \"x\" must be an object, not a number
yaml-to-tfvars: inventory/envs/prod.yml:5:3: unit \"y\" needs a \"stack\"" ]
	[ ! -e build ]
}

@test "an unknown stack" {
	edit inventory/product.yml 's/stack: base/stack: bose/'
	refused 65 "$here:9:12: unknown stack \"bose\"; did you mean \"base\"?"
	edit inventory/product.yml 's/stack: bose/stack: elephant/'
	refused 65 "$here:9:12: unknown stack \"elephant\"; there are: app, base"
	edit inventory/product.yml 's/stack: elephant/stack: ..\/stacks\/base/'
	refused 65 "$here:9:12: unknown stack \"../stacks/base\"; there are: app, base"
	edit inventory/product.yml 's/stack: .*base/stack: [base]/'
	refused 65 "$here:9:12: \"stack\" must be a string, not an array"
}

@test "an unknown provider, at what chose it" {
	edit inventory/product.yml 's/provider: alpha/provider: alhpa/'
	edit inventory/envs/prod.yml 's/ *compute: beta/&x/'
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$stderr" = "$here:5:13: unknown provider \"alhpa\" for \"network\": no folder 'modules/network/alhpa'; there are: alpha, beta
$here:5:13: unknown provider \"alhpa\" for \"compute\": no folder 'modules/compute/alhpa'; there are: alpha, beta
yaml-to-tfvars: inventory/envs/prod.yml:6:14: unknown provider \"betax\" for \"compute\": no folder 'modules/compute/betax'; there are: alpha, beta" ]
	[ ! -e build ]
	edit inventory/product.yml '/provider: alhpa/d'
	edit inventory/envs/prod.yml 's/betax/beta/; s/    servers: 3/&\n    provider: 7/'
	run --separate-stderr render
	[ "$stderr" = "$here:7:3: unit \"core\" needs a \"provider\" (or \"network: PROVIDER\")
yaml-to-tfvars: inventory/envs/prod.yml:4:15: the provider of \"compute\" must be a string, not a number" ]
}

@test "a key that neither every unit, nor the stack's kinds, nor its variables have" {
	edit inventory/product.yml 's/servers: 2/sevrers: 2/; s/size: small/network: beta/'
	run --separate-stderr render
	[ "$stderr" = "$here:14:5: unknown key \"sevrers\" for a unit of stack \"app\"; did you mean \"servers\"?
$here:15:5: unknown key \"network\" for a unit of stack \"app\"; did you mean \"network_id\"?" ]
	[ "$status" -eq 65 ]
	edit inventory/product.yml '/network: beta/d; s/sevrers: 2/q: 2/'
	refused 65 "$here:14:5: unknown key \"q\" for a unit of stack \"app\"; there are: stack, provider, depends_on, inputs, secrets, compute, network_id, servers, size, region, addresses"
}

@test "depends_on that names nothing, something twice, or no names" {
	edit inventory/product.yml 's/\[core\]/[cor, core, core, 7]/'
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$stderr" = "$here:13:18: unknown unit \"cor\"; did you mean \"core\"?
$here:13:29: unit \"core\" is listed twice
$here:13:35: \"depends_on\" must hold names of units, not a number" ]
	edit inventory/product.yml 's/\[cor,.*/[elephant]/'
	run --separate-stderr render
	[ "${stderr%%$'\n'*}" = "$here:13:18: unknown unit \"elephant\"; there are: core, web, jobs" ]
	edit inventory/product.yml 's/\[elephant\]/core/'
	run --separate-stderr render
	[ "${stderr%%$'\n'*}" = "$here:13:17: \"depends_on\" must be an array, not a string" ]
}

@test "units that depend on each other" {
	edit inventory/product.yml 's/\[core\]/[core, jobs]/'
	edit inventory/envs/prod.yml 's/servers: 3/&\n    network_id: own\n    addresses: []/'
	refused 65 "$here:13:5: units depend on each other: web -> jobs -> web"
	edit inventory/product.yml 's/, jobs\]/, web]/'
	refused 65 "$here:13:5: units depend on each other: web -> web"
}

@test "an output that two dependencies have" {
	edit inventory/envs/prod.yml '/addresses:/d'
	refused 65 "yaml-to-tfvars: inventory/envs/prod.yml:7:5: \"core\" and \"web\" both have an output \"addresses\": say which with \"inputs: {addresses: core.addresses}\""
	edit inventory/envs/prod.yml 's/servers: 1/&\n    addresses: [192.0.2.9]/'
	render
}

@test "inputs that lead nowhere" {
	file='yaml-to-tfvars: inventory/envs/prod.yml'
	edit inventory/envs/prod.yml 's/: core.network_id/: core.netwrk_id/'
	refused 65 "$file:10:19: stack \"base\" of unit \"core\" has no output \"netwrk_id\"; did you mean \"network_id\"?"
	edit inventory/envs/prod.yml 's/: core.netwrk_id/: cor.network_id/'
	refused 65 "$file:10:19: unit \"cor\" is not in \"depends_on\"; did you mean \"core\"?"
	edit inventory/envs/prod.yml 's/: cor.network_id/: core/'
	refused 65 "$file:10:19: an input must be a string \"unit.output\""
	edit inventory/envs/prod.yml 's/network_id: core/netwok_id: core.network_id/'
	refused 65 "$file:10:7: stack \"app\" has no variable \"netwok_id\"; did you mean \"network_id\"?"
	edit inventory/envs/prod.yml '/inputs:/,$d'
	echo '    inputs: core.network_id' >>inventory/envs/prod.yml
	run --separate-stderr render
	[ "${stderr%%$'\n'*}" = "$file:9:13: \"inputs\" must be an object, not a string" ]
}

# --- state -------------------------------------------------------------------------------------------------------

# state LINE…: the lines, indented, are the state of inventory/envs/prod.yml, from line 2 on.
state() {
	cp "$ROOT/tests/fixtures/render/inventory/envs/prod.yml" inventory/envs/prod.yml
	printf -v text '  %s\\n' "$@"
	sed -i "1s,^,state:\\n$text," inventory/envs/prod.yml
}

@test "a backend that there is not, and one that lacks its URL" {
	file='yaml-to-tfvars: inventory/envs/prod.yml'
	state 'backend: garag'
	refused 65 "$file:2:12: unknown backend \"garag\"; did you mean \"garage\"?"
	state 'backend: s3'
	refused 65 "$file:2:12: unknown backend \"s3\"; there are: local, garage, consul"
	state 'backend: garage'
	refused 65 "$file:2:12: state in garage needs \"endpoint\", a URL"
	state 'backend: consul' 'endpoint: https://s3.example.org'
	refused 65 "$file:2:12: state in consul needs \"address\", a URL"
	state 'backend: local' 'buckte: x'
	refused 65 "$file:3:3: unknown key \"buckte\" of state; did you mean \"bucket\"?"
	state 'backend: garage' 'endpoint: 7'
	refused 65 "$file:3:13: \"endpoint\" must be a string, not a number"
}

@test "a URL that others could read along with, or that cannot be used" {
	file='yaml-to-tfvars: inventory/envs/prod.yml'
	for url in http://s3.example.org http://10.0.0.1:3900 http://127.0.0.1.example.org "http://[::2]:3900" http://localhost.example.org; do
		state 'backend: garage' "endpoint: \"$url\""
		refused 65 "$file:3:13: \"endpoint\" cannot be used: http:// is for this machine's loopback interface only: *"
		state 'backend: consul' "address: \"$url\""
		refused 65 "$file:3:12: \"address\" cannot be used: http:// is for this machine's loopback interface only: *"
	done
	for url in http://127.0.0.1:3900 http://127.8.9.1 http://localhost 'http://[::1]:3900' http://LocalHost:1/x https://s3.example.org/garage/; do
		state 'backend: garage' "endpoint: \"$url\""
		render
	done
	rm -r build
	state 'backend: garage' 'endpoint: ftp://s3.example.org'
	refused 65 "$file:3:13: \"endpoint\" cannot be used: it begins neither with https:// nor with http://"
	state 'backend: garage' 'endpoint: https://me:secret@s3.example.org'
	refused 65 "$file:3:13: \"endpoint\" cannot be used: it has more than a host and a path"
	for url in https:// https:///x 'https://[::1' https://:443; do
		state 'backend: garage' "endpoint: \"$url\""
		refused 65 "$file:3:13: \"endpoint\" cannot be used: it has no host"
	done
	state 'backend: consul' 'address: https://consul.example.org/v1'
	refused 65 "$file:3:12: \"address\" cannot be used: it has more than a host"
}

@test "names that no bucket, region or key can have, and writes that are neither" {
	file='yaml-to-tfvars: inventory/envs/prod.yml'
	for name in ab A-bucket 'with space' -x x- a..b 'a$b'; do
		state 'backend: garage' 'endpoint: https://s3.example.org' "bucket: \"$name\""
		refused 65 "$file:4:11: \"$name\" cannot be the name of a bucket"
	done
	state 'backend: garage' 'endpoint: https://s3.example.org' 'region: "a b"' 'writes: serverd'
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$stderr" = "$file:4:11: \"a b\" cannot be the name of a region
$file:5:11: \"writes\" must be direct or served, not \"serverd\"" ]
	edit inventory/product.yml 's/^product:.*/product: Tiny/'
	state 'backend: garage' 'endpoint: https://s3.example.org'
	run --separate-stderr render
	[ "$stderr" = "$file:2:12: \"Tiny-prod-state\" cannot be the name of a bucket: say another, as bucket
$file:2:12: \"Tiny-prod-locks\" cannot be the name of a bucket: say another, as lock_bucket" ]
	edit inventory/product.yml 's/^product:.*/product: a b/'
	refused 65 'yaml-to-tfvars: inventory/product.yml:1:10: "a b" cannot be the first part of a key of state in garage'
}

# --- stacks and modules ------------------------------------------------------------------------------------------

@test "a stack.yml that is not as it should be" {
	file=stacks/base/stack.yml
	here=yaml-to-tfvars:\ $file
	edit $file 's/^mocks:/mock:/'
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "${stderr%%$'\n'*}" = "$here:4:1: unknown key \"mock\"; did you mean \"mocks\"?" ]
	cat >$file <<-'TEXT'
		description: [x]
		kinds: [network, network, a b, 7, provider]
		variables: [region, range, network, context, stack, 'x y']
		secrets: [token, token, 7, 'y z', range, network, context, inputs]
		mocks: {a b: 1}
	TEXT
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$stderr" = "$here:1:14: \"description\" must be a string, not an array
$here:2:18: the kind \"network\" is listed twice
$here:2:27: \"a b\" cannot be the name of a kind
$here:2:32: a kind must be a string, not a number
$here:3:53: \"x y\" cannot be the name of a variable
$here:4:18: the secret \"token\" is listed twice
$here:4:25: a secret must be a string, not a number
$here:4:28: \"y z\" cannot be the name of a secret
$here:2:35: \"provider\" is a key of every unit, it cannot be a kind
$here:3:28: \"network\" is a kind, it cannot be a variable
$here:3:37: \"context\" is given to every stack, it cannot be a variable
$here:3:46: \"stack\" is a key of every unit, it cannot be a variable
$here:4:35: \"range\" is a variable, it cannot be a secret
$here:4:42: \"network\" is a kind, it cannot be a secret
$here:4:51: \"context\" is given to every stack, it cannot be a secret
$here:4:60: \"inputs\" is a key of every unit, it cannot be a secret
$here:5:9: \"a b\" cannot be the name of an output" ]
	[ ! -e build ]
	echo 'kinds: network' >$file
	run --separate-stderr render
	[ "${stderr%%$'\n'*}" = "$here:1:8: \"kinds\" must be an array, not a string" ]
}

@test "a secret in the inventory" {
	edit inventory/product.yml 's/size: small/password: s3cret/'
	refused 65 "yaml-to-tfvars: inventory/product.yml:15:5: unknown key \"password\" for a unit of stack \"app\"; there are: *"
	edit inventory/product.yml 's/password: s3cret/inputs: {password: core.network_id}/'
	refused 65 "yaml-to-tfvars: inventory/product.yml:15:14: stack \"app\" has no variable \"password\"; there are: *"
}

@test "a kind without modules" {
	edit stacks/base/stack.yml 's/\[network,/[netwrk,/'
	refused 65 "yaml-to-tfvars: stacks/base/stack.yml:2:9: unknown kind \"netwrk\": no folder 'modules/netwrk'; did you mean \"network\"?"
}

@test "files that cannot be linked" {
	touch stacks/base/links
	refused 65 "yaml-to-tfvars: 'stacks/base/links': a rendered file or folder has this name, rename it"
	rm stacks/base/links
	ln -s nowhere stacks/base/x.tf
	refused 65 "yaml-to-tfvars: 'stacks/base/x.tf' leads nowhere: No such file or directory"
	rm stacks/base/x.tf
	ln -s . modules/network/alpha/self
	refused 65 "yaml-to-tfvars: 'modules/network/alpha/self/*' is 8 folders deep: does a link lead back up?"
}

@test "errors that do not hide each other are told in one run" {
	edit inventory/product.yml 's/size: small/sise: small/; s/region: north/&\n  stack: x/'
	edit inventory/envs/prod.yml 's/\[core, web\]/[core, wbe]/; s/compute: beta/compute: gamma/'
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$(wc -l <<<"$stderr")" -eq 5 ]
	[[ $stderr == *'"stack" belongs to a unit'*'unknown unit "wbe"'*'unknown key "sise"'*'provider "gamma"'*'"web" is not in "depends_on"'* ]]
}

# --- what cannot be written --------------------------------------------------------------------------------------

@test "an output folder that cannot be made exits 73" {
	touch file
	fails 73 "yaml-to-tfvars: cannot create folder 'file/prod': Not a directory" yaml-to-tfvars render -e prod -o file/prod
	fails 73 "yaml-to-tfvars: cannot create folder '/proc/self/x': No such file or directory" yaml-to-tfvars render -e prod -o /proc/self/x
	[ ! -s file ]
}

@test "what is in the way is named, all of it, and nothing is touched" {
	mkdir -p build/prod/{core/main.tf,web,jobs/modules,units.mk} elsewhere
	touch build/prod/.lock build/prod/web/modules build/prod/jobs/modules/compute
	ln -s ../../../elsewhere build/prod/jobs/links
	mkfifo build/prod/jobs/inputs.json
	before=$(find build elsewhere -printf '%p %T@ %l\n')
	run --separate-stderr render
	[ "$status" -eq 73 ]
	[ "$stderr" = "yaml-to-tfvars: 'build/prod/units.mk' is in the way: a file belongs there, move it away
yaml-to-tfvars: 'build/prod/core/main.tf' is in the way: a link belongs there, move it away
yaml-to-tfvars: 'build/prod/web/modules' is in the way: a folder belongs there, move it away
yaml-to-tfvars: 'build/prod/jobs/modules/compute' is in the way: a link belongs there, move it away
yaml-to-tfvars: 'build/prod/jobs/links' is in the way: a file belongs there, move it away
yaml-to-tfvars: 'build/prod/jobs/inputs.json' is in the way: a file belongs there, move it away" ]
	[ "$(find build elsewhere -printf '%p %T@ %l\n')" = "$before" ]
}

@test "a link in place of a unit's folder or its modules is not followed" {
	mkdir -p elsewhere build/prod/core
	touch build/prod/.lock
	ln -s ../../elsewhere build/prod/web
	refused 73 "yaml-to-tfvars: 'build/prod/web' is in the way: a folder belongs there, move it away"
	rm build/prod/web
	ln -s ../../../elsewhere build/prod/core/modules
	refused 73 "yaml-to-tfvars: 'build/prod/core/modules' is in the way: a folder belongs there, move it away"
	[ -z "$(ls elsewhere)" ]
}

@test "a write that fails leaves the old file and no temporary" {
	render
	before=$(contents)
	sed -i 's/region: north/region: south/' inventory/product.yml
	# The limit also holds for the file that `run` writes to, so there is a pipe between.
	run bash -c "(ulimit -f 0; exec '$YAML_TO_TFVARS' render -e prod -o build/prod 2>&1) | cat; exit \${PIPESTATUS[0]}"
	[ "$status" -eq 74 ]
	[ "$output" = "yaml-to-tfvars: cannot write 'build/prod/core/terraform.tfvars.json': File too large" ]
	[ "$(contents)" = "$before" ]
}

@test "secrets.yml: what is no name of the environment, and what is no mapping" {
	printf '%s\n' 'GOOD: {env: A}' 'BAD-NAME: {env: B}' '1BAD: {env: C}' >inventory/secrets.yml
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[ "$stderr" = 'yaml-to-tfvars: inventory/secrets.yml:2:1: "BAD-NAME" cannot be the name of an environment variable
yaml-to-tfvars: inventory/secrets.yml:3:1: "1BAD" cannot be the name of an environment variable' ]
	[ ! -e build ]
	echo '- TOKEN' >inventory/secrets.yml
	refused 65 'yaml-to-tfvars: inventory/secrets.yml:1:1: *'
}

@test "a unit's secrets: what secrets.yml does not have, and what is no name" {
	printf 'DNS_TOKEN: {env: A}\n' >inventory/secrets.yml
	sed -i 's/^  web:/&\n    secrets: [DNS_TOKEM, 1]/' inventory/product.yml
	run --separate-stderr render
	[ "$status" -eq 65 ]
	[[ "$stderr" == *': unknown secret "DNS_TOKEM": secrets.yml does not have it; did you mean "DNS_TOKEN"?'*': "secrets" must hold names of secrets, not a number'* ]]
	[ ! -e build ]
}
