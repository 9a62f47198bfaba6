#!/usr/bin/env bats
# What yaml-to-tfvars writes: standard output, OUT, DEPFILE, and the formats.

# What is quoted here is for an inner shell, for make or for Terraform:
# shellcheck disable=SC2016,SC1003

load setup

# large N: a document whose values are all N, of about 5 MB; it takes a while to write.
large() {
	local text
	printf -v text "%01000d" 0
	echo 'a:'
	printf "  - '${text//0/$1}%s'\n" {1..5000}
}

# --- standard output -----------------------------------------------------------------------------------------------

@test "standard output that cannot be written exits 74" {
	echo 'a: 1' >a.yml
	[ -c /dev/full ] || skip 'no /dev/full here'
	fails 74 'yaml-to-tfvars: cannot write standard output: No space left on device' \
		bash -c '"$YAML_TO_TFVARS" a.yml >/dev/full'
	fails 74 'yaml-to-tfvars: cannot write standard output: No space left on device' \
		bash -c '"$YAML_TO_TFVARS" --help >/dev/full'
	fails 74 'yaml-to-tfvars: cannot write standard output: Bad file descriptor' bash -c '"$YAML_TO_TFVARS" a.yml >&-'
}

@test "a reader that went away exits 74, with a line that says so" {
	echo 'a: 1' >a.yml
	fails 74 'yaml-to-tfvars: cannot write standard output: Broken pipe' \
		bash -c '{ sleep 0.2; "$YAML_TO_TFVARS" a.yml; echo $? >status; } | true; exit "$(<status)"'
}

@test "closed standard streams never end up in OUT" {
	echo 'a: 1' >a.yml
	bash -c '"$YAML_TO_TFVARS" -o out.json a.yml <&- >&- 2>&-'
	[ "$(jq -c . out.json)" = '{"a":1}' ]
	run bash -c '"$YAML_TO_TFVARS" -o out.json a.yml none.yml <&- >&- 2>&-'
	[ "$status" -eq 66 ]
	[ "$(jq -c . out.json)" = '{"a":1}' ]
}

# --- OUT -----------------------------------------------------------------------------------------------------------

@test "OUT gets the mode of the umask, and keeps the mode it has" {
	echo 'a: 1' >a.yml
	umask 027
	yaml-to-tfvars -o out.json a.yml
	[ "$(stat -c %a out.json)" = 640 ]
	chmod 604 out.json
	echo 'a: 2' >a.yml
	yaml-to-tfvars -o out.json a.yml
	[ "$(stat -c %a out.json)" = 604 ]
	[ "$(jq -c . out.json)" = '{"a":2}' ]
	only a.yml out.json
}

@test "content that did not change keeps OUT's time stamp" {
	echo 'a: 1' >a.yml
	yaml-to-tfvars -o out.json -M out.d a.yml
	touch -d @1000000000 out.json out.d
	echo 'a: 1 # the same' >a.yml
	yaml-to-tfvars -o out.json -M out.d a.yml
	[ "$(stat -c %Y out.json out.d | sort -u)" = 1000000000 ]
	echo 'a: 2' >a.yml
	yaml-to-tfvars -o out.json -M out.d a.yml
	[ "$(stat -c %Y out.json)" != 1000000000 ]
	[ "$(stat -c %Y out.d)" = 1000000000 ]
}

@test "a link stays a link, a FIFO a FIFO" {
	echo 'a: 1' >a.yml
	mkdir real
	ln -s real/out.json link.json
	echo old >real/out.json
	yaml-to-tfvars -o link.json a.yml
	[ -L link.json ]
	[ "$(jq -c . real/out.json)" = '{"a":1}' ]
	only a.yml link.json real real/out.json
	ln -s /proc/self/fd/1 stdout # as /dev/stdout is, which no test should put at risk
	[ "$(yaml-to-tfvars -o stdout a.yml | jq -c .)" = '{"a":1}' ]
	mkfifo fifo
	jq -c . fifo >got &
	yaml-to-tfvars -o fifo a.yml
	wait
	[ "$(<got)" = '{"a":1}' ]
	[ -L stdout ] && [ -p fifo ]
}

@test "nothing is written when the input is bad" {
	local bad
	echo '{"required": ["b"]}' >s.json
	echo '{"type": 1}' >broken.json
	echo 'a: 1' >a.yml
	echo 'a: [' >bad.yml
	echo '1a: 1' >name.yml
	for bad in '-s s.json a.yml' '-s broken.json a.yml' '-s none.json a.yml' 'a.yml bad.yml' 'a.yml none.yml' \
		'-f tfvars name.yml' '-x a.yml'; do
		# shellcheck disable=SC2086 # several words
		run yaml-to-tfvars -o new.json -M new.d $bad
		[[ $status == 6[456] ]]
		[ ! -e new.json ] && [ ! -e new.d ]
		echo old >out.json
		echo old >out.d
		# shellcheck disable=SC2086
		run yaml-to-tfvars -o out.json -M out.d $bad
		[[ $status == 6[456] ]]
		[ "$(<out.json)$(<out.d)" = oldold ]
	done
	only s.json broken.json a.yml bad.yml name.yml out.json out.d
}

@test "OUT that cannot be created exits 73" {
	local as=()
	[ "$(id -u)" != 0 ] || as=(setpriv --bounding-set=-all)
	echo 'a: 1' >a.yml
	mkdir folder
	mkdir -m 500 locked
	fails 73 "yaml-to-tfvars: cannot create 'none/out': No such file or directory" yaml-to-tfvars -o none/out a.yml
	fails 73 "yaml-to-tfvars: cannot create 'folder': Is a directory" yaml-to-tfvars -o folder a.yml
	fails 73 "yaml-to-tfvars: cannot create 'a.yml/out': Not a directory" yaml-to-tfvars -o a.yml/out a.yml
	fails 73 "yaml-to-tfvars: cannot create 'locked/out': Permission denied" "${as[@]}" "$YAML_TO_TFVARS" -o locked/out a.yml
	fails 73 "yaml-to-tfvars: cannot create 'none/d': No such file or directory" yaml-to-tfvars -o out -M none/d a.yml
	only a.yml folder locked
}

@test "a full disk exits 74, and OUT and DEPFILE are as they were" {
	unshare -m mount -t tmpfs none /mnt 2>/dev/null || skip 'cannot mount a small tmpfs here'
	large 1 >large.yml
	mkdir small
	fails 74 "yaml-to-tfvars: cannot write 'small/out': No space left on device" unshare -m bash -c '
		mount -t tmpfs -o size=1m none small
		echo old | tee small/out >small/d
		"$YAML_TO_TFVARS" -o small/out -M small/d large.yml
		status=$?
		ls -A small >left
		cat small/out small/d >content
		exit $status'
	[ "$(<left)" = $'d\nout' ]
	[ "$(<content)" = $'old\nold' ]
}

@test "a limit on file sizes exits 74, and OUT is as it was" {
	large 1 >large.yml
	echo old >out
	fails 74 "yaml-to-tfvars: cannot write 'out': File too large" \
		bash -c 'ulimit -f 1000; "$YAML_TO_TFVARS" -o out large.yml'
	[ "$(<out)" = old ]
	only large.yml out
}

@test "too little memory exits 71" {
	large 1 >large.yml
	echo old >out
	fails 71 'yaml-to-tfvars: out of memory' bash -c 'ulimit -v 12000; "$YAML_TO_TFVARS" -o out large.yml'
	[ "$(<out)" = old ]
	only large.yml out
}

@test "kill -9 leaves the old OUT or the new one" {
	local i killed=0 pid
	large 1 >1.yml
	large 2 >2.yml
	yaml-to-tfvars -o 1.json 1.yml
	yaml-to-tfvars -o 2.json 2.yml
	cp 1.json out.json
	for i in {1..30}; do
		"$YAML_TO_TFVARS" -o out.json "$((i % 2 + 1)).yml" &
		pid=$!
		sleep "0.0$((RANDOM % 9 + 1))"
		kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
		wait "$pid" 2>/dev/null || true
		cmp -s out.json 1.json || cmp -s out.json 2.json
	done
	[ "$killed" -gt 0 ]
	yaml-to-tfvars -o out.json 2.yml # nothing that was left is in the way
	cmp out.json 2.json
}

@test "writers at the same time each write a whole OUT" {
	local i
	for i in {1..8}; do echo "a: $i" >"$i.yml"; done
	for i in {1..8}; do yaml-to-tfvars -o out.json "$i.yml" & done
	wait
	[[ "$(jq -c . out.json)" == '{"a":'[1-8]'}' ]]
	only {1..8}.yml out.json
}

# --- DEPFILE -------------------------------------------------------------------------------------------------------

@test "DEPFILE names every input, the schema too, and survives in a real make" {
	local changed
	printf '%s\n' 'all: out.json' '-include out.d' 'out.json:' \
		$'\t@echo made; "$(YAML_TO_TFVARS)" -s s.json -o $@ -M out.d $(wildcard *.yml); touch $@' >Makefile
	echo '{}' >s.json
	echo 'a: 1' >a.yml
	echo 'b: 1' >b.yml
	touch -d '-1 hour' ./*
	prints made make
	[ "$(<out.d)" = $'out.json: a.yml b.yml s.json\n\na.yml:\n\nb.yml:\n\ns.json:' ]
	make -q
	for changed in s.json b.yml; do
		touch -d '-1 minute' out.json
		make -q
		touch -d '-1 second' "$changed"
		prints made make
		touch -d '-1 hour' "$changed"
	done
	touch -d '-1 minute' ./*
	touch -d '-1 second' out.json
	make -q
	rm b.yml
	prints made make # a deleted one is no error, and a reason to make it again
	[ "$(<out.d)" = $'out.json: a.yml s.json\n\na.yml:\n\ns.json:' ]
	make -q
}

@test "names in DEPFILE are escaped for make" {
	local name names=('a b.yml' 'c#d.yml' 'e$f.yml' 'g:h.yml' 'i*j?[k].yml' 'l\m.yml' 'n\ o.yml' 'p\#q.yml' 'r$(s).yml'
		"t'\"u.yml" 'größe.yml' 'v\\$w.yml' 'x~&(y).yml')
	for name in "${names[@]}"; do echo '{}' >"$name"; done
	yaml-to-tfvars -o 'o u:t$#.json' -M out.d "${names[@]}"
	printf '%s\n' 'include out.d' 'o\ u\:t$$\#.json:; @echo made' >Makefile
	touch -d '-1 hour' ./*
	touch -d '-1 minute' 'o u:t$#.json'
	make -q
	for name in "${names[@]}"; do
		touch "$name"
		prints made make
		rm "$name"
		prints made make
		echo '{}' >"$name"
		touch -d '-1 hour' "$name"
		make -q
	done
}

@test "a name that no makefile can hold exits 64" {
	local name
	echo '{}' >a.yml
	for name in 'a%b' 'a;b' 'a=b' 'a|b' '~a' 'a&' 'a(b)' 'a\' $'a\nb'; do
		echo '{}' >"$name"
		fails 64 'yaml-to-tfvars: a makefile cannot hold the file name *' yaml-to-tfvars -o out -M d a.yml "$name"
		rm "$name"
	done
	fails 64 "yaml-to-tfvars: a makefile cannot hold the file name 'o%t'; see '--help'" yaml-to-tfvars -o o%t -M d a.yml
	only a.yml
}

@test "standard input is no prerequisite" {
	echo 'a: 1' >a.yml
	yaml-to-tfvars -o out.json -M out.d a.yml - <<<'b: 2'
	[ "$(<out.d)" = $'out.json: a.yml\n\na.yml:' ]
}

# --- formats -------------------------------------------------------------------------------------------------------

@test "tfvars and pkrvars are HCL variable definitions" {
	prints 'name = "x"
count = 3
exact = 0.10
none = null
list = [
  true,
  [],
]
labels = {
  "a b" = {}
  "for" = "$${literal} %%{literal}"
}' yaml-to-tfvars -f tfvars - <<-'END'
	name: x
	count: 3
	exact: 0.10
	none:
	list: [true, []]
	labels: {a b: {}, for: "${literal} %{literal}"}
	END
	echo 'a: {b: 1}' >a.yml
	[ "$(yaml-to-tfvars -f pkrvars a.yml)" = "$(yaml-to-tfvars -f tfvars a.yml)" ]
}

@test "a key that cannot name a variable is an error at its place" {
	printf 'ok: 1\n"1a": 2\n' >a.yml
	fails 65 'yaml-to-tfvars: a.yml:2:1: "1a" cannot name a variable*' yaml-to-tfvars -f tfvars -o out a.yml
	only a.yml
	[ "$(yaml-to-tfvars a.yml | jq -c .)" = '{"ok":1,"1a":2}' ]
}

@test "Terraform reads the same from tfvars as from json" {
	local terraform
	terraform=$(command -v "${TERRAFORM:-}" || command -v terraform) || skip 'no terraform here: set TERRAFORM'
	export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1
	echo 'variable "v" { type = any }' >main.tf
	cat >v.yml <<-'END'
	v:
	  templates: ["${a}", "%{b}", "$${c}", "$$$%%%{d}", "$", "%", "{}", "x$", "$ {"]
	  escapes: ["\"", "\\", "\n\r\t", "\0\a\e\x7F", "\\n", "\N\L\P", "😀", "größe"]
	  numbers: [0, -1, -0.5, 1e3, 1E-3, 123456789012345678901234567890, 0.1, 0x1F]
	  others: [true, false, null, [], {}, [[]], "true", "null", ""]
	  keys: {a b: 1, "": 2, for: 3, "null": 4, "${x}": 5, "a\nb": 6, "1": 7, "ä": 8}
	END
	yaml-to-tfvars -f json -o terraform.tfvars.json v.yml
	"$terraform" console >from-json <<<'jsonencode(var.v)'
	rm terraform.tfvars.json
	yaml-to-tfvars -f tfvars -o terraform.tfvars v.yml
	"$terraform" console >from-hcl <<<'jsonencode(var.v)'
	[[ "$(<from-hcl)" == *templates* ]]
	cmp from-json from-hcl
}
