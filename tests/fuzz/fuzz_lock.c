/*
 * fuzz_lock: what stores answer, and what is made of it: a byte that says what
 * it is, then any bytes.
 *
 * A list that is taken must be whole, a name that is taken must be the one
 * that its parts make, and what is shown must be fit for a terminal.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bakery.h"
#include "consul.h"
#include "lock_info.h"
#include "lock_text.h"
#include "s3_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(struct bakery *bakery, const char *name)
{
	char again[BAKERY_NAME_SIZE];
	struct bakery_key key;

	if (bakery_parse(name, &key)) {
		bakery_name(&key, again);
		if (strcmp(name, again) != 0)
			abort();
	}
	if (bakery_look_add(bakery, name, NULL) == BAKERY_NO_MEMORY)
		abort();
}

static void check_list(const char *text, size_t size)
{
	struct s3_list list = { 0 };
	struct bakery bakery = { 0 };

	if (s3_xml_list(&list, text, size) == S3_XML_OK && list.truncated && (list.next == NULL || *list.next == '\0'))
		abort();
	bakery_look_begin(&bakery);
	for (size_t i = 0; i < list.count; i++)
		check_name(&bakery, list.names[i]);
	bakery_look_end(&bakery, 0, 0);
	for (size_t i = 0; i < bakery.count; i++)
		if (bakery.others[i].dead || !bakery_is_id(bakery.others[i].id))
			abort();
	bakery_release(&bakery);
	s3_list_release(&list);
}

static void check_error(const char *text, size_t size)
{
	char *code, *message;

	if (s3_xml_error(text, size, &code, &message) != S3_XML_OK && (code != NULL || message != NULL))
		abort();
	free(code);
	free(message);
}

static void check_value(const char *text, size_t size)
{
	struct lock_exchange exchange = { .status = 200 };
	struct consul_value value;

	text_add_n(&exchange.answer, text, size);
	if (consul_value_read(&value, &exchange) && (value.modify_index == 0 || value.data[value.size] != '\0'))
		abort();
	free(value.data);
	lock_exchange_release(&exchange);
}

static void check_info(const char *text, size_t size)
{
	json_t *object = lock_json_parse(text, size);
	struct lock_info info;
	struct text shown = { 0 };

	if (object != NULL && lock_info_from_json(&info, object)) {
		lock_info_describe(&shown, &info);
		for (size_t i = 0; i < shown.length; i++)
			if ((unsigned char)shown.data[i] < 0x20 || shown.data[i] == 0x7f)
				abort();
		if (shown.length == 0 || shown.length > LOCK_FIELDS * (LOCK_SHOWN_MAX + 32))
			abort();
		text_release(&shown);
		lock_info_release(&info);
	}
	json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const checks[])(const char *text, size_t size) = { check_list, check_error, check_value, check_info };

	if (size > 0)
		checks[data[0] % 4](size > 1 ? (const char *)data + 1 : "", size - 1);
	return 0;
}
