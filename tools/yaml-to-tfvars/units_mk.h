/*
 * units_mk: what the makefiles know of an environment.
 */
#ifndef UNITS_MK_H
#define UNITS_MK_H

#include "inventory.h"
#include "json_writer.h"
#include "settings.h"
#include "unit.h"

#define UNITS_MK "units.mk"

/*
 * Adds the makefile for UNITS, which have no errors, to TEXT. EX_OK or
 * EX_OSERR, printed. mk/render.mk and mk/plan.mk say what they do with it.
 */
int units_mk_write(const struct render *render, const struct inventory *inventory, const struct units *units,
                   struct text *text);

#endif
