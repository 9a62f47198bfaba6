/*
 * schema_reference: $ref, a JSON pointer (RFC 6901) in a URI fragment.
 *
 * Only the document itself is searched; its root is "#", whatever $id says.
 */
#include "schema_internal.h"

#include <string.h>

static void refuse(struct compiler *compiler, const struct node *reference, const char *problem)
{
	diag_error_node(compiler->diag, reference, "$ref \"%s\" %s", reference->as.text, problem);
	compiler->broken = true;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Undoes %XX in TEXT, in place; the new length, or SIZE_MAX when a % is not followed by two hexadecimal digits. */
static size_t decode_percent(char *text, size_t length)
{
	size_t to = 0;

	for (size_t from = 0; from < length; from++) {
		if (text[from] != '%') {
			text[to++] = text[from];
			continue;
		}
		if (length - from < 3 || hex_digit(text[from + 1]) < 0 || hex_digit(text[from + 2]) < 0)
			return SIZE_MAX;
		text[to++] = (char)(hex_digit(text[from + 1]) * 16 + hex_digit(text[from + 2]));
		from += 2;
	}
	return to;
}

/* Undoes ~0 and ~1, likewise. */
static size_t decode_tilde(char *text, size_t length)
{
	size_t to = 0;

	for (size_t from = 0; from < length; from++) {
		char c = text[from];

		if (c == '~') {
			if (++from == length || (text[from] != '0' && text[from] != '1'))
				return SIZE_MAX;
			c = text[from] == '0' ? '~' : '/';
		}
		text[to++] = c;
	}
	return to;
}

/* The item that TOKEN, a decimal without leading zeros, counts from 0. */
static const struct node *item_at(const struct node *sequence, const char *token, size_t length)
{
	size_t index = 0;

	if (length == 0 || length > 9 || (token[0] == '0' && length > 1))
		return NULL;
	for (size_t i = 0; i < length; i++) {
		if (token[i] < '0' || token[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(token[i] - '0');
	}
	return index < sequence->count ? sequence->as.items[index] : NULL;
}

/* Says that PARENT, where the pointer came to, has no TOKEN, and which key it may mean. */
static void refuse_token(struct compiler *compiler, const struct node *reference, const struct node *parent,
                         const char *token)
{
	const char **keys = NULL;
	const char *nearest = NULL;

	if (parent->kind == NODE_MAPPING && parent->count) {
		keys = arena_calloc(compiler->arena, parent->count, sizeof(*keys));
		if (!keys) {
			compiler->no_memory = true;
			return;
		}
		for (uint32_t i = 0; i < parent->count; i++)
			keys[i] = parent->as.entries[i].key->as.text;
		nearest = diag_nearest(token, keys, parent->count);
	}
	if (nearest)
		diag_error_node(compiler->diag, reference, "$ref \"%s\" points to nothing; did you mean \"%s\"?",
		                reference->as.text, nearest);
	else
		diag_error_node(compiler->diag, reference, "$ref \"%s\" points to nothing", reference->as.text);
	compiler->broken = true;
}

/* The node that LENGTH bytes of POINTER lead to; NULL after an error. POINTER is changed. */
static const struct node *follow(struct compiler *compiler, const struct node *reference, char *pointer, size_t length)
{
	const struct node *node = compiler->document;
	char *end = pointer + length;

	while (pointer < end) {
		const struct node *parent = node;
		char *token = pointer + 1; /* after the slash */
		char *slash = memchr(token, '/', (size_t)(end - token));
		size_t size;

		pointer = slash ? slash : end;
		size = decode_tilde(token, (size_t)(pointer - token));
		if (size == SIZE_MAX) {
			refuse(compiler, reference, "has a ~ that is neither ~0 nor ~1");
			return NULL;
		}
		if (parent->kind == NODE_SEQUENCE)
			node = item_at(parent, token, size);
		else
			node = node_get_n(parent, token, size);
		if (!node) {
			token[size] = '\0';
			refuse_token(compiler, reference, parent, token);
			return NULL;
		}
	}
	return node;
}

static void resolve(struct compiler *compiler, struct rule *rule)
{
	const struct node *reference = rule->reference;
	const struct node *node;
	size_t length;
	char *pointer;

	if (reference->as.text[0] != '#') {
		refuse(compiler, reference, "is not in this document: only \"#\" and \"#/…\" are supported");
		return;
	}
	pointer = arena_strndup(compiler->arena, reference->as.text + 1, reference->count - 1);
	if (!pointer) {
		compiler->no_memory = true;
		return;
	}
	length = decode_percent(pointer, reference->count - 1);
	if (length == SIZE_MAX) {
		refuse(compiler, reference, "has a % that is not followed by two hexadecimal digits");
		return;
	}
	if (length && pointer[0] != '/') {
		refuse(compiler, reference, "is an anchor: only \"#\" and \"#/…\" are supported");
		return;
	}
	node = follow(compiler, reference, pointer, length);
	if (!node)
		return;
	rule->target = schema_find_rule(compiler, node);
	if (!rule->target)
		refuse(compiler, reference, "points to a value that is not a schema");
}

/* What the search for cycles carries along. */
struct search {
	struct compiler *compiler;
	unsigned depth;
};

static void search(struct search *at, struct rule *rule, const struct rule *via);

/* The types that some rule of LIST lets through. */
static unsigned search_some(struct search *at, const struct rule_list *list, const struct rule *via)
{
	unsigned types = 0;

	for (size_t i = 0; i < list->count; i++) {
		search(at, list->items[i], via);
		types |= list->items[i]->lets_through;
	}
	return list->count ? types : TYPE_ANY;
}

/* The types that all rules which RULE combines let through. */
static unsigned search_all(struct search *at, struct rule *rule, const struct rule *via)
{
	unsigned types = rule->types ? rule->types : TYPE_ANY;

	if (rule->target) {
		search(at, rule->target, rule);
		types &= rule->target->lets_through;
	}
	for (size_t i = 0; i < rule->all.count; i++) {
		search(at, rule->all.items[i], via);
		types &= rule->all.items[i]->lets_through;
	}
	types &= search_some(at, &rule->any, via);
	types &= search_some(at, &rule->one, via);
	return rule->refuses ? 0 : types;
}

/*
 * Depth first, through the keywords that apply to the value itself: coming
 * back to a rule that is still open would go on for ever. Only $ref can close
 * such a circle; VIA is the last rule whose $ref was followed, so it is part
 * of it. On the way back the types are known that each rule lets through.
 */
static void search(struct search *at, struct rule *rule, const struct rule *via)
{
	if (!rule || rule->search == RULE_DONE)
		return;
	if (rule->search == RULE_OPEN) {
		refuse(at->compiler, via->reference, "leads back to itself without descending into the value");
		return;
	}
	if (at->depth == SCHEMA_MAX_DEPTH) {
		refuse(at->compiler, via ? via->reference : rule->at, "is the last of too many in a row");
		return;
	}
	rule->search = RULE_OPEN;
	at->depth++;
	rule->lets_through = search_all(at, rule, via);
	search(at, rule->negated, via);
	search(at, rule->condition, via);
	search(at, rule->then, via);
	search(at, rule->otherwise, via);
	at->depth--;
	rule->search = RULE_DONE;
}

void schema_resolve_references(struct compiler *compiler)
{
	struct search at = {.compiler = compiler};

	for (struct rule *rule = compiler->schema->rules; rule && !compiler->no_memory; rule = rule->next)
		if (rule->reference)
			resolve(compiler, rule);
	for (struct rule *rule = compiler->schema->rules; rule && !compiler->no_memory; rule = rule->next)
		search(&at, rule, NULL);
}
