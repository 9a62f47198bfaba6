/*
 * hcl_writer: a document as variable definitions in HCL syntax, for
 * Terraform's *.tfvars and Packer's *.pkrvars.hcl.
 *
 * One `name = value` for each key; keys of nested objects are always quoted,
 * so that any text is one, and text is literal: ${ and %{ come escaped.
 */
#ifndef HCL_WRITER_H
#define HCL_WRITER_H

#include "diag.h"
#include "json_writer.h"
#include "node.h"

/*
 * Adds DOCUMENT, a mapping, to TEXT. EX_OK, or EX_DATAERR when keys cannot be
 * variable names (ASCII letter or _, then letters, digits, _ and -); each one
 * is printed at its place.
 */
int hcl_write(struct text *text, struct diag *diag, const struct node *document);

#endif
