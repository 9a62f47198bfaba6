/*
 * convert: the first form of the command line, YAML files to one file of variables.
 */
#ifndef CONVERT_H
#define CONVERT_H

#include "diag.h"

/*
 * The command `yaml-to-tfvars [-s SCHEMA] [-o OUT] [-M DEPFILE] [-f FORMAT] FILE…`.
 * Returns a sysexits(3) code; errors were printed through DIAG.
 */
int convert_main(struct diag *diag, int argc, char **argv);

#endif
