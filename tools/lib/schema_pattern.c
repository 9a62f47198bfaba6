/*
 * schema_pattern: regular expressions by PCRE2, set to mean what ECMA-262 means.
 *
 * JSON Schema asks for that dialect (2020-12 core, section 6.4): not anchored,
 * \d \w \s in ASCII, \uXXXX, [] and [^], unset groups that match the empty
 * string, $ at the very end only. Not the same: \s leaves out spaces beyond
 * ASCII, and what only PCRE2 knows is accepted.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "schema_internal.h"

#include <pcre2.h>

/*
 * A pattern such as (a+)+$ can take exponential time, and memory with it. The
 * number of steps is PCRE2's own default (its pcre2build page), set here
 * because a distribution can change it.
 */
#define MATCH_LIMIT 10000000
#define HEAP_LIMIT_KIB (256 * 1024)

#define OPTIONS                                                                                                        \
	(PCRE2_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |      \
	 PCRE2_MATCH_UNSET_BACKREF)

struct pattern {
	const struct node *text;
	pcre2_code *code; /* owned */
	struct pattern *next;
};

/* Shared by all patterns of a schema. Each member may be missing after an allocation that failed. */
struct matcher {
	pcre2_compile_context *compile;
	pcre2_match_context *match;
	pcre2_match_data *data;
};

static bool make_matcher(struct compiler *compiler)
{
	struct matcher *matcher = schema_allocate(compiler, 1, sizeof(*matcher));

	compiler->schema->matcher = matcher;
	if (!matcher)
		return false;
	matcher->compile = pcre2_compile_context_create(NULL);
	matcher->match = pcre2_match_context_create(NULL);
	matcher->data = pcre2_match_data_create(1, NULL);
	if (!matcher->compile || !matcher->match || !matcher->data)
		return false;
	pcre2_set_newline(matcher->compile, PCRE2_NEWLINE_ANYCRLF); /* what "." does not match */
	pcre2_set_compile_extra_options(matcher->compile, PCRE2_EXTRA_ALT_BSUX);
	pcre2_set_match_limit(matcher->match, MATCH_LIMIT);
	pcre2_set_heap_limit(matcher->match, HEAP_LIMIT_KIB);
	return true;
}

struct pattern *schema_pattern_compile(struct compiler *compiler, const struct node *text)
{
	struct pattern *pattern = schema_allocate(compiler, 1, sizeof(*pattern));
	char reason[256];
	PCRE2_SIZE offset;
	int error;

	if (!pattern || (!compiler->schema->matcher && !make_matcher(compiler))) {
		compiler->no_memory = true;
		return NULL;
	}
	pattern->text = text;
	pattern->code = pcre2_compile((PCRE2_SPTR)text->as.text, text->count, OPTIONS, &error, &offset,
	                              compiler->schema->matcher->compile);
	if (pattern->code) {
		pattern->next = compiler->schema->patterns;
		compiler->schema->patterns = pattern;
		return pattern;
	}
	if (error == PCRE2_ERROR_HEAP_FAILED) {
		compiler->no_memory = true;
		return NULL;
	}
	pcre2_get_error_message(error, (PCRE2_UCHAR *)reason, sizeof(reason));
	diag_error_node(compiler->diag, text, "bad pattern \"%s\" at offset %zu: %s", text->as.text, (size_t)offset,
	                reason);
	compiler->broken = true;
	return NULL;
}

enum pattern_result schema_pattern_match(struct schema *schema, const struct pattern *pattern,
                                         const struct node *subject, char *reason, size_t reason_size)
{
	const struct matcher *matcher = schema->matcher;
	int result = pcre2_match(pattern->code, (PCRE2_SPTR)subject->as.text, subject->count, 0, 0, matcher->data,
	                         matcher->match);

	if (result >= 0)
		return PATTERN_MATCH;
	if (result == PCRE2_ERROR_NOMATCH)
		return PATTERN_MISMATCH;
	if (result == PCRE2_ERROR_NOMEMORY)
		return PATTERN_NO_MEMORY;
	pcre2_get_error_message(result, (PCRE2_UCHAR *)reason, reason_size);
	return PATTERN_GAVE_UP;
}

const struct node *schema_pattern_text(const struct pattern *pattern)
{
	return pattern->text;
}

void schema_patterns_free(struct schema *schema)
{
	struct matcher *matcher = schema->matcher;

	for (struct pattern *pattern = schema->patterns; pattern; pattern = pattern->next)
		pcre2_code_free(pattern->code);
	schema->patterns = NULL;
	if (!matcher)
		return;
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->match);
	pcre2_compile_context_free(matcher->compile);
	schema->matcher = NULL;
}
