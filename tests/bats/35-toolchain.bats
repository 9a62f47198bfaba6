#!/usr/bin/env bats
# Finding or making programs and providers, with stand-ins for the network.

load setup

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export CACHE=$PWD/cache RETRY='' TF='' FOUND='' RELEASES=https://releases.example.invalid
	arch=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
	mkdir bin
	PATH=$PWD/bin:$PATH
}

# stand_in NAME <<TEXT: a program that does TEXT and notes that it was called.
stand_in() {
	# shellcheck disable=SC2016 # the stand-in's own
	{ printf '#!/usr/bin/env bash\necho "$0 $*" >>"%s/calls"\n' "$PWD"; cat; } >"bin/$1"
	chmod +x "bin/$1"
}
get_terraform() { "$ROOT/mk/bin/get-terraform" 1.11.0 1.11.4 1.12.6 "$PWD/link" "$PWD/stamp"; }
calls() { grep -c "/$1 " calls || true; }

fake_terraform() { printf '#!/bin/sh\necho "Terraform v%s"\n' "$1"; }

@test "a program on PATH that is new enough is used, and nobody is asked" {
	stand_in curl <<<'exit 7'
	fake_terraform 1.13.0 >found
	chmod +x found
	FOUND=$PWD/found get_terraform
	[ "$(cat stamp)" = 'terraform 1.13.0 from PATH' ]
	[ ! -e calls ]
}

@test "one that is too old is not" {
	stand_in curl <<<'exit 7'
	stand_in go <<<'echo go1.20.1'
	fake_terraform 1.10.5 >found
	chmod +x found
	FOUND=$PWD/found run get_terraform
	[ "$status" -ne 0 ]
	[[ "$output" == *'go1.20.1 is too old'* ]]
	[ ! -e link ]
}

# A release server that has a zip: curl copies it.
release() {
	fake_terraform 1.11.4 >terraform
	chmod +x terraform
	python3 -c 'import zipfile; z = zipfile.ZipFile("release.zip", "w"); z.write("terraform"); z.close()'
	stand_in curl <<-'TEXT'
		for ((i = 1; i <= $#; i++)); do [ "${!i}" != -o ] || { next=$((i + 1)); out=${!next}; }; done
		case ${!#} in *.zip) cp release.zip "$out" ;; esac
	TEXT
	sum=$(sha256sum release.zip | cut -d ' ' -f 1)
}

@test "the official release, when it has the pinned SHA-256" {
	release
	export "SHA256_$arch=$sum"
	chmod -x bin/curl && chmod +x bin/curl
	get_terraform
	[ "$(cat stamp)" = 'terraform 1.11.4 from the official release' ]
	chmod +x "$(readlink link)"
	n=$(calls curl)
	get_terraform
	[ "$(calls curl)" = "$n" ]
}

@test "a release with another SHA-256 is thrown away" {
	release
	export "SHA256_$arch=0000000000000000000000000000000000000000000000000000000000000000"
	run get_terraform
	[ "$status" -ne 0 ]
	[[ "$output" == *'does not have the pinned SHA-256; nothing was installed'* ]]
	[ ! -e link ]
	[ -z "$(find cache -type f -not -name '*.lock')" ]
}

@test "a host that refuses is asked once, remembered for an hour, and asked again with RETRY=1" {
	stand_in curl <<<'exit 6'
	stand_in go <<<'echo go1.20'
	export "SHA256_$arch=1"
	run get_terraform
	run get_terraform
	[ "$(calls curl)" = 1 ]
	RETRY=1 run get_terraform
	[ "$(calls curl)" = 2 ]
	touch -d '2 hours ago' cache/refused/*
	run get_terraform
	[ "$(calls curl)" = 3 ]
}

@test "no network at all: one line says what to do" {
	stand_in curl <<<'exit 6'
	stand_in go <<-'TEXT'
		case $1 in env) echo go1.26.8 ;; *) echo "go: example.com/x: dial tcp: lookup proxy: no such host" >&2; exit 1 ;; esac
	TEXT
	export "SHA256_$arch=1"
	run get_terraform
	[ "$status" -ne 0 ]
	[ "${#lines[@]}" -le 2 ]
	[[ "$output" == *'could not build github.com/opentofu/opentofu/cmd/tofu from the Go module proxy'* ]]
	[ ! -e link ]
}

@test "TF= names a program that is not there" {
	TF=terrafrom run get_terraform
	[ "$status" -ne 0 ]
	[[ "$output" == *'TF=terrafrom: no such program'* ]]
}

@test "a provider from its registry is unpacked into a mirror that the lock's hashes hold for" {
	stand_in curl <<<'exit 0'
	cat >program <<-'TEXT'
		#!/usr/bin/env bash
		case $1 in
		version) echo 'Terraform v1.11.4' ;;
		providers)
			folder=$4/registry.terraform.io/hetznercloud/hcloud
			mkdir -p "$folder"
			echo provider >terraform-provider-hcloud_v1.60.1
			python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], "w"); z.write("terraform-provider-hcloud_v1.60.1"); z.close()' \
				"$folder/terraform-provider-hcloud_1.60.1_${3#-platform=}.zip"
			;;
		esac
	TEXT
	chmod +x program
	TF_CONFIG='' "$ROOT/mk/bin/get-provider" hetzner hetznercloud/hcloud 1.60.1 none/none "$PWD/program" "$PWD/stamp"
	read -r how source mirror <stamp
	[ "$how $source" = 'registry hetznercloud/hcloud' ]
	[ -f "$mirror/registry.terraform.io/hetznercloud/hcloud/1.60.1/linux_$arch/terraform-provider-hcloud_v1.60.1" ]
}

@test "the user's own configuration decides where it says so" {
	stand_in curl <<<'exit 6'
	printf 'provider_installation {\n  direct {}\n}\n' >rc
	fake_terraform 1.11.4 >program
	chmod +x program
	TF_CONFIG=$PWD/rc "$ROOT/mk/bin/get-provider" hetzner hetznercloud/hcloud 1.60.1 none/none "$PWD/program" "$PWD/stamp"
	[ "$(cat stamp)" = 'config hetznercloud/hcloud -' ]
	[ -z "$("$ROOT/mk/bin/terraformrc" hetzner=stamp)" ]
	[ ! -e calls ]
}

@test "two that want the same thing at once make it once" {
	cat >slow <<-TEXT
		. "$ROOT/mk/bin/lib.sh"
		make_it() { echo made >>"$PWD/made"; sleep 0.3; echo content >"\$1/file"; }
		once "$PWD/cache/thing" make_it
	TEXT
	for _ in 1 2 3 4; do bash slow & done
	wait
	[ "$(grep -c made made)" = 1 ]
	[ "$(cat cache/thing/file)" = content ]
}

@test "missing Debian packages without the right to install them: the command to run" {
	stand_in dpkg-query <<<'exit 1'
	stand_in id <<<'echo 1000'
	stand_in sudo <<<'exit 1'
	run "$ROOT/mk/bin/packages" libyaml-dev
	[ "$status" -ne 0 ]
	[ "$output" = 'packages: missing Debian packages; run: sudo apt-get install -y -q --no-install-recommends libyaml-dev' ]
}

@test "missing Debian packages as root: installed, with one line that says so" {
	stand_in dpkg-query <<<'exit 1'
	stand_in id <<<'echo 0'
	stand_in apt-get <<<'exit 0'
	run "$ROOT/mk/bin/packages" libyaml-dev jq
	[ "$status" -eq 0 ]
	[ "$output" = '  INSTALL  libyaml-dev jq' ]
	[ "$(calls apt-get)" = 1 ]
}

# --- servers for test-e2e ------------------------------------------------------------------------------------------------

get_server() { "$ROOT/mk/bin/get-server" rusty-vault 0.2.1 "$PWD/link" "$PWD/stamp"; }

@test "a server on PATH is used, else it is built once, by the crate's own lock file" {
	stand_in rustc <<<'echo "rustc 1.95.0 (f2d3ce0bd 2026-03-21)"'
	stand_in cargo <<-'TEXT'
		[[ " $* " == *' --version 0.2.1 --locked '* ]] || exit 1
		while [ "$1" != --root ]; do shift; done
		mkdir "$2/bin" && cp "$0" "$2/bin/rvault"
	TEXT
	FOUND=$PWD/bin/cargo get_server
	[ "$(cat stamp)" = 'rusty-vault from PATH' ]
	[ ! -e calls ]
	for _ in 1 2; do
		get_server
		[ "$(cat stamp)" = 'rusty-vault from crates.io' ]
		[ "$(readlink link)" = "$CACHE/rusty-vault/0.2.1-rust1.95.0/bin/rvault" ]
	done
	[ "$(calls cargo)" = 1 ]
}

@test "a server whose build fails is a failure, and what cargo said is shown" {
	stand_in rustc <<<'echo "rustc 1.95.0 (f2d3ce0bd 2026-03-21)"'
	stand_in cargo <<<'echo "error: no such crate" >&2; exit 101'
	run get_server
	[ "$status" -ne 0 ]
	[[ "$output" == *'no such crate'*'could not build rusty_vault 0.2.1'* ]]
	[ ! -e link ]
	[ -z "$(find cache -name rvault)" ]
}

@test "Vault is built only where that is asked for; once it is in the cache it is used" {
	# shellcheck disable=SC2016 # the stand-in's own
	stand_in go <<<'[ "$1 $2" != "env GOVERSION" ] || echo go1.26.8'
	BUILDING='' run "$ROOT/mk/bin/get-server" vault 1.21.2 "$PWD/link" "$PWD/stamp"
	[ "$status" -eq 0 ]
	[ "$(cat stamp)" = 'none: vault is neither on PATH nor built yet: make test-e2e builds it' ]
	[ ! -e link ]
	[ "$(grep -c build calls)" = 0 ]
	BUILDING=test-e2e "$ROOT/mk/bin/get-server" vault 1.21.2 "$PWD/link" "$PWD/stamp"
	grep -q 'go build .* -tags minimal .* github.com/hashicorp/vault' calls
	BUILDING='' "$ROOT/mk/bin/get-server" vault 1.21.2 "$PWD/link" "$PWD/stamp"
	[ "$(cat stamp)" = 'vault from its Go module' ]
	[ "$(grep -c build calls)" = 1 ]
}

@test "where a server can be neither found nor built, what is tested with it is one skip that says why" {
	local program
	mkdir few
	for program in bash cat cut env ln mkdir mktemp mv rm tee; do ln -s "$(command -v "$program")" few; done
	PATH=$PWD/few run get_server
	[ "$status" -eq 0 ]
	[ "$output" = 'none: rusty-vault is not on PATH, and no cargo to build it with' ]
	[ ! -e link ]
	[ "$("$ROOT/tests/e2e/run" rusty-vault "$PWD/link" stamp bats --tap tests/e2e/vault.bats)" = '1..1
ok 1 rusty-vault: vault.bats # skip rusty-vault is not on PATH, and no cargo to build it with' ]
	cp "$(type -P true)" "$PWD/link"
	[ "$("$ROOT/tests/e2e/run" rusty-vault "$PWD/link" stamp printenv SERVER PROGRAM)" = "rusty-vault
$PWD/link" ]
}
