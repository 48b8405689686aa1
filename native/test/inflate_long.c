/*
 * inflate_long.c - a stream of more than 4 GiB is inflated to its end, although the
 * engine's own count of output wraps there: far matches behind it are still good.
 */
#include "test.h"
#include "uacce_zip.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20, PERIOD = 30000, OFFSET = BLOCK / 2 };

/* Where a call ends and the next one starts: less than a match's distance on. */
static const int64_t cut = ((int64_t)1 << 32) + 1000;

int main(int argc, char **argv)
{
	int64_t blocks = ((int64_t)UINT32_MAX + 1) / BLOCK + 3;
	int64_t bound = uz_compress_bound(BLOCK);
	struct uz_compressor *c = uz_compressor_open(6);
	struct uz_inflater *s = uz_inflater_open();
	struct uz_inflated r;
	uint8_t *in, *piece, *out;
	int64_t bytes;

	test_begin(argc, argv);
	CHECK(c && s);
	in = test_alloc(BLOCK);
	out = test_alloc(BLOCK);
	piece = test_alloc((size_t)bound);
	/* Far matches only, so that a count just past its wrap is in their way. */
	data_fill(DATA_RANDOM, in, PERIOD);
	for (size_t have = PERIOD; have < BLOCK; have++)
		in[have] = in[have - PERIOD];
	/* A start that keeps the wrap off the borders of blocks, where no match is. */
	bytes = uz_compress(c, UZ_PIECE, in, OFFSET, piece, bound);
	CHECK_EQ(uz_inflate(s, piece, bytes, out, BLOCK, &r), OFFSET);
	CHECK_EQ(r.consumed, bytes);
	bytes = uz_compress(c, UZ_PIECE, in, BLOCK, piece, bound);
	CHECK(bytes > 0);
	for (int64_t i = 0; i < blocks; i++) {
		int64_t made = 0, taken = 0;

		test_context("block %lld of %lld", (long long)i, (long long)blocks);
		while (made < BLOCK) {
			int64_t before_cut = cut - OFFSET - i * BLOCK - made;
			int64_t room = BLOCK - made;
			int64_t got;

			if (before_cut > 0 && before_cut < room)
				room = before_cut;
			got = uz_inflate(s, piece + taken, bytes - taken, out + made,
					 room, &r);
			CHECK_EQ(got, room);
			made += got;
			taken += r.consumed;
		}
		CHECK(memcmp(out, in, BLOCK) == 0);
		CHECK_EQ(uz_inflate(s, piece + taken, bytes - taken, out, 0, &r), 0);
		CHECK_EQ(taken + r.consumed, bytes);
	}
	CHECK_EQ(uz_inflate(s, "\x03\0", 2, out, BLOCK, &r), 0);
	CHECK_EQ(r.finished, 1);
	uz_compressor_close(c);
	uz_inflater_close(s);
	free(in);
	free(out);
	free(piece);
	return 0;
}
