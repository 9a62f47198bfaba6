# drift-report.jq: drift.json for people ($format lines or markdown) and for CI systems (junit). $file is where it is.
# Used by mk/bin/drift-report.

def plural($n; $noun): "\($n) \($noun)\(if $n == 1 then "" else "s" end)";
def day: .[:10];
def short: tojson | if length > 200 then .[:200] + "..." else . end;
def counted($what): [.resources[] | select(.what == $what)] | length;
def waiting: .code | length | if . == 0 then "" else "; \(plural(.; "change")) of the code not applied" end;

# One line of a unit, without its name.
def verdict:
	if .status == "unknown" then "unknown: \(.reason)"
	elif .status == "not-applied" then "not applied"
	elif .status == "drift" then "drift: " + ([
		(counted("changed") | select(. > 0) | "\(.) changed outside"),
		(counted("deleted") | select(. > 0) | "\(.) deleted outside")] | join(", ")) + waiting
	else "no drift" + waiting end
	+ (.ignored | length | if . == 0 then "" else ", \(.) ignored" end);

def closing: "\(.environment): \(plural(.counts.units; "unit")), \(.counts.drifted) drifted, \(.counts.unknown) unknown"
	+ if .counts.not_applied > 0 then ", \(.counts.not_applied) not applied" else "" end;

# Of a list or set only what came and went.
def attribute_lines($indent):
	if .sensitive then "\($indent)\(.attribute): sensitive, not shown"
	elif has("before") | not then "\($indent)\(.attribute): numbers too long to be shown"
	elif (.before | type) == "array" and (.after | type) == "array" and (.before - .after) + (.after - .before) != []
	then "\($indent)\(.attribute):", ((.before - .after)[] | "\($indent)  - \(short)"), ((.after - .before)[] | "\($indent)  + \(short)")
	else "\($indent)\(.attribute): \(.before | short) -> \(.after | short)" end;

# All that a unit's report says, as lines of text.
def details:
	(.reason // empty),
	(.resources[] | "\(.what) outside, since \(.since | day): \(.address)", (.attributes[] | attribute_lines("    "))),
	(.ignored[] | "ignored (\(.reason)): \(.address)", attribute_lines("    ")),
	(.code[] | { new: "new in code", removed: "removed from code", changed: "changed in code", replaced: "replaced by code", follows: "changes with another" }[.what]
		+ ": \(.address)" + if .attributes then ": \(.attributes | join(", "))" else "" end),
	(.unmanaged[] | "not set by code, no drift: \(.address): \(.attribute)");

def advice($environment):
	if .status == "drift" then "Put it back: `make apply ENV=\($environment) UNIT=\(.unit)`. Keep it: say the same in `inventory/`, or name the attribute under `drift: ignore:` there, with a reason."
	elif .status == "unknown" then "What Terraform said: `build/\($environment)/\(.unit)/drift.log`."
	else empty end;

# At GitHub a comment has at most 65536 characters ("body is too long", its API, 2025-04-30); GitLab takes more.
def room: 55000;
# As many items as SIZE characters hold, and how many more there are.
def fitting($size; $noun): . as $items
	| (reduce .[] as $item ({ fit: [], left: $size }; .left -= ($item | length) + 1 | if .left >= 0 then .fit += [$item] else .left = -1 end)).fit
	| . + if length < ($items | length) then ["... and \(plural(($items | length) - length; "more \($noun)")), in \($file)"] else [] end;

def section($environment; $size): "<details><summary><b>\(.unit)</b>: \(verdict | .[:300] | @html)</summary>\n\n<pre>\n"
	+ ([details | @html | gsub("\n"; " ")] | fitting($size; "line") | join("\n")) + "\n</pre>\n\n" + ([advice($environment) | . + "\n\n"] | add // "") + "</details>\n";

def markdown:
	.environment as $environment
	| [.units[] | select([details] != [])] as $folded
	| ([room / ([$folded | length, 1] | max) - 700, 200] | max) as $size
	| "<!-- drift of \($environment) -->\n### Drift of \(closing)\n",
	  (.reason | select(.) | "- Unknown: \(@html)\n"),
	  ([.warnings[] | "- Warning: <code>\(@html)</code>"] | fitting(3000; "warning")[]),
	  ([.units[] | . as $unit | select([details] == []) | "\(.unit) (\(verdict))"] | select(. != []) | "- " + (fitting(4000; "unit") | join(", ")) + "\n"),
	  ([$folded[] | section($environment; $size)] | fitting(room; "unit")[]);

# XML 1.0 has no other control characters, not even escaped.
def xml: explode | map(if (. < 32 and . != 9 and . != 10 and . != 13) or . == 65534 or . == 65535 then 65533 else . end) | implode | @html;

# Nothing at all was read: an error of no unit.
def blind: if .reason then 1 else 0 end;

def junit:
	.environment as $environment
	| "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
	  "<testsuites>",
	  "<testsuite name=\"drift of \($environment | xml)\" tests=\"\(.counts.units + blind)\" failures=\"\(.counts.drifted)\" errors=\"\(.counts.unknown + blind)\" skipped=\"\(.counts.not_applied)\">",
	  (.units[] | "<testcase classname=\"drift.\($environment | xml)\" name=\"\(.unit | xml)\">"
		# Said twice, for GitLab has shown the text alone (gitlab.com/gitlab-org/gitlab-foss/-/issues/53668, 2018-11-07).
		+ (([details] | join("\n")) as $text
			| if .status == "drift" then "<failure message=\"\(verdict | xml)\">\($text | xml)</failure>"
			  elif .status == "unknown" then "<error message=\"\(verdict | xml)\">\($text | xml)</error>"
			  elif .status == "not-applied" then "<skipped message=\"not applied\"/>"
			  else "" end)
		+ "</testcase>"),
	  (.reason | select(.) | "<testcase classname=\"drift.\($environment | xml)\" name=\"any unit\"><error message=\"unknown: \(xml)\"/></testcase>"),
	  "</testsuite>",
	  "</testsuites>";

if has("units") then . else { environment, units: [.], warnings: [],
	counts: { units: 1, drifted: (if .status == "drift" then 1 else 0 end), unknown: (if .status == "unknown" then 1 else 0 end),
		not_applied: (if .status == "not-applied" then 1 else 0 end) } } end
| if $format == "markdown" then markdown
  elif $format == "junit" then junit
  else (.units[] | "\(.unit): \(verdict)"), (.warnings[] | "warning: \(.)"), (.reason | select(.) | "unknown: \(.)"), closing end
