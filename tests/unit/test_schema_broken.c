/* Schemas that are broken: each at its own place, also in a branch that is never taken. */
#include "schema_case.h"

#define TYPE_NAMES "null, boolean, integer, number, string, array or object"

static const struct schema_case cases[] = {
	{ "an unknown keyword, with the nearest", "{patern: a}", NULL,
	  "s:1:2: unsupported keyword \"patern\"; did you mean \"pattern\"?" },
	{ "format", "{format: email}", NULL, "s:1:2: unsupported keyword \"format\"" },
	{ "every unknown keyword", "contains: true\nminContains: 1\n$anchor: a\ndefinitions: {}", NULL,
	  "s:1:1: unsupported keyword \"contains\"\ns:2:1: unsupported keyword \"minContains\"\n"
	  "s:3:1: unsupported keyword \"$anchor\"\ns:4:1: unsupported keyword \"definitions\"" },
	{ "in $defs", "{$defs: {a: {zzz: 1}}}", NULL, "s:1:14: unsupported keyword \"zzz\"" },
	{ "in properties of items", "{properties: {a: {items: {zzz: 1}}}}", NULL,
	  "s:1:27: unsupported keyword \"zzz\"" },
	{ "in else without if", "{else: {not: {zzz: 1}}}", NULL, "s:1:15: unsupported keyword \"zzz\"" },
	{ "in then", "{if: {yyy: 1}, then: {zzz: 1}}", NULL,
	  "s:1:7: unsupported keyword \"yyy\"\ns:1:23: unsupported keyword \"zzz\"" },
	{ "in a later form", "{allOf: [true, {anyOf: [{oneOf: [{zzz: 1}]}]}]}", NULL,
	  "s:1:35: unsupported keyword \"zzz\"" },
	{ "in every map and list", "{patternProperties: {a: {x1: 1}}, prefixItems: [{x2: 1}], "
	  "additionalProperties: {x3: 1}, propertyNames: {x4: 1}}", NULL,
	  "s:1:26: unsupported keyword \"x1\"\ns:1:50: unsupported keyword \"x2\"\n"
	  "s:1:82: unsupported keyword \"x3\"\ns:1:106: unsupported keyword \"x4\"" },
	{ "once, though an alias repeats it", "{properties: {a: &s {zzz: 1}, b: *s}}", NULL,
	  "s:1:22: unsupported keyword \"zzz\"" },
	{ "not in annotations and constants", "{default: {zzz: 1}, examples: [{zzz: 1}], const: {zzz: 1}, enum: [{zzz: 1}]}",
	  "zzz: 1", NULL },

	{ "a schema that is a number", "{items: 1}", NULL,
	  "s:1:9: a schema must be an object, true or false, not a number" },
	{ "a schema that is a list", "{items: [true]}", NULL,
	  "s:1:9: a schema must be an object, true or false, not an array" },
	{ "a schema that is null", "not:", NULL, "s:1:5: a schema must be an object, true or false, not null" },
	{ "annotations of the wrong type", "{$schema: 1, $id: [], $comment: 1, title: {a: b}, description: 2, examples: 1, "
	  "deprecated: 'true'}", NULL,
	  "s:1:11: \"$schema\" must be a string, not 1\ns:1:19: \"$id\" must be a string, not an empty array\n"
	  "s:1:33: \"$comment\" must be a string, not 1\ns:1:43: \"title\" must be a string, not an object\n"
	  "s:1:64: \"description\" must be a string, not 2\ns:1:77: \"examples\" must be an array, not 1\n"
	  "s:1:92: \"deprecated\" must be true or false, not \"true\"" },

	{ "a type that is none, with the nearest", "{type: strnig}", NULL,
	  "s:1:8: unknown type \"strnig\"; did you mean \"string\"?" },
	{ "a type that is none", "{type: [file]}", NULL, "s:1:9: \"type\" must be " TYPE_NAMES ", not \"file\"" },
	{ "the type null in YAML", "{type: null}", NULL, "s:1:8: \"type\" must be " TYPE_NAMES ", not null" },
	{ "no types", "{type: []}", NULL, "s:1:8: \"type\" must be an array of at least 1 type, not an empty array" },
	{ "a type twice", "{type: [string, string]}", NULL, "s:1:17: \"type\" must not repeat \"string\"" },
	{ "enum", "{enum: {a: 1}}", NULL, "s:1:8: \"enum\" must be an array, not an object" },
	{ "numbers", "{minimum: a, maximum: null, exclusiveMinimum: true, exclusiveMaximum: []}", NULL,
	  "s:1:11: \"minimum\" must be a number, not \"a\"\ns:1:23: \"maximum\" must be a number, not null\n"
	  "s:1:47: \"exclusiveMinimum\" must be a number, not true\n"
	  "s:1:71: \"exclusiveMaximum\" must be a number, not an empty array" },
	{ "multipleOf 0", "{multipleOf: 0.0}", NULL, "s:1:14: \"multipleOf\" must be a number greater than 0, not 0.0" },
	{ "multipleOf below 0", "{multipleOf: -1}", NULL, "s:1:14: \"multipleOf\" must be a number greater than 0, not -1" },
	{ "lengths", "{minLength: -1, maxLength: 1.5, minItems: '1', maxItems: -1e3, minProperties: -0.5, "
	  "maxProperties: {}}", NULL,
	  "s:1:13: \"minLength\" must be an integer of at least 0, not -1\n"
	  "s:1:28: \"maxLength\" must be an integer of at least 0, not 1.5\n"
	  "s:1:43: \"minItems\" must be an integer of at least 0, not \"1\"\n"
	  "s:1:58: \"maxItems\" must be an integer of at least 0, not -1e3\n"
	  "s:1:79: \"minProperties\" must be an integer of at least 0, not -0.5\n"
	  "s:1:100: \"maxProperties\" must be an integer of at least 0, not an empty object" },
	{ "uniqueItems", "{uniqueItems: 1}", NULL, "s:1:15: \"uniqueItems\" must be true or false, not 1" },
	{ "required is no array", "{required: a}", NULL, "s:1:12: \"required\" must be an array of strings, not \"a\"" },
	{ "required holds others and repeats", "{required: [a, 1, a]}", NULL,
	  "s:1:16: \"required\" must hold only strings, not 1\ns:1:19: \"required\" must not repeat \"a\"" },
	{ "lists of schemas", "{allOf: {a: true}, anyOf: [], oneOf: true, prefixItems: 1}", NULL,
	  "s:1:9: \"allOf\" must be an array of at least 1 schema, not an object\n"
	  "s:1:27: \"anyOf\" must be an array of at least 1 schema, not an empty array\n"
	  "s:1:38: \"oneOf\" must be an array of at least 1 schema, not true\n"
	  "s:1:57: \"prefixItems\" must be an array of at least 1 schema, not 1" },
	{ "maps of schemas", "{properties: [], patternProperties: 1, $defs: true}", NULL,
	  "s:1:14: \"properties\" must be an object of schemas, not an empty array\n"
	  "s:1:37: \"patternProperties\" must be an object of schemas, not 1\n"
	  "s:1:47: \"$defs\" must be an object of schemas, not true" },

	{ "a pattern that is no string", "{pattern: 1}", NULL, "s:1:11: \"pattern\" must be a string, not 1" },
	{ "a bad pattern, in PCRE2's words", "{pattern: '^(a'}", NULL,
	  "s:1:11: bad pattern \"^(a\" at offset 3: missing closing parenthesis" },
	{ "a bad pattern for keys", "{patternProperties: {'a{2,1}': true}}", NULL,
	  "s:1:22: bad pattern \"a{2,1}\" at offset 5: numbers out of order in {} quantifier" },
	{ "a pattern that asks for Unicode classes", "{pattern: '(*UCP)\\d'}", NULL,
	  "s:1:11: bad pattern \"(*UCP)\\d\" at offset 6: using UCP is disabled by the application" },
	{ "a pattern that asks for bytes", "{pattern: '\\C'}", NULL,
	  "s:1:11: bad pattern \"\\C\" at offset 2: using \\C is disabled by the application" },

	{ "$ref that is no string", "{$ref: 1}", NULL, "s:1:8: \"$ref\" must be a string, not 1" },
	{ "$ref to nothing, with the nearest", "{$ref: '#/$defs/nmae', $defs: {name: true}}", NULL,
	  "s:1:8: $ref \"#/$defs/nmae\" points to nothing; did you mean \"name\"?" },
	{ "$ref to nothing", "{items: {$ref: '#/$defs/a'}}", NULL, "s:1:16: $ref \"#/$defs/a\" points to nothing" },
	{ "$ref beyond a list", "{$ref: '#/allOf/1', allOf: [true]}", NULL, "s:1:8: $ref \"#/allOf/1\" points to nothing" },
	{ "$ref with an index that is none", "{allOf: [{$ref: '#/allOf/01'}, {$ref: '#/allOf/x'}, {$ref: '#/allOf/'}, "
	  "{$ref: '#/allOf/9999999999'}]}", NULL,
	  "s:1:17: $ref \"#/allOf/01\" points to nothing\ns:1:39: $ref \"#/allOf/x\" points to nothing\n"
	  "s:1:60: $ref \"#/allOf/\" points to nothing\ns:1:80: $ref \"#/allOf/9999999999\" points to nothing" },
	{ "$ref through a string", "{$ref: '#/title/0', title: a}", NULL, "s:1:8: $ref \"#/title/0\" points to nothing" },
	{ "$ref to what is no schema", "{$ref: '#/const', const: {type: string}}", NULL,
	  "s:1:8: $ref \"#/const\" points to a value that is not a schema" },
	{ "$ref to another document", "{$ref: 'other.json#/a'}", NULL,
	  "s:1:8: $ref \"other.json#/a\" is not in this document: only \"#\" and \"#/…\" are supported" },
	{ "$ref of nothing", "{$ref: ''}", NULL,
	  "s:1:8: $ref \"\" is not in this document: only \"#\" and \"#/…\" are supported" },
	{ "$ref to an anchor", "{$ref: '#a'}", NULL,
	  "s:1:8: $ref \"#a\" is an anchor: only \"#\" and \"#/…\" are supported" },
	{ "$ref with a bad ~", "{allOf: [{$ref: '#/a~2'}, {$ref: '#/a~'}]}", NULL,
	  "s:1:17: $ref \"#/a~2\" has a ~ that is neither ~0 nor ~1\n"
	  "s:1:34: $ref \"#/a~\" has a ~ that is neither ~0 nor ~1" },
	{ "$ref with a bad %", "{allOf: [{$ref: '#/%4'}, {$ref: '#/%4g'}, {$ref: '#/%'}]}", NULL,
	  "s:1:17: $ref \"#/%4\" has a % that is not followed by two hexadecimal digits\n"
	  "s:1:33: $ref \"#/%4g\" has a % that is not followed by two hexadecimal digits\n"
	  "s:1:50: $ref \"#/%\" has a % that is not followed by two hexadecimal digits" },
	{ "$ref to itself", "{$defs: {a: {$ref: '#/$defs/a'}}}", NULL,
	  "s:1:20: $ref \"#/$defs/a\" leads back to itself without descending into the value" },
	{ "$ref in a circle", "{$ref: '#/$defs/a', $defs: {a: {anyOf: [{allOf: [{$ref: '#/$defs/b'}]}]}, "
	  "b: {not: {if: {$ref: '#/$defs/c'}}}, c: {then: {oneOf: [{else: {$ref: '#/$defs/a'}}]}}}}", NULL,
	  "s:1:145: $ref \"#/$defs/a\" leads back to itself without descending into the value" },
	{ "$ref in a circle that descends", "{$ref: '#/$defs/a', $defs: {a: {items: {$ref: '#/$defs/b'}}, "
	  "b: {properties: {x: {$ref: '#/$defs/a'}}}}}", "a: 1", NULL },
	{ "errors end before references are followed", "{$ref: '#/$defs/a', $defs: {a: {zzz: 1, $ref: '#/$defs/b'}}}", NULL,
	  "s:1:33: unsupported keyword \"zzz\"\ns:1:47: $ref \"#/$defs/b\" points to nothing" },
};

int main(void)
{
	return schema_case_run_all("schema_broken", cases, sizeof(cases) / sizeof(cases[0]));
}
