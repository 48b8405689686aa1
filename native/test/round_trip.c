/*
 * round_trip.c - what any level and ending makes of any length comes back equal, by
 * zlib and by this library's own decompressor.
 */
#include "test.h"
#include "uacce_zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const int64_t lengths[] = { 0,     1,     2,     63,     64,     4096,
				   65535, 65536, 65537, 131072, 1 << 20 };

static uint8_t *in, *out, *back;
static int64_t out_capacity;

static void check_one(struct uz_compressor *c, struct uz_decompressor *d, int32_t ending,
		      int64_t bytes)
{
	int64_t wrote = uz_compress(c, ending, in, bytes, out, out_capacity);
	int64_t consumed = -1;
	struct oracle zlib;

	CHECK(wrote > 0);
	if (ending == UZ_PIECE) {
		CHECK(memcmp(out + wrote - 4, "\0\0\xff\xff", 4) == 0);
		memcpy(out + wrote, "\x03\0", 2);
		wrote += 2;
	}
	zlib = oracle_inflate(out, (size_t)wrote, back, (size_t)bytes);
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(zlib.consumed, wrote);
	CHECK_EQ(zlib.produced, bytes);
	CHECK(memcmp(back, in, (size_t)bytes) == 0);

	memset(back, 0xaa, (size_t)bytes);
	CHECK_EQ(uz_decompress(d, out, wrote, back, bytes, &consumed), bytes);
	CHECK_EQ(consumed, wrote);
	CHECK(memcmp(back, in, (size_t)bytes) == 0);
}

int main(int argc, char **argv)
{
	int64_t longest = lengths[COUNT_OF(lengths) - 1];
	struct uz_decompressor *d = uz_decompressor_open();

	test_begin(argc, argv);
	CHECK(d != NULL);
	out_capacity = uz_compress_bound(longest);
	in = test_alloc((size_t)longest);
	back = test_alloc((size_t)longest);
	out = test_alloc((size_t)out_capacity + 2);
	for (int32_t level = 0; level <= 12; level++) {
		struct uz_compressor *c = uz_compressor_open(level);

		CHECK(c != NULL);
		for (int kind = 0; kind < DATA_KINDS; kind++) {
			data_fill(kind, in, (size_t)longest);
			for (size_t i = 0; i < COUNT_OF(lengths); i++) {
				/* Each level's full length once: 10-12 are slow. */
				if (lengths[i] == longest && level >= 10 &&
				    kind != DATA_MIXED)
					continue;
				for (int32_t e = UZ_FINAL; e <= UZ_PIECE; e++) {
					test_context("level %d %s ending %d bytes %lld",
						     level, data_name(kind), e,
						     (long long)lengths[i]);
					check_one(c, d, e, lengths[i]);
				}
			}
		}
		uz_compressor_close(c);
	}
	uz_decompressor_close(d);
	free(in);
	free(out);
	free(back);
	return 0;
}
