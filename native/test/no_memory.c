/*
 * no_memory.c - a compressor keeps nothing from call to call: the same block gives the
 * same bytes from a new object and after other blocks, failures and another ending,
 * wherever input and output are in memory.
 */
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { IN_MAX = 100000 };

static uint8_t *in, *other, *out, *expected;
static int64_t bound;

static void disturb(struct uz_compressor *c)
{
	int64_t bytes = test_random(IN_MAX / 4);

	data_fill(test_random(DATA_KINDS), other, (size_t)bytes);
	CHECK(uz_compress(c, (int32_t)test_random(2), other, bytes, out, bound) > 0);
	data_fill(DATA_RANDOM, other, 1000);
	CHECK_EQ(uz_compress(c, (int32_t)test_random(2), other, 1000, out, 900), -ENOSPC);
}

static void check_one(int32_t level, int32_t ending, int64_t bytes)
{
	struct uz_compressor *c = uz_compressor_open(level);
	int64_t wrote;

	CHECK(c != NULL);
	wrote = uz_compress(c, ending, in, bytes, expected, bound);
	CHECK(wrote > 0);
	for (int i = 0; i < 3; i++) {
		uint32_t in_shift = test_random(64), out_shift = test_random(64);

		disturb(c);
		memcpy(other + in_shift, in, (size_t)bytes);
		CHECK_EQ(uz_compress(c, ending, other + in_shift, bytes, out + out_shift,
				     bound),
			 wrote);
		CHECK(memcmp(out + out_shift, expected, (size_t)wrote) == 0);
	}
	uz_compressor_close(c);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	bound = uz_compress_bound(IN_MAX);
	in = test_alloc(IN_MAX);
	other = test_alloc(IN_MAX + 64);
	out = test_alloc((size_t)bound + 64);
	expected = test_alloc((size_t)bound);
	for (int64_t i = test_count(1, 50); i > 0; i--)
		for (int32_t level = 0; level <= 12; level++)
			for (int kind = 0; kind < DATA_KINDS; kind++) {
				int64_t bytes = test_random(level < 10 ? IN_MAX : 10000);
				int32_t ending = (int32_t)test_random(2);

				test_context("level %d ending %d %s bytes %lld", level,
					     ending, data_name(kind), (long long)bytes);
				data_fill(kind, in, (size_t)bytes);
				check_one(level, ending, bytes);
			}
	free(in);
	free(other);
	free(out);
	free(expected);
	return 0;
}
