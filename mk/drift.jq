# drift.jq: what a plan against the real state says of the world. Used by mk/bin/drift-classify.
#
# In:  the plan as JSON, format 1.x (developer.hashicorp.com/terraform/internals/json-format, 2026-11-25).
# Out: drift.json of the unit (docs/drift.md).
# Arguments: $environment, $unit, $now, $ignore (a list of the list that the inventory has), $history (what was seen before)
# and $code (of each resource that the code has, by type.name, what it makes by dynamic blocks, and the names that it sets at any
# depth).
#
# resource_drift compares what was last written to state with what the provider read now. Not all of it is drift: creating
# a server changes the firewall's own list of servers, after the firewall was written. So the code decides: what differs is
# drift only where the plan would change it back, or the resource is gone. The rest is listed as unmanaged.

# A pattern as in file names: * is any characters, all else is itself.
def glob: gsub("(?<c>[^A-Za-z0-9_*])"; "\\\(.c)") | gsub("[*]"; ".*");
def matches_address($rule): test("^" + ($rule.resource | glob) + "$");
def matches_attribute($rule): test("^" + ($rule.attribute | glob) + "([.].*)?$");

# The value at a path; what is true as a whole (unknown, sensitive) is true in all its parts.
def at($path): reduce $path[] as $key (.; if type == "object" then .[$key] elif . == true then true else null end);

# The paths to what differs; into objects, but a list or set is one value.
def differences($before; $after; $path):
	if ($before | type) == "object" and ($after | type) == "object"
	then ($before + $after | keys[]) as $key | differences($before[$key]; $after[$key]; $path + [$key])
	elif $before != $after then $path
	else empty end;
def leaves($path): if type == "object" and . != {} then to_entries[] | .key as $key | .value | leaves($path + [$key]) else $path end;

# Whether any part of an attribute is secret, by any of the marks: then nothing of it is told, keys of a map included.
def secret($marks; $path): [$marks[] | at($path[:1]) | ..] | any(. == true);
def attribute_of($marks; $path): if secret($marks; $path) then $path[:1] else $path end;

# A value without what its plan does not know and the code does not set: that is the provider's, and no drift.
def known($unknown; $sets):
	if type == "object" and ($unknown | type) == "object"
	then with_entries(.key as $key | select($unknown[$key] != true or $sets == null or any($sets[]; . == $key)) | .value |= known($unknown[$key]; $sets))
	elif type == "array" and ($unknown | type) == "array" then [range(length) as $i | .[$i] | known($unknown[$i]; $sets)]
	else . end;
# Whether what is there is what is planned, as far as that is known. Items of a set have no order, and one that is known in
# part may be anywhere.
def as_planned($planned; $unknown; $sets):
	known($unknown; $sets) == ($planned | known($unknown; $sets))
	or (type == "array" and ($planned | type) == "array" and length == ($planned | length) and any($unknown | ..; . == true)
		and (reduce range($planned | length) as $i (.;
			([range(length) as $j | select((.[$j] | known($unknown[$i]; $sets)) == ($planned[$i] | known($unknown[$i]; $sets))) | $j][0]) as $same
			| if $same then del(.[$same]) else . end) == []));

# The names that the code sets at a resource: module calls are looked up by their names, whatever their count.
def configured($configuration):
	([(.module_address // "") | gsub("\\[(\"([^\"\\\\]|\\\\.)*\"|[0-9]+)\\]"; "") | splits("(^|[.])module[.]") | select(. != "")]) as $modules
	| . as $resource
	| reduce $modules[] as $name ($configuration.root_module; .module_calls[$name].module)
	| [.resources[]? | select(.type == $resource.type and .name == $resource.name) | .expressions // {} | keys[]];

# Whether the code sets an attribute that the plan does not know at all. A plan does not name what dynamic blocks make. Of a
# resource whose code could not be read, any list may be theirs.
def is_set($configuration; $path):
	$code["\(.type).\(.name)"].dynamic as $blocks
	| any(configured($configuration)[], $blocks[]?; . == $path[0])
	  or ($blocks == null and any(.change.before, .change.after; .[$path[0]] | type == "array"));

def overlap($a; $b): ([$a, $b | length] | min) as $n | $a[:$n] == $b[:$n];
def is($actions): .change.actions == $actions;

if (.format_version | tostring | startswith("1.") | not) then error("a plan of format \(.format_version): 1.x is known") else . end
| if .errored == true or .complete == false then error("the plan is not whole") else . end # Terraform may put parts off
| .configuration as $configuration
| [.resource_changes[]? | select(.mode == "managed" and .deposed == null)] as $changes
| (reduce $changes[] as $change ({}; .[$change.address] = $change)) as $planned

# What differs, a line each: path null where the resource is gone.
| [.resource_drift[]? | select(.mode == "managed" and .deposed == null)
	| . as $drift | .change as $now | $planned[.address] as $plan
	| [$now.before_sensitive, $now.after_sensitive, $plan.change.before_sensitive, $plan.change.after_sensitive] as $marks
	| [differences($now.before; $now.after; [])] as $paths
	| { address, type }
	+ if is(["delete"]) then { what: "deleted", path: null, counts: true }
	  # jq holds numbers as doubles: two that differ further on look equal here, but the plan knew.
	  elif $paths == [] then { what: "changed", path: [], attribute: ["*"], counts: ($plan == null or ($plan | is(["no-op"]) | not)) }
	  else $paths[] as $path
		| attribute_of($marks; $path) as $attribute
		| { what: "changed", path: $path, attribute: $attribute,
			counts: (
				if $plan == null then true
				elif $plan | is(["delete"]) or is(["forget"]) then false
				elif $plan.change.after_unknown | at($path) == true then $drift | is_set($configuration; $path)
				else ($plan.change.after_unknown | at($path)) as $unknown | ($plan.change.after | at($path)) as $planned
					| $now.after | at($path) | as_planned($planned; $unknown; $code["\($drift.type).\($drift.name)"].sets) | not end) }
		+ if secret($marks; $path) then { sensitive: true }
		  else { before: ($now.before | at($path)), after: ($now.after | at($path)) } end
	  end] as $all
| [$all[] | select(.counts)] as $drifts

# The rules that say something of this unit, and what they are said of.
| [$ignore[0] | to_entries[] | .value + { rule: .key } | select(.unit == null or .unit == $unit)] as $rules
| def rule_of($drift): [$rules[] | . as $rule | select($drift.what == "changed")
	| select($drift.address | matches_address($rule)) | select($drift.attribute | join(".") | matches_attribute($rule))][0];
  def shown: { attribute: (.attribute | join(".")) } + if .sensitive then { sensitive } elif has("before") then { before, after } else {} end;
  def key: [.address, .attribute] | tojson;
  (reduce ($history[] | select(.unit == $unit)) as $old ({}; .[$old | key] = $old.since)) as $seen
| def since($address; $attribute): $seen[{ $address, $attribute } | key] // $now;
  [$drifts[] | select(rule_of(.) == null)] as $counted
| {
	schema: 1, kind: "terraform", environment: $environment, unit: $unit, read: $now,
	status: (if $counted == [] then "none" else "drift" end),
	resources: [$counted | group_by(.address)[] | { address: .[0].address, type: .[0].type, what: .[0].what, attributes: [] } as $head
		| $head + if $head.what == "deleted" then { since: since($head.address; null) }
		  else { attributes: [group_by(.attribute)[] | .[0] | .address as $address | shown | . + { since: since($address; .attribute) }] }
			| . + { since: ([.attributes[].since] | min) } end],
	ignored: [$drifts[] | rule_of(.) as $rule | select($rule) | { address, type } + shown + { reason: $rule.reason }] | unique,
	unmanaged: [$all[] | select(.counts | not) | { address, type, attribute: (.attribute | join(".")) }] | unique,
	code: [$changes[] | . as $change
		| [$drifts[] | select(.address == $change.address)] as $mine
		| [.change.before_sensitive, .change.after_sensitive] as $marks
		| [differences(.change.before; .change.after; []) | . as $path
			| select($change.change.after_unknown | at($path) != true)
			| select([$mine[] | select(.path) | overlap(.path; $path)] | any | not)
			| attribute_of($marks; $path) | join(".")] as $attributes
		| { address, type } + (
			if is(["no-op"]) or is(["read"]) then empty
			elif is(["create"]) then if $mine == [] then { what: "new" } else empty end
			elif is(["delete"]) or is(["forget"]) then { what: "removed" }
			elif $attributes != [] and is(["update"]) then { what: "changed", attributes: ($attributes | unique) }
			elif $mine != [] then empty
			elif is(["update"]) then { what: "follows" }
			else { what: "replaced" } end)],
	# Rules that there is something for, whether or not it drifts.
	rules: [$rules[] | . as $rule | select(any($changes[]; (.address | matches_address($rule))
		and any(.change.before, .change.after | objects | leaves([]) | join("."); matches_attribute($rule)))) | .rule]
}
