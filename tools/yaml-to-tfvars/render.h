/*
 * render: a whole environment, from the inventory to build/<env>/.
 */
#ifndef RENDER_H
#define RENDER_H

#include "diag.h"

/*
 * The command `yaml-to-tfvars render …`: ARGV[0] is "render", its options
 * follow. Returns a sysexits(3) code; errors were printed through DIAG.
 */
int render_main(struct diag *diag, int argc, char **argv);

#endif
