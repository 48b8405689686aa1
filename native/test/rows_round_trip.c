/*
 * rows_round_trip.c - what the row filter takes apart comes together again, byte for
 * byte: rows of any shape, rows as Spark never writes them, blocks that begin and end
 * inside a record, and blocks that were given a wrong shape.
 */
#include "rows_data.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MAX = 300000 };

static uint8_t *block, *back;
static int64_t filtered, refused, in_total, out_total;

/* The bytes that the filter makes, or the error; checks that they can be undone. */
static int64_t check_block(const struct uz_rows_shape *shape, const uint8_t *in,
			   int64_t in_bytes, int64_t first, int64_t capacity)
{
	struct rows_block b = rows_encode(shape, in, in_bytes, first, capacity);

	if (b.bytes > 0) {
		CHECK(b.body_bytes > 0 && b.body_bytes <= b.bytes && b.bytes <= capacity);
		memset(back, 0xa5, (size_t)in_bytes);
		CHECK_EQ(rows_decode(b.data, b.body_bytes, b.data + b.body_bytes,
				     b.bytes - b.body_bytes, back, in_bytes),
			 0);
		CHECK_EQ(memcmp(in, back, (size_t)in_bytes), 0);
		filtered++;
	} else {
		CHECK(b.bytes == -EBADMSG || b.bytes == -ENOSPC);
		refused++;
	}
	free(b.data);
	return b.bytes;
}

/* Where the record after 'cut' begins. */
static int64_t next_record(const struct uz_rows_shape *shape, const uint8_t *in,
			   int64_t cut)
{
	int64_t at = 0;

	while (at < cut)
		at += shape->header + ((int64_t)in[at] << 24 | in[at + 1] << 16 |
				       in[at + 2] << 8 | in[at + 3]);
	return at;
}

static void check_shape(uint32_t header, uint32_t words, int64_t bytes, bool tame)
{
	struct uz_rows_shape shape = rows_shape(header, words), wrong;
	uint32_t whole = rows_fill(&shape, tame, block, bytes);
	int64_t cut = test_random((uint32_t)bytes), first, made;

	test_context("header %u words %u bytes %lld tame %d", header, words,
		     (long long)bytes, tame);
	made = check_block(&shape, block, bytes, 0, 2 * bytes + 6000);
	CHECK_EQ(made > 0, whole > 0);
	if (made > 0) {
		in_total += bytes;
		out_total += made;
		/* It fits what it takes, and nothing less. */
		CHECK_EQ(check_block(&shape, block, bytes, 0, made), made);
		CHECK_EQ(check_block(&shape, block, bytes, 0, made - 1), -ENOSPC);
	}
	first = next_record(&shape, block, cut);
	if (first < bytes)
		check_block(&shape, block + cut, bytes - cut, first - cut,
			    2 * bytes + 6000);
	wrong = rows_shape(test_random(2) ? 4 : 12, 1 + test_random(words + 1));
	if (wrong.words > UZ_ROWS_WORDS_MAX)
		wrong.words = words;
	check_block(&wrong, block, bytes, 0, 2 * bytes + 6000);
	if (wrong.words <= words) {
		wrong.header = header;
		check_block(&wrong, block, bytes, 0, 2 * bytes + 6000);
	}
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	block = test_alloc(BLOCK_MAX);
	back = test_alloc(BLOCK_MAX);
	for (int64_t i = test_count(300, 30000); i > 0; i--) {
		uint32_t words = 1 + test_random(test_random(8) ? 20 : UZ_ROWS_WORDS_MAX);
		uint32_t most = test_random(8) ? 20000 : BLOCK_MAX;

		check_shape(test_random(3) ? 4 : 12, words, 1 + test_random(most),
			    test_random(2));
	}
	check_shape(4, 1, BLOCK_MAX, true);
	check_shape(12, 1, BLOCK_MAX, true);
	check_shape(4, UZ_ROWS_WORDS_MAX, BLOCK_MAX, false);
	printf("filtered %lld blocks, refused %lld, made %lld bytes of %lld\n",
	       (long long)filtered, (long long)refused, (long long)out_total,
	       (long long)in_total);
	/* Were it to take nothing apart, it would make nothing smaller. */
	CHECK(out_total < in_total * 3 / 4);
	free(block);
	free(back);
	return 0;
}
