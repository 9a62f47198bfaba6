/*
 * events: the least that reading YAML with libyaml can cost. Parses standard
 * input's events, drops them and says how many there were.
 */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

int main(void)
{
	yaml_parser_t parser;
	yaml_event_t event;
	unsigned long count = 0;
	int done = 0;

	if (!yaml_parser_initialize(&parser))
		return EXIT_FAILURE;
	yaml_parser_set_input_file(&parser, stdin);
	while (!done && yaml_parser_parse(&parser, &event)) {
		done = event.type == YAML_STREAM_END_EVENT;
		count++;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return printf("%lu\n", count) < 0 || !done ? EXIT_FAILURE : EXIT_SUCCESS;
}
