/* arena: see arena.h. */
#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_MIN ((size_t)64 * 1024)
#define BLOCK_MAX ((size_t)1024 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

/*
 * Objects are cut from the low end of a block and text from its high end, so
 * that text needs no padding.
 */
struct arena_block {
	struct arena_block *next;
	char *low;
	char *high;
	_Alignas(max_align_t) char data[];
};

static uint64_t random_salt(const void *address)
{
	uint64_t salt;

	/* Where the kernel gives no random bytes, the address is still not known to the writer of a document. */
	if (getentropy(&salt, sizeof(salt)) != 0)
		salt = (uint64_t)(uintptr_t)address;
	return salt;
}

/* A block with room for SIZE bytes: the newest one, or one of its own for something large. */
static struct arena_block *block_with_room(struct arena *arena, size_t size)
{
	struct arena_block *head = arena->blocks;
	struct arena_block *block;
	size_t room;

	if (head && (size_t)(head->high - head->low) >= size)
		return head;

	/* Blocks grow with the arena, so that little of the last one is unused. */
	room = arena->used < BLOCK_MIN ? BLOCK_MIN : arena->used > BLOCK_MAX ? BLOCK_MAX : arena->used;
	if (size > room / 4)
		room = size;
	if (room > (size_t)PTRDIFF_MAX - sizeof(*block) - ALIGNMENT) /* no object is larger */
		return NULL;
	room = (room + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	block = malloc(sizeof(*block) + room);
	if (!block)
		return NULL;
	block->low = block->data;
	block->high = block->data + room;

	if (!head)
		arena->salt = random_salt(block);
	if (head && head->high - head->low > block->high - block->low - (ptrdiff_t)size) {
		block->next = head->next; /* the newest block has more to give after this request than the new one */
		head->next = block;
	} else {
		block->next = head;
		arena->blocks = block;
	}
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block;
	char *object;

	if (size > SIZE_MAX - ALIGNMENT)
		return NULL;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	/* Text may have moved the high end to any address, but the low end stays aligned. */
	block = block_with_room(arena, size);
	if (!block)
		return NULL;
	object = block->low;
	block->low += size;
	arena->used += size;
	return object;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
	void *objects;

	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	objects = arena_alloc(arena, count * size);
	if (objects)
		memset(objects, 0, count * size);
	return objects;
}

/* LENGTH bytes of text and a NUL, to be filled in. */
static char *text_alloc(struct arena *arena, size_t length)
{
	struct arena_block *block;

	if (length == SIZE_MAX)
		return NULL;
	block = block_with_room(arena, length + 1);
	if (!block)
		return NULL;
	block->high -= length + 1;
	block->high[length] = '\0';
	arena->used += length + 1;
	return block->high;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = text_alloc(arena, length);

	if (copy && length > 0)
		memcpy(copy, text, length);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	char *text = NULL;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length >= 0)
		text = text_alloc(arena, (size_t)length);
	if (text) {
		va_start(arguments, format);
		vsnprintf(text, (size_t)length + 1, format, arguments);
		va_end(arguments);
	}
	return text;
}

void arena_release(struct arena *arena)
{
	struct arena_block *next;

	for (struct arena_block *block = arena->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct arena){ 0 };
}
