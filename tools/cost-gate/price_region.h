/*
 * price_region: where a resource is, in the words of its price book.
 */
#ifndef PRICE_REGION_H
#define PRICE_REGION_H

#include "price_match.h"

/*
 * *REGION is what the first of RULE's attributes that is set says, else what
 * the plan's variable `region` does; NULL when nothing does, and then the
 * result says whether that is because it is not known yet.
 */
enum cost_value_state price_region(const struct price_matcher *matcher, const struct price_book *book,
                                   const struct price_rule *rule, const struct price_subject *subject,
                                   const char **region);

/* Whether TABLE is for REGION (NULL: unknown) or for a region that REGION is a zone of: eu-central-1a, europe-west3-b. */
bool price_region_matches(const struct price_table *table, const char *region);

#endif
