/*
 * tree: only reads standard input into jansson's tree, strictly: what cost-gate is measured against.
 */
#include <jansson.h>
#include <stdio.h>

int main(void)
{
	json_error_t error;
	json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fprintf(stderr, "%d:%d: %s\n", error.line, error.column, error.text);
	json_decref(root);
	return root == NULL;
}
