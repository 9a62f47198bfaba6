/* price_book: see price_book.h. */
#include "price_book.h"

#include <string.h>
#include <sysexits.h>

#include "cost_date.h"
#include "number.h"
#include "price_book_internal.h"
#include "yaml_reader.h"

void *price_book_allocate(struct price_reading *reading, size_t count, size_t size)
{
	void *memory = arena_calloc(reading->arena, count ? count : 1, size);

	if (!memory && !reading->failed)
		diag_error(reading->diag, "out of memory");
	if (!memory)
		reading->failed = EX_OSERR;
	return memory;
}

void price_book_wrong(struct price_reading *reading, const struct node *at, const char *words)
{
	diag_error_node(reading->diag, at ? at : reading->root, "not a price book: %s", words ? words : "out of memory");
	reading->failed = reading->failed ? reading->failed : EX_DATAERR;
}

const char *price_book_text(struct price_reading *reading, const struct node *map, const char *key, bool required)
{
	const struct node *value = node_get(map, key);

	if (!value && !required)
		return NULL;
	if (value && value->kind == NODE_STRING)
		return value->as.text;
	price_book_wrong(reading, value ? value : map, arena_printf(reading->arena, "%s must be a string", key));
	return "";
}

const char *price_book_decimal(struct price_reading *reading, const struct node *value)
{
	const char *text;
	size_t length;

	if (value && value->kind == NODE_STRING &&
	    number_from_yaml(reading->arena, value->as.text, value->count, &text, &length) == NUMBER_OK &&
	    strcmp(text, value->as.text) == 0 && *text != '-')
		return text;
	price_book_wrong(reading, value, "a price or a quantity must be a decimal in quotes, such as \"5.49\"");
	return "0";
}

const struct node *price_book_kind(struct price_reading *reading, const struct node *map, const char *key,
                                   enum node_kind kind, bool required)
{
	const struct node *value = node_get(map, key);

	if (value && value->kind == kind)
		return value;
	if (value || required)
		price_book_wrong(reading, value ? value : map,
		                 arena_printf(reading->arena, "%s must be %s", key, kind == NODE_MAPPING ? "an object" : "an array"));
	return NULL;
}

/* An optional array that holds strings only. */
const struct node *price_book_strings(struct price_reading *reading, const struct node *map, const char *key)
{
	const struct node *list = price_book_kind(reading, map, key, NODE_SEQUENCE, false);

	for (uint32_t i = 0; list && i < list->count; i++)
		if (list->as.items[i]->kind != NODE_STRING)
			price_book_wrong(reading, list->as.items[i], arena_printf(reading->arena, "%s must hold strings", key));
	return list;
}

struct price_source *price_book_source(struct price_reading *reading, const struct node *name)
{
	const struct node *all = reading->sources;

	for (uint32_t i = 0; all && name && name->kind == NODE_STRING && i < all->count; i++)
		if (node_is(name, all->as.entries[i].key->as.text))
			return &reading->book->sources[i];
	price_book_wrong(reading, name, "it names no source of this book");
	return &reading->book->sources[0];
}

static void read_sources(struct price_reading *reading, const struct node *root)
{
	struct price_book *book = reading->book;
	const struct node *all = price_book_kind(reading, root, "sources", NODE_MAPPING, true);
	struct price_source *sources;

	if (!all)
		return;
	sources = price_book_allocate(reading, all->count, sizeof(*sources));
	for (uint32_t i = 0; sources && i < all->count; i++) {
		const struct node *at = all->as.entries[i].value;

		sources[i].title = price_book_text(reading, at, "title", true);
		sources[i].url = price_book_text(reading, at, "url", true);
		sources[i].date = price_book_text(reading, at, "date", true);
		if (!cost_date_read(sources[i].date, &sources[i].days))
			price_book_wrong(reading, at, "date must be one such as 2026-11-25");
	}
	reading->sources = all;
	book->sources = sources;
	book->source_count = sources ? all->count : 0;
	if (all->count == 0)
		price_book_wrong(reading, all, "it has no sources");
}

static void read_table(struct price_reading *reading, const struct node *at, const char *name, struct price_table *table)
{
	size_t length;

	table->name = name;
	table->regions = price_book_strings(reading, at, "regions");
	table->unit = price_book_text(reading, at, "unit", true);
	length = strlen(table->unit);
	table->factor = length >= 4 && strcmp(table->unit + length - 4, "hour") == 0 ? PRICE_HOURS : "1";
	table->source = price_book_source(reading, node_get(at, "source"));
	if (node_get(at, "price"))
		table->price = price_book_decimal(reading, node_get(at, "price"));
	else
		table->values = price_book_kind(reading, at, "values", NODE_MAPPING, true);
	for (uint32_t i = 0; table->values && i < table->values->count; i++)
		price_book_decimal(reading, table->values->as.entries[i].value);
}

/* {"server": [{…}, {…}]}: tables of one name for different regions. */
static void read_tables(struct price_reading *reading, const struct node *root)
{
	struct price_book *book = reading->book;
	const struct node *all = price_book_kind(reading, root, "prices", NODE_MAPPING, true);
	struct price_table *tables;
	size_t count = 0;

	for (uint32_t i = 0; all && i < all->count; i++)
		count += all->as.entries[i].value->kind == NODE_SEQUENCE ? all->as.entries[i].value->count : 0;
	tables = price_book_allocate(reading, count, sizeof(*tables));
	for (uint32_t i = 0; tables && all && i < all->count; i++) {
		const struct node_entry *entry = &all->as.entries[i];

		if (entry->value->kind != NODE_SEQUENCE)
			price_book_wrong(reading, entry->value, "prices must hold arrays");
		for (uint32_t j = 0; entry->value->kind == NODE_SEQUENCE && j < entry->value->count; j++)
			read_table(reading, entry->value->as.items[j], entry->key->as.text, &tables[book->table_count++]);
	}
	book->tables = tables;
}

int price_book_read(struct arena *arena, struct diag *diag, const char *path, struct price_book *book)
{
	struct price_reading reading = { .arena = arena, .diag = diag, .book = book };
	const struct node *root, *format;
	int status = yaml_read_file(arena, diag, path, &root);

	*book = (struct price_book){ .file = path };
	if (status != EX_OK)
		return status;
	reading.root = root;
	format = node_get(root, "format");
	if (!format || format->kind != NODE_NUMBER || strcmp(format->as.text, "1") != 0) {
		price_book_wrong(&reading, format ? format : root, "format must be 1");
		return EX_DATAERR;
	}
	book->provider = price_book_text(&reading, root, "provider", true);
	book->currency = price_book_text(&reading, root, "currency", true);
	book->addresses = price_book_strings(&reading, root, "terraform");
	book->regions = price_book_kind(&reading, root, "regions", NODE_MAPPING, false);
	for (uint32_t i = 0; book->regions && i < book->regions->count; i++)
		price_book_text(&reading, book->regions, book->regions->as.entries[i].key->as.text, true);
	read_sources(&reading, root);
	if (!reading.failed)
		read_tables(&reading, root);
	if (!reading.failed)
		price_book_read_rules(&reading, root);
	return reading.failed;
}

bool price_book_covers(const struct price_book *book, const char *provider_name)
{
	const char *address = strchr(provider_name, '/');

	for (uint32_t i = 0; address && book->addresses && i < book->addresses->count; i++)
		if (node_is(book->addresses->as.items[i], address + 1))
			return true;
	return false;
}

const struct price_rule *price_book_rule(const struct price_book *book, const char *type)
{
	const struct price_rule *any = NULL;

	for (size_t i = 0; i < book->rule_count; i++) {
		if (strcmp(book->rules[i].type, type) == 0)
			return &book->rules[i];
		if (strcmp(book->rules[i].type, "*") == 0)
			any = &book->rules[i];
	}
	return any;
}
