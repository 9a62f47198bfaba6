/*
 * price_component: one thing that a resource is billed for; price_match.c's.
 */
#ifndef PRICE_COMPONENT_H
#define PRICE_COMPONENT_H

#include "price_match.h"

/* Adds an item for COMPONENT of RULE to SIDE, unless its conditions say that there is nothing to bill. */
void price_component(struct price_matcher *matcher, const struct price_book *book, const struct price_rule *rule,
                     const struct price_component *component, const struct price_subject *subject,
                     struct cost_side *side);

/* "hetzner: TITLE, DATE"; SOURCE is used from now on. */
const char *price_source_text(struct cost_model *model, const struct price_book *book, struct price_source *source);

#endif
