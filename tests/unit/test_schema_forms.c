/* Combined schemas: $ref, allOf, anyOf, oneOf, not, if/then/else, and the one message that helps. */
#include "schema_case.h"

/* A unit whose kind decides what else it has. */
#define KINDS                                                                                                          \
	V("{oneOf: ["                                                                                                  \
	  "{required: [kind], properties: {kind: {const: db}, port: {type: integer}}, additionalProperties: false},"   \
	  "{required: [kind], properties: {kind: {const: web}, host: {type: string}}, additionalProperties: false}]}")

#define TREE                                                                                                           \
	"{$ref: '#/$defs/tree', $defs: {tree: {anyOf: [{type: integer},"                                               \
	"{type: object, additionalProperties: {$ref: '#/$defs/tree'}}]}}}"

static const struct schema_case cases[] = {
	{ "$ref", "{properties: {v: {$ref: '#/$defs/name'}}, $defs: {name: {type: string}}}", "v: 1",
	  "d:1:4: v: must be a string, not a number" },
	{ "keywords beside $ref apply too", "{properties: {v: {$ref: '#/$defs/name', maxLength: 1}}, $defs: {name: "
	  "{minLength: 3}}}", "v: ab",
	  "d:1:4: v: must have at least 3 characters, not 2\nd:1:4: v: must have at most 1 character, not 2" },
	{ "$ref to the root", "{properties: {v: {$ref: '#'}, n: {type: integer}}}", "v: {v: {n: x}}",
	  "d:1:12: v.v.n: must be an integer, not a string" },
	{ "$ref with ~0, ~1, %2F, %25 and an index", "{properties: {a: {$ref: '#/$defs/a~0~1b'}, "
	  "b: {$ref: '#%2F%24defs/%25/anyOf/1'}, c: {$ref: '#/$defs/%c3%A4'}}, $defs: {a~/b: false, "
	  "'%': {anyOf: [true, false]}, ä: false}}", "{a: 1, b: 2, c: 3}",
	  "d:1:2: a: is not allowed\nd:1:8: b: is not allowed\nd:1:14: c: is not allowed" },
	{ "$ref into properties", "{properties: {a: {type: string}, b: {$ref: '#/properties/a'}}}", "b: 1",
	  "d:1:4: b: must be a string, not a number" },
	{ "an alias is the schema it names", "{properties: {a: &s {type: string}, b: *s}}", "b: 1",
	  "d:1:4: b: must be a string, not a number" },
	{ "a schema that holds itself", TREE, "{a: {b: 1, c: {}}}", NULL },
	{ "deep inside it", TREE, "a:\n  b: 1\n  c: {d: x}",
	  "d:3:10: a.c.d: must be an integer or an object, not a string" },

	{ "allOf", V("{allOf: [{minimum: 1}, {maximum: 3}]}"), "v: 2", NULL },
	{ "each of allOf", V("{allOf: [{minimum: 5}, {maximum: 3}]}"), "v: 4",
	  "d:1:4: v: must be at least 5, not 4\nd:1:4: v: must be at most 3, not 4" },

	{ "anyOf", V("{anyOf: [{type: string}, {minimum: 3}]}"), "v: 3", NULL },
	{ "anyOf of types", V("{anyOf: [{type: string}, {type: array, items: {type: string}}]}"), "v: 1",
	  "d:1:4: v: must be a string or an array, not a number" },
	{ "the form whose type is right", V("{anyOf: [{type: string}, {type: array, items: {type: string}}]}"),
	  "v: [a, 1]", "d:1:8: v[1]: must be a string, not a number" },
	{ "types through $ref, allOf and other forms",
	  "{properties: {v: {anyOf: [{$ref: '#/$defs/a'}, {oneOf: [{type: boolean}, {type: 'null'}]}]}}, "
	  "$defs: {a: {allOf: [{type: [string, number]}, {type: [array, string]}]}}}", "v: 1",
	  "d:1:4: v: must be a string, a boolean or null, not a number" },
	{ "the choices of all forms", V("{anyOf: [{const: small}, {enum: [medium, large]}, {anyOf: [{const: huge}]}]}"),
	  "v: larg",
	  "d:1:4: v: must be one of \"small\", \"medium\", \"large\", \"huge\", not \"larg\"; did you mean \"large\"?" },
	{ "choices behind $ref", "{properties: {v: {anyOf: [{$ref: '#/$defs/a'}, {const: c}]}}, "
	  "$defs: {a: {oneOf: [{const: a}, {$ref: '#/$defs/b'}]}, b: {enum: [b]}}}", "v: d",
	  "d:1:4: v: must be one of \"a\", \"b\", \"c\", not \"d\"" },
	{ "a choice or a pattern", V("{anyOf: [{enum: [small, medium]}, {pattern: '^cx\\d+$'}]}"), "v: smal",
	  "d:1:4: v: \"smal\" matches none of the 2 allowed forms: must be one of \"small\", \"medium\" "
	  "(did you mean \"small\"?); or must match the pattern \"^cx\\\\d+$\"" },
	{ "reasons of the nearest forms only", V("{anyOf: [{type: string}, {minimum: 9}, {type: array}, {multipleOf: 2}]}"),
	  "v: 5",
	  "d:1:4: v: 5 matches none of the 4 allowed forms: must be at least 9; or must be a multiple of 2" },
	{ "a choice is a better reason", V("{anyOf: [{allOf: [{minimum: 9}, {const: 9}]}, {multipleOf: 2}]}"), "v: 5",
	  "d:1:4: v: 5 matches none of the 2 allowed forms: must be 9; or must be a multiple of 2" },
	{ "choices of inner forms as a reason", V("{anyOf: [{anyOf: [{const: a}, {const: b}]}, {pattern: ^x}]}"), "v: c",
	  "d:1:4: v: \"c\" matches none of the 2 allowed forms: must be one of \"a\", \"b\"; or must match the pattern "
	  "\"^x\"" },
	{ "different members tell the forms", V("{anyOf: [{properties: {a: {const: 1}}}, {properties: {b: {const: 1}}}]}"),
	  "v: {a: 2, b: 3}", "d:1:4: v: matches none of the 2 allowed forms: v.a: must be 1; or v.b: must be 1" },
	{ "inner forms told by a member", V("{anyOf: [{oneOf: [{properties: {k: {const: a}}}, {properties: {k: "
	  "{const: b}}}]}, {required: [z]}]}"), "v: {k: c}",
	  "d:1:4: v: matches none of the 2 allowed forms: matches none of the 2 allowed forms; or missing key \"z\"" },
	{ "at most three reasons", V("{anyOf: [{minimum: 9}, {multipleOf: 2}, {maximum: 0}, {type: string}, "
	  "{exclusiveMinimum: 5}]}"), "v: 5",
	  "d:1:4: v: 5 matches none of the 5 allowed forms: must be at least 9; or must be a multiple of 2; or must be at "
	  "most 0; or 1 more" },
	{ "the object's own keys tell", V("{anyOf: [{required: [a], additionalProperties: false, properties: {a: true}},"
	  "{required: [b], additionalProperties: false, properties: {b: {type: string}}}]}"), "v: {b: 1}",
	  "d:1:8: v.b: must be a string, not a number" },
	{ "objects equally near", V("{anyOf: [{required: [image]}, {required: [snapshot]}]}"), "v: {}",
	  "d:1:4: v: matches none of the 2 allowed forms: missing key \"image\"; or missing key \"snapshot\"" },
	{ "a reason may lie deeper", V("{anyOf: [{required: [b]}, {properties: {a: {minimum: 3}}},"
	  "{properties: {a: {anyOf: [{minimum: 3}, {multipleOf: 2}]}}}]}"), "v: {a: 1}",
	  "d:1:4: v: matches none of the 3 allowed forms: missing key \"b\"; or v.a: must be at least 3; or "
	  "v.a: matches none of the 2 allowed forms" },

	{ "oneOf", KINDS, "v: {kind: web, host: a}", NULL },
	{ "a member tells the form", KINDS, "v: {kind: web, port: 1, host: 2}",
	  "d:1:16: v: unknown key \"port\"\nd:1:31: v.host: must be a string, not a number" },
	{ "a member that tells no form", KINDS, "v: {kind: wbe, port: x}",
	  "d:1:11: v.kind: must be one of \"db\", \"web\", not \"wbe\"; did you mean \"web\"?" },
	{ "two of oneOf", V("{oneOf: [{minimum: 1}, {minimum: 5}, {minimum: 3}]}"), "v: 4",
	  "d:1:4: v: matches more than one of the 3 forms of which only one is allowed (s:1:26 and s:1:54)" },
	{ "oneOf inside anyOf", V("{anyOf: [{oneOf: [{minimum: 1}, {maximum: 5}]}, {const: 7}]}"), "v: 4",
	  "d:1:4: v: 4 matches none of the 2 allowed forms: matches more than one of the 2 forms of which only one is "
	  "allowed (s:1:35 and s:1:49); or must be 7" },

	{ "not", V("{not: {type: string}}"), "v: 1", NULL },
	{ "not a type", V("{not: {type: [string, 'null']}}"), "v: a", "d:1:4: v: must not be a string or null" },
	{ "not a choice", V("{not: {enum: [a, b]}}"), "v: b", "d:1:4: v: must not be \"b\"" },
	{ "not a constant", V("{not: {const: 1}}"), "v: 1.0", "d:1:4: v: must not be 1.0" },
	{ "not a pattern", V("{not: {pattern: ^a}}"), "v: ab", "d:1:4: v: must not match the pattern \"^a\"" },
	{ "not with a key", V("{not: {required: [a]}}"), "v: {a: 1}", "d:1:4: v: must not have the key \"a\"" },
	{ "not what the schema describes", V("{not: {required: [a, b]}}"), "v: {a: 1, b: 2}",
	  "d:1:4: v: must not have the form that s:1:23 describes" },
	{ "a form that is something else", V("{anyOf: [{not: {type: string}}, {maxLength: 2}]}"), "v: abc",
	  "d:1:4: v: \"abc\" matches none of the 2 allowed forms: must not be a string; or must have at most 2 characters, "
	  "not 3" },
	{ "no form, and not that one either", V("{anyOf: [{minLength: 9, not: {type: string}}, {maxLength: 2}]}"), "v: abc",
	  "d:1:4: v: \"abc\" matches none of the 2 allowed forms: must have at least 9 characters, not 3; or must have at "
	  "most 2 characters, not 3" },
	{ "not anything", V("{not: true}"), "v: 1", "d:1:4: v: is not allowed" },
	{ "a name that is not allowed", V("{propertyNames: {not: {enum: [stack]}}}"), "v: {stack: 1}",
	  "d:1:5: v: key \"stack\" is not allowed" },

	{ "if, then", "{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}", "a: 1",
	  "d:1:1: missing key \"b\"" },
	{ "if, else", "{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}", "b: 1",
	  "d:1:1: missing key \"c\"" },
	{ "if without then", "{if: {required: [a]}, else: {required: [c]}}", "a: 1", NULL },
	{ "if without else", "{if: {required: [a]}, then: {required: [b]}}", "c: 1", NULL },
	{ "if alone", "{if: false}", "a: 1", NULL },
	{ "then and else without if", "{then: false, else: false}", "a: 1", NULL },
	{ "forms of objects with a choice each", V("{items: {anyOf: [{properties: {k: {enum: [a]}}}, "
	  "{properties: {k: {const: b}}}]}}"), "v: [{k: a}, {k: c}]",
	  "d:1:17: v[1].k: must be one of \"a\", \"b\", not \"c\"" },
	{ "no form for any type", V("{anyOf: [false, {type: string, not: true}]}"), "v: 1",
	  "d:1:4: v: must be a string, not a number" },
	{ "forms that all refuse", V("{anyOf: [false, false]}"), "v: 1", "d:1:1: v: is not allowed" },
};

int main(void)
{
	return schema_case_run_all("schema_forms", cases, sizeof(cases) / sizeof(cases[0]));
}
