/* price_region: see price_region.h. */
#include "price_region.h"

#include <string.h>
#include <strings.h>

/* A neutral name as the provider's own, by the book's list. */
static const char *own_name(const struct price_book *book, const char *region)
{
	const struct node *own = book->regions ? node_get(book->regions, region) : NULL;

	return own ? own->as.text : region;
}

enum cost_value_state price_region(const struct price_matcher *matcher, const struct price_book *book,
                                   const struct price_rule *rule, const struct price_subject *subject,
                                   const char **region)
{
	enum cost_value_state worst = COST_VALUE_MISSING;

	for (uint32_t i = 0; rule->region && i < rule->region->count; i++) {
		const char *path = rule->region->as.items[i]->as.text;
		enum cost_value_state state = cost_value_text(matcher->model->arena, &subject->values, path, region);

		if (*region && **region) {
			*region = own_name(book, *region);
			return COST_VALUE_SET;
		}
		if (state == COST_VALUE_UNKNOWN)
			worst = state;
	}
	*region = matcher->region ? own_name(book, matcher->region) : NULL;
	return *region ? COST_VALUE_SET : worst;
}

/* "a", "-b" */
static bool is_zone_suffix(const char *text)
{
	text += *text == '-';
	return text[0] >= 'a' && text[0] <= 'z' && text[1] == '\0';
}

/* In any case of letters: Google names the region of a bucket in upper case. */
bool price_region_matches(const struct price_table *table, const char *region)
{
	if (!table->regions)
		return true;
	for (uint32_t i = 0; region && i < table->regions->count; i++) {
		const struct node *name = table->regions->as.items[i];

		if (strncasecmp(region, name->as.text, name->count) == 0 &&
		    (region[name->count] == '\0' || is_zone_suffix(region + name->count)))
			return true;
	}
	return false;
}
