/*
 * secret_pool: see secret_pool.h.
 *
 * Chunks come in sizes that are powers of two, cut from blocks of 256 KiB;
 * each size has a list of those given back. A larger request is a block of its
 * own, which is unmapped at once when it is given back.
 */
#include "secret_pool.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_SIZE ((size_t)256 * 1024)
#define ALIGNMENT _Alignof(max_align_t)
#define SMALLEST 32u
#define LARGEST ((size_t)32 * 1024)
#define CLASSES 11 /* 32, 64 … 32 Ki */

/* At the start of every block. */
struct block {
	struct block *next, *previous;
	size_t size; /* of the mapping */
};

/* Where the first chunk of a block begins. */
#define BLOCK_HEADER ((sizeof(struct block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

/* Before every piece that is handed out. */
struct chunk {
	_Alignas(max_align_t) size_t size; /* with this header */
	struct chunk *next;                /* in the list of free ones */
};

static struct {
	struct block *blocks;
	struct chunk *free[CLASSES];
	char *low, *high; /* what is left of the newest shared block */
} pool;

static struct block *map_block(size_t size)
{
	struct block *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (block == MAP_FAILED)
		return NULL;
	(void)mlock(block, size); /* as far as RLIMIT_MEMLOCK goes */
	(void)madvise(block, size, MADV_DONTDUMP);
	*block = (struct block){ .next = pool.blocks, .size = size };
	if (pool.blocks)
		pool.blocks->previous = block;
	pool.blocks = block;
	return block;
}

static void unmap_block(struct block *block)
{
	if (block->previous)
		block->previous->next = block->next;
	else
		pool.blocks = block->next;
	if (block->next)
		block->next->previous = block->previous;

	size_t size = block->size;

	explicit_bzero(block, size);
	munmap(block, size);
}

static unsigned class_of(size_t size)
{
	unsigned class = 0;

	while (((size_t)SMALLEST << class) < size)
		class++;
	return class;
}

static struct chunk *cut_chunk(unsigned class)
{
	size_t size = (size_t)SMALLEST << class;
	struct chunk *chunk = pool.free[class];

	if (chunk) {
		pool.free[class] = chunk->next;
		return chunk;
	}
	if ((size_t)(pool.high - pool.low) < size) {
		struct block *block = map_block(BLOCK_SIZE);

		if (!block)
			return NULL;
		pool.low = (char *)block + BLOCK_HEADER;
		pool.high = (char *)block + BLOCK_SIZE;
	}
	chunk = (struct chunk *)(void *)pool.low;
	pool.low += size;
	chunk->size = size;
	return chunk;
}

void *secret_alloc(size_t size)
{
	struct chunk *chunk;

	if (size > PTRDIFF_MAX - BLOCK_SIZE)
		return NULL;
	size += sizeof(*chunk);
	if (size <= LARGEST) {
		chunk = cut_chunk(class_of(size));
	} else {
		struct block *block = map_block(BLOCK_HEADER + size);

		chunk = block ? (struct chunk *)(void *)((char *)block + BLOCK_HEADER) : NULL;
		if (chunk)
			chunk->size = size;
	}
	return chunk ? chunk + 1 : NULL;
}

void secret_free(void *memory)
{
	struct chunk *chunk = memory;
	unsigned class;

	if (!memory)
		return;
	chunk--;
	if (chunk->size > LARGEST) {
		unmap_block((struct block *)(void *)((char *)chunk - BLOCK_HEADER));
		return;
	}
	explicit_bzero(memory, chunk->size - sizeof(*chunk));
	class = class_of(chunk->size);
	chunk->next = pool.free[class];
	pool.free[class] = chunk;
}

char *secret_strndup(const char *text, size_t length)
{
	char *copy = length < SIZE_MAX ? secret_alloc(length + 1) : NULL;

	if (copy) {
		memcpy(copy, text, length);
		copy[length] = '\0';
	}
	return copy;
}

void secret_pool_serve_json(void)
{
	json_set_alloc_funcs(secret_alloc, secret_free);
}

void secret_pool_release(void)
{
	while (pool.blocks)
		unmap_block(pool.blocks);
	memset(&pool, 0, sizeof(pool));
}

void secret_text_add(struct secret_text *text, const char *data, size_t length)
{
	if (text->failed)
		return;
	if (length >= text->capacity - text->length) {
		size_t capacity = text->capacity ? text->capacity : 512;
		char *grown;

		while (capacity - text->length <= length && capacity <= SIZE_MAX / 4)
			capacity *= 2;
		grown = capacity - text->length > length ? secret_alloc(capacity) : NULL;
		if (!grown) {
			text->failed = true;
			return;
		}
		if (text->length)
			memcpy(grown, text->data, text->length);
		secret_free(text->data);
		text->data = grown;
		text->capacity = capacity;
	}
	memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void secret_text_release(struct secret_text *text)
{
	secret_free(text->data);
	*text = (struct secret_text){ 0 };
}
