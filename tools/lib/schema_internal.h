/*
 * schema_internal: what the schema_*.c files share, and nobody else needs.
 *
 * A schema is compiled into rules, one for each subschema, so that checking
 * a value follows pointers and looks keys up by hash. A failure is printed at
 * once, except while a form of anyOf, oneOf, not or if is only being tried:
 * then it is counted, and what is kept says how near the value came.
 */
#ifndef SCHEMA_INTERNAL_H
#define SCHEMA_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json_writer.h"
#include "schema.h"

/* Types as bits, in the order messages name them. "number" is two of them, "integer" the first of these. */
enum {
	TYPE_STRING = 1 << 0,
	TYPE_INTEGER = 1 << 1,
	TYPE_FRACTION = 1 << 2,
	TYPE_BOOLEAN = 1 << 3,
	TYPE_ARRAY = 1 << 4,
	TYPE_OBJECT = 1 << 5,
	TYPE_NULL = 1 << 6,
	TYPE_NUMBER = TYPE_INTEGER | TYPE_FRACTION,
	TYPE_ANY = (1 << 7) - 1
};

struct pattern;

struct rule_list {
	struct rule **items;
	size_t count;
};

/* Rules under names; rules[i] belongs to node->as.entries[i]. */
struct rule_map {
	const struct node *node; /* NULL when the keyword is absent */
	struct rule **rules;
};

/* patternProperties: rules[i] is for keys that match patterns[i]. */
struct rule_patterns {
	struct pattern **patterns;
	struct rule **rules;
	size_t count;
};

/* One subschema. A keyword that is absent is NULL, or 0 in a list. */
struct rule {
	const struct node *at; /* first: rules are found by it */
	struct rule *next;     /* all rules, parents before children */
	enum { RULE_NEW, RULE_OPEN, RULE_DONE } search; /* by the search for cycles */
	bool refuses;          /* the schema `false` */

	unsigned types;        /* 0: any */
	unsigned lets_through; /* the types that it and the rules it combines leave */

	const struct node *choices; /* enum */
	const struct node *constant;

	const struct node *minimum;
	const struct node *maximum;
	const struct node *above; /* exclusiveMinimum */
	const struct node *below; /* exclusiveMaximum */
	const struct node *multiple_of;

	const struct node *min_length;
	const struct node *max_length;
	struct pattern *pattern;

	struct rule_list prefix; /* prefixItems */
	struct rule *items;
	const struct node *min_items;
	const struct node *max_items;
	bool unique;

	struct rule_map properties;
	struct rule_patterns patterns;
	struct rule *additional;
	struct rule *names; /* propertyNames */
	const struct node *required;
	const struct node *min_properties;
	const struct node *max_properties;

	const struct node *reference; /* the text of $ref */
	struct rule *target;          /* what it points to */
	struct rule_map definitions;
	struct rule_list all;
	struct rule_list any;
	struct rule_list one;
	struct rule *negated;   /* not */
	struct rule *condition; /* if */
	struct rule *then;
	struct rule *otherwise; /* else */
};

struct schema {
	struct rule *root;
	struct rule *rules; /* all of them */
	struct pattern *patterns;
	struct matcher *matcher; /* what every match works with */
	uint64_t salt;           /* for hash_bytes */
};

/* What compiling carries along: schema_compile.c, schema_keywords.c, schema_reference.c. */
struct compiler {
	struct arena *arena;
	struct diag *diag;
	struct schema *schema;
	const struct node *document;
	struct rule **last; /* where the next rule is linked */
	void *by_node;      /* rules by their node: a tree of tsearch(3) */
	bool broken;        /* an error was printed */
	bool no_memory;
};

/* Zeroed, from the arena; NULL and no_memory when memory is out. */
void *schema_allocate(struct compiler *compiler, size_t count, size_t size);

/* NULL only when memory is out: a broken schema still gives a rule, so that the search for errors goes on. */
struct rule *schema_compile_rule(struct compiler *compiler, const struct node *at);

/* Sets in RULE what the keyword ENTRY says. */
void schema_take_keyword(struct compiler *compiler, struct rule *rule, const struct node_entry *entry);

/* The rule made from AT, or NULL. */
struct rule *schema_find_rule(const struct compiler *compiler, const struct node *at);

/* Points every $ref at its rule and refuses those that lead back to themselves. */
void schema_resolve_references(struct compiler *compiler);

/* A value being checked, and the way to it: a list on the stack. */
struct place {
	const struct place *up; /* the mapping or sequence that holds it; NULL at the root */
	const struct node *value;
	const struct node *key; /* of a member; NULL for an item */
	uint32_t index;         /* of an item */
	uint32_t depth;         /* 0 at the root */
	bool is_key;            /* the value is the key itself, under propertyNames */
};

/* What is wrong, from farthest from a form to nearest to it. */
enum failure {
	FAILURE_TYPE,   /* the value is of another type */
	FAILURE_CHOICE, /* it, or a member that tells forms apart, is not among the choices */
	FAILURE_OTHER,
	FAILURE_NONE
};

/* A form being tried: nothing is printed. */
struct trial {
	uint32_t depth; /* of the value */
	unsigned failures;
	enum failure worst;
	const struct rule *choice;       /* with FAILURE_CHOICE: who refused, */
	const struct node *choice_key;   /* which member (NULL: the value itself) */
	const struct node *choice_value; /* and what it held */
	struct text *reason;             /* NULL, or gets the message of the worst failure */
	size_t reason_start;
};

struct check {
	struct schema *schema;
	struct diag *diag;
	struct trial *trial; /* NULL: failures are printed */
	struct text message;
	unsigned failures;
	unsigned depth;
	unsigned long steps;
	int status; /* not EX_OK: give up at once */
};

/* schema_validate.c: checks PLACE against RULE. */
void schema_apply(struct check *check, const struct rule *rule, const struct place *place);

/* Whether the value has one of TYPES. */
bool schema_type_allowed(const struct node *value, unsigned types);

/* schema_forms.c: allOf, anyOf, oneOf, not, if/then/else of RULE. */
void schema_check_forms(struct check *check, const struct rule *rule, const struct place *place);

/* Applies RULE without printing; REASON, unless NULL, is added the message of the worst failure. */
struct trial schema_try(struct check *check, const struct rule *rule, const struct place *place, struct text *reason);

/* schema_misfit.c: a value that fits none of the forms of anyOf or oneOf. */
struct misfit {
	const struct rule *rule; /* that has the forms */
	const struct rule_list *forms;
	uint64_t nearness;       /* of the nearest form; */
	size_t ties;             /* how many are equally near, */
	const struct rule *form; /* the first of these */
	struct trial trial;      /* and how it failed */
	bool same_choice;        /* all of these refused the same value as none of their choices */
};

/* Takes in that FORM failed as TRIAL says. */
void schema_misfit_add(struct misfit *misfit, const struct rule *form, const struct trial *trial,
                       const struct node *value);

/* Counts or prints one failure, after all forms were added. */
void schema_misfit_report(struct check *check, const struct misfit *misfit, const struct place *place);

/*
 * schema_report.c. A failure is counted by schema_fail; only where that
 * returns a text is a message wanted: it is put together there, and then
 * schema_fail_end prints it at the place of AT. RULE is needed with
 * FAILURE_CHOICE only. The other functions do all three steps.
 */
struct text *schema_fail(struct check *check, const struct place *place, enum failure failure,
                         const struct rule *rule);

void schema_fail_end(struct check *check, const struct node *at);

/* "WORDS BOUND, not VALUE". */
void schema_fail_bound(struct check *check, const struct place *place, const char *words, const struct node *bound);

/* "must have WORDS BOUND UNITs, not COUNT". */
void schema_fail_count(struct check *check, const struct place *place, const char *words, const struct node *bound,
                       const char *unit, size_t count);

/* "must be …, not …"; with no types "is not allowed", at the key if there is one. */
void schema_fail_type(struct check *check, const struct place *place, unsigned types);

/* "must be one of …, not …; did you mean …?", said by RULE. */
void schema_fail_choice(struct check *check, const struct place *place, const struct rule *rule,
                        const struct node *const *choices, size_t count);

/* "unknown key …; did you mean …?", at KEY; PLACE is the mapping, RULE what knows its keys. */
void schema_fail_unknown_key(struct check *check, const struct place *place, const struct rule *rule,
                             const struct node *key);

/* Ends the whole check with STATUS and prints REASON, in a trial too. */
void schema_give_up(struct check *check, const struct place *place, int status, const char *reason);

/* schema_text.c: pieces of messages. A path is units.web.servers, or units: key "Web". */
void schema_add_path(struct text *text, const struct place *place);

/* As JSON on one line, cut when it is long. */
void schema_add_value(struct text *text, const struct node *value);

/* ", not …": what the value is, in full only when that is short. */
void schema_add_actual(struct text *text, const struct node *value);

/* "a string, an array or null" */
void schema_add_types(struct text *text, unsigned types);

/* "must be one of …" */
void schema_add_choices(struct text *text, const struct node *const *choices, size_t count);

/* The string of CANDIDATES nearest to WORD: "; did you mean "…"?", or in parentheses when ASIDE. */
void schema_add_nearest(struct text *text, const struct node *word, const struct node *const *candidates,
                        size_t count, bool aside);

/* schema_pattern.c: regular expressions. */
enum pattern_result { PATTERN_MATCH, PATTERN_MISMATCH, PATTERN_GAVE_UP, PATTERN_NO_MEMORY };

/* Compiles TEXT, which stands in the schema; NULL after an error, which COMPILER knows of. */
struct pattern *schema_pattern_compile(struct compiler *compiler, const struct node *text);

/* Whether SUBJECT, a string, matches somewhere; with PATTERN_GAVE_UP PCRE2's own words are in REASON. */
enum pattern_result schema_pattern_match(struct schema *schema, const struct pattern *pattern,
                                         const struct node *subject, char *reason, size_t reason_size);

const struct node *schema_pattern_text(const struct pattern *pattern);

void schema_patterns_free(struct schema *schema);

/* schema_unique.c: items that repeat an earlier one. Between init (false: memory is out) and release. */
struct unique {
	const struct node *sequence;
	uint64_t salt;
	uint64_t *hashes; /* of each item taken in */
	uint32_t *slots;  /* item + 1, or 0 */
	size_t mask;
};

bool schema_unique_init(struct unique *unique, uint64_t salt, const struct node *sequence);

/* Takes in item INDEX; the earlier one it repeats, or INDEX itself. */
uint32_t schema_unique_add(struct unique *unique, uint32_t index);
void schema_unique_release(struct unique *unique);

#endif
