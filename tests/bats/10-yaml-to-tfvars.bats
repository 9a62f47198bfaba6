#!/usr/bin/env bats
# The command line of yaml-to-tfvars: its options, how it merges, what it reads and what it refuses.

load setup

# --- options -----------------------------------------------------------------------------------------------------

@test "--help names every option, --version the version" {
	run --separate-stderr yaml-to-tfvars --help
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == 'Usage: yaml-to-tfvars '*' FILE...' ]]
	for option in --schema= --output= --depfile= --format= --help --version; do
		[[ "$output" == *"  $option"* || "$output" == *", $option"* ]]
	done
	prints "yaml-to-tfvars $(<"$ROOT/VERSION")" yaml-to-tfvars --version
}

@test "wrong usage exits 64 and names the nearest option" {
	echo 'a: 1' >a.yml
	fails 64 "yaml-to-tfvars: unknown option '--shcema'; did you mean '--schema'?" yaml-to-tfvars --shcema s.json a.yml
	fails 64 "yaml-to-tfvars: unknown option '-x'; see '--help'" yaml-to-tfvars -x a.yml
	fails 64 "yaml-to-tfvars: option '--output' needs an argument; see '--help'" yaml-to-tfvars a.yml -o
	fails 64 "yaml-to-tfvars: missing FILE; see '--help'" yaml-to-tfvars
	fails 64 "yaml-to-tfvars: unknown format 'tfvar'; did you mean 'tfvars'?" yaml-to-tfvars -f tfvar a.yml
	fails 64 "yaml-to-tfvars: unknown format 'xml': *json, tfvars and pkrvars; see '--help'" yaml-to-tfvars -f xml a.yml
	fails 64 "yaml-to-tfvars: '-M' needs '-o'*" yaml-to-tfvars -M out.d a.yml
	fails 64 "yaml-to-tfvars: '-M' needs '-o'*" yaml-to-tfvars -M out.d -o - a.yml
	only a.yml
}

@test "no file is written over another one of the same command" {
	echo 'a: 1' >a.yml
	echo '{}' >s.json
	ln -s a.yml link.yml
	fails 64 "*'./a.yml' would overwrite the input 'a.yml'*" yaml-to-tfvars -o ./a.yml a.yml
	fails 64 "*'link.yml' would overwrite the input 'a.yml'*" yaml-to-tfvars -o link.yml a.yml
	fails 64 "*'s.json' would overwrite the input 's.json'*" yaml-to-tfvars -s s.json -o s.json a.yml
	fails 64 "*'a.yml' would overwrite the input 'a.yml'*" yaml-to-tfvars -o out -M a.yml a.yml
	fails 64 "*'out' cannot be both OUT and DEPFILE*" yaml-to-tfvars -o out -M out a.yml
	[ "$(<a.yml)" = 'a: 1' ]
	only a.yml s.json link.yml
}

@test "options may follow files, - is standard input, -- ends the options" {
	echo 'a: 1' >-a.yml
	prints $'{\n  "a": 1,\n  "b": 2\n}' yaml-to-tfvars -f json -- -a.yml - <<<'b: 2'
	echo 'a: 1' >a.yml
	yaml-to-tfvars a.yml --output out.json
	[ -e out.json ]
}

# --- merging -----------------------------------------------------------------------------------------------------

# merged BASE OVER…: what they make, as JSON on one line.
merged() {
	local i=0 text files=()
	for text in "$@"; do
		i=$((i + 1))
		files+=("$i.yml")
		printf '%s\n' "$text" >"$i.yml"
	done
	yaml-to-tfvars "${files[@]}" | jq -c .
}

@test "mappings merge deeply, scalars and lists replace, new keys come last" {
	[ "$(merged '{z: {a: 1, b: 2}, l: [1, 2], s: x}' '{n: 1, l: [3], z: {b: 3, c: 4}}')" = \
		'{"z":{"a":1,"b":3,"c":4},"l":[3],"s":"x","n":1}' ]
	[ "$(merged 'a: {b: 1}' 'a: x' 'a: {c: 2}')" = '{"a":{"c":2}}' ]
	[ "$(merged 'a: 1' 'b: 2' 'a: 3')" = '{"a":3,"b":2}' ]
}

@test "a null in a later file removes the key, also inside a mapping that is new there" {
	[ "$(merged '{a: 1, b: {c: 1, d: 2}}' '{a: null, b: {c: }}')" = '{"b":{"d":2}}' ]
	[ "$(merged '{}' '{a: {b: null, c: {d: ~}}}')" = '{"a":{"c":{}}}' ]
}

@test "nulls in sequences and in the first file stay, an empty value is a null" {
	[ "$(merged 'a:' 'b: [null, {c: null}]')" = '{"a":null,"b":[null,{"c":null}]}' ]
	[ "$(merged 'a:' 'b: 1')" = '{"a":null,"b":1}' ]
}

# --- what YAML means here ------------------------------------------------------------------------------------------

@test "scalars are those of the YAML 1.2 core schema" {
	prints '{
  "a": "no",
  "b": "on",
  "c": "1_000",
  "d": 15,
  "e": 31,
  "f": true,
  "g": null,
  "h": "0b1",
  "i": "2026-01-31",
  "j": "012",
  "k": false
}' yaml-to-tfvars - <<-'END'
	a: no
	b: on
	c: 1_000
	d: 0o17
	e: 0x1F
	f: True
	g: ~
	h: 0b1
	i: 2026-01-31
	j: "012"
	k: FALSE
	END
}

@test "numbers keep their exact value" {
	prints '{
  "a": 1234567890123456789012345678901234567890,
  "b": 0.1,
  "c": 1.10,
  "d": 1e3,
  "e": 0.30000000000000000000000000000000000000004
}' yaml-to-tfvars - <<-'END'
	a: 1234567890123456789012345678901234567890
	b: 0.1
	c: 1.10
	d: 1e3
	e: 0.30000000000000000000000000000000000000004
	END
}

# refused LINE:COLUMN TEXT…: TEXT (each argument a line) is bad data at that place.
refused() {
	local place=$1
	shift
	printf '%b\n' "$@" >in.yml
	fails 65 "yaml-to-tfvars: in.yml:$place: *" yaml-to-tfvars -o out.json in.yml
	[ ! -e out.json ]
}

@test "what JSON cannot hold is refused at its place" {
	refused 1:4 'a: .inf'
	refused 2:4 'a: 1' 'b: .NaN'
	refused 1:4 'a: -.Inf'
	refused 1:1 '- a list'
	refused 1:1 'just text'
	refused 2:3 'a: 1' '? [complex]' ': 1'
	refused 2:1 'a: 1' '---' 'b: 2'
	refused 2:5 'a: 1' 'b: "\xff"'
	refused 1:4 "a: 1$(printf '%010000d' 0)"
	refused 1:4 'a: 1e10001'
}

@test "tags: what does not fit, the unknown, !!binary and !!timestamp are refused" {
	[ "$(yaml 'a: !!str 1' 'b: !!int "2"' 'c: !!float 3' 'd: ! x')" = '{"a":"1","b":2,"c":3,"d":"x"}' ]
	refused 1:4 'a: !!int abc'
	refused 1:4 'a: !thing 1'
	refused 1:4 'a: !!binary aGk='
	refused 1:4 'a: !!timestamp 2026-01-31'
}

@test "duplicate keys are refused with both places, also when they only become the same string" {
	printf 'a: 1\nb: 2\na: 3\n' >in.yml
	fails 65 'yaml-to-tfvars: in.yml:3:1: *"a"*line 1*' yaml-to-tfvars in.yml
	refused 2:1 '1: x' '"1": y'
	[ "$(yaml '1: x' 'true: y' '~: z')" = '{"1":"x","true":"y","null":"z"}' ]
}

@test "<< merges, but only when it is plain" {
	[ "$(yaml 'x: &x {a: 1, b: 2}' 'y: {<<: *x, b: 3}')" = '{"x":{"a":1,"b":2},"y":{"a":1,"b":3}}' ]
	[ "$(yaml 'x: &x {a: 1}' 'y: {"<<": *x}')" = '{"x":{"a":1},"y":{"<<":{"a":1}}}' ]
	refused 1:9 'y: {<<: 1}'
}

@test "columns count characters" {
	refused 1:12 'größe: [ä, .inf]'
}

@test "an empty file is an empty mapping" {
	: >empty.yml
	prints '{}' yaml-to-tfvars empty.yml
	printf '# nothing but a comment\n' >comment.yml
	prints '{}' yaml-to-tfvars empty.yml comment.yml
}

@test "nesting is at most 256 deep and aliases add at most 1,000,000 nodes" {
	local i alias
	{ printf 'a: '; printf '[%.0s' {1..255}; printf ']%.0s' {1..255}; echo; } >in.yml
	yaml-to-tfvars in.yml >/dev/null
	{ printf 'a: '; printf '[%.0s' {1..256}; printf ']%.0s' {1..256}; echo; } >in.yml
	fails 65 'yaml-to-tfvars: in.yml:1:259: *256*' yaml-to-tfvars in.yml
	echo 'a0: &a0 [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]' >in.yml
	for i in {1..6}; do
		alias="*a$((i - 1))"
		echo "a$i: &a$i [$alias, $alias, $alias, $alias, $alias, $alias, $alias, $alias, $alias, $alias]"
	done >>in.yml
	fails 65 'yaml-to-tfvars: in.yml:6:*1000000*' yaml-to-tfvars in.yml
}

# --- schemas -------------------------------------------------------------------------------------------------------

schema() { printf '%s\n' "$1" >s.json; }

@test "the merged document is checked, at the place of the node in its own file" {
	schema '{"properties": {"a": {"type": "integer"}, "b": {"minimum": 0.1}}, "required": ["b"]}'
	printf 'a: 1\n' >1.yml
	printf '# over\nb: 0.1\n' >2.yml
	prints $'{\n  "a": 1,\n  "b": 0.1\n}' yaml-to-tfvars -s s.json 1.yml 2.yml
	printf '# over\nb: 0.09999999999999999999999\n' >2.yml
	fails 65 'yaml-to-tfvars: 2.yml:2:4: *' yaml-to-tfvars -s s.json 1.yml 2.yml
	fails 65 "yaml-to-tfvars: 1.yml:1:1: *b*" yaml-to-tfvars -s s.json 1.yml
	printf '\na: x\n' >1.yml
	printf 'b: 1\n' >2.yml
	fails 65 'yaml-to-tfvars: 1.yml:2:4: *integer*' yaml-to-tfvars -s s.json 1.yml 2.yml
	printf 'a: 2\nb: 1\n' >2.yml
	yaml-to-tfvars -s s.json 1.yml 2.yml
}

@test "a misspelt key suggests the nearest known one" {
	schema '{"properties": {"region": {}, "servers": {}}, "additionalProperties": false}'
	printf 'region: x\nsevrers: 1\n' >in.yml
	fails 65 'yaml-to-tfvars: in.yml:2:1: *sevrers*servers*' yaml-to-tfvars -s s.json in.yml
}

@test "patterns count characters, are not anchored, and match at the very end" {
	schema '{"properties": {"a": {"pattern": "^.{3}$"}, "b": {"pattern": "\\d"}}}'
	[ "$(yaml-to-tfvars -s s.json - <<<'{a: äöü, b: x1y}' | jq -c .)" = '{"a":"äöü","b":"x1y"}' ]
	printf 'a: "äöü\\n"\n' >in.yml
	fails 65 'yaml-to-tfvars: in.yml:1:4: *' yaml-to-tfvars -s s.json in.yml
	printf 'b: ٣\n' >in.yml
	fails 65 'yaml-to-tfvars: in.yml:1:4: *' yaml-to-tfvars -s s.json in.yml
}

@test "a broken schema exits 65 at its own place, whatever the document is" {
	echo 'a: 1' >in.yml
	schema '{"type": "strnig"}'
	fails 65 'yaml-to-tfvars: s.json:1:10: *' yaml-to-tfvars -s s.json in.yml
	schema '{"properties": {"b": {"frobnicate": 1}}}'
	fails 65 'yaml-to-tfvars: s.json:1:23: *frobnicate*' yaml-to-tfvars -s s.json in.yml
	schema '{"properties": {"b": {"format": "email"}}}'
	fails 65 'yaml-to-tfvars: s.json:1:23: *format*' yaml-to-tfvars -s s.json in.yml
	# shellcheck disable=SC2016 # $ref is no variable
	schema '{"$ref": "#/$defs/none"}'
	fails 65 'yaml-to-tfvars: s.json:1:10: *' yaml-to-tfvars -s s.json in.yml
	schema '{"type": '
	fails 65 'yaml-to-tfvars: s.json:*' yaml-to-tfvars -s s.json in.yml
}

@test "a pattern match that gives up is an error of its own, not a mismatch" {
	schema '{"properties": {"a": {"pattern": "^(a+)+$"}}}'
	printf 'a: %s!\n' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >in.yml
	fails 70 'yaml-to-tfvars: in.yml:1:4: *' yaml-to-tfvars -s s.json in.yml
}

# --- what cannot be read -------------------------------------------------------------------------------------------

@test "a file that cannot be read exits 66 and is named" {
	echo 'a: 1' >a.yml
	mkdir folder
	fails 66 "yaml-to-tfvars: *'none.yml'*No such file*" yaml-to-tfvars a.yml none.yml
	fails 66 "yaml-to-tfvars: *'none.json'*No such file*" yaml-to-tfvars -s none.json a.yml
	fails 66 "yaml-to-tfvars: *'folder'*Is a directory*" yaml-to-tfvars folder
	fails 66 "yaml-to-tfvars: *'a.yml/b'*Not a directory*" yaml-to-tfvars a.yml/b
	ln -s loop loop
	fails 66 "yaml-to-tfvars: *'loop'*symbolic links*" yaml-to-tfvars loop
}

@test "an unreadable file exits 66" {
	local as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --bounding-set=-all) # root may read it all, but for that power
	echo 'a: 1' >a.yml
	chmod 0 a.yml
	fails 66 "yaml-to-tfvars: *'a.yml'*Permission denied*" "${as[@]}" "$YAML_TO_TFVARS" a.yml
}

@test "a failing read exits 74" {
	[ -e /proc/self/mem ] || skip 'no file here that fails to be read: /proc/self/mem is missing'
	fails 74 "yaml-to-tfvars: *'/proc/self/mem'*" yaml-to-tfvars /proc/self/mem
}

@test "a diagnostic stays one line whatever a file or key is called" {
	printf '"a\\nb": 1\n"a\\nb": 2\n' >$'in\n.yml'
	fails 65 'yaml-to-tfvars: in\\n.yml:2:1: *' yaml-to-tfvars $'in\n.yml'
}
