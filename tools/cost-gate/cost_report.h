/*
 * cost_report: what is known of the costs, for a terminal, for a pull or merge
 * request and for programs. A failed text or model shows in these.
 */
#ifndef COST_REPORT_H
#define COST_REPORT_H

#include "cost_model.h"
#include "json_writer.h"

/*
 * A comment of GitHub's holds 65,536 characters ("Comment is too long",
 * github.com/orgs/community/discussions/41331), a note of GitLab's 1,000,000
 * ("Note is too long (maximum is 1000000 characters)"); read 2026-11-25. Bytes
 * are never fewer than characters.
 */
#define COST_MARKDOWN_MAX 65000

/* Aligned columns; every resource, with its components and their sources. */
void cost_report_table(struct cost_model *model, struct text *text);

/* At most COST_MARKDOWN_MAX bytes: what does not fit is left out at the end of its list, which says how much. */
void cost_report_markdown(struct cost_model *model, struct text *text);

/* All of it, amounts unrounded; format 1, described in the man page. */
void cost_report_json(struct cost_model *model, struct text *text);

/* Charts as Mermaid, which GitHub and GitLab draw: the cost by unit, and the history when there is one. */
void cost_chart_units(struct cost_model *model, struct text *text);
void cost_chart_history(struct cost_model *model, struct text *text);

/* What a report says of an amount, "unknown" when it is NULL, and of a total's change: "+1.00", or "unknown". */
const char *cost_report_amount(struct cost_model *model, const char *amount);
const char *cost_report_change(struct cost_model *model, const struct cost_total *total);

/* " + 2 without a price" for what TOTALS lack after the change, or "". */
const char *cost_report_gap(struct cost_model *model, const struct cost_totals *totals);

/*
 * The total that RESOURCE is by itself, in CURRENCY; false when it has no
 * amount in it. A side is NULL when it has none and that is why the change is
 * unsure.
 */
bool cost_report_resource(struct cost_model *model, const struct cost_resource *resource, const char *currency,
                          struct cost_total *total);

/* Calls ROW for every item with STATUS, after the change, or before a deletion. */
void cost_report_items(struct cost_model *model, enum cost_status status,
                       void (*row)(void *context, const struct cost_unit *unit, const struct cost_resource *resource,
                                   const struct cost_item *item),
                       void *context);

#endif
