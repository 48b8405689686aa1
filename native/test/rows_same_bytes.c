/*
 * rows_same_bytes.c - the row filter writes the same bytes on every architecture and
 * with registers of any width: their hash over many blocks of one seed is known. Whoever
 * changes what the filter chooses changes the hash, and knows that readers need not care.
 */
#include "rows_data.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS = 300, BLOCK_MAX = 300000 };

static const uint64_t known = 0x32e7eb702e1a25f5;

/* FNV-1a, which is in the public domain. */
static uint64_t hash(uint64_t h, const uint8_t *bytes, int64_t count)
{
	for (int64_t i = 0; i < count; i++)
		h = (h ^ bytes[i]) * 0x100000001b3;
	return h;
}

int main(void)
{
	char *arguments[] = { "rows_same_bytes", "12345" };
	uint8_t *block = test_alloc(BLOCK_MAX);
	uint64_t sum = 0xcbf29ce484222325;

	test_begin(2, arguments);
	for (uint32_t i = 0; i < BLOCKS; i++) {
		struct uz_rows_shape shape =
			rows_shape(i % 3 ? 4 : 12, 1 + test_random(40));
		int64_t bytes = 1 + test_random(i % 10 ? 20000 : BLOCK_MAX);
		struct rows_block b;

		rows_fill(&shape, i % 2, block, bytes);
		b = rows_encode(&shape, block, bytes, 0, 2 * bytes + 6000);
		sum = hash(sum, b.data, b.bytes);
		free(b.data);
	}
	printf("hash %016llx\n", (unsigned long long)sum);
	CHECK(sum == known);
	free(block);
	return 0;
}
