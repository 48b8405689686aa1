/*
 * capacity.c - uz_compress() writes no byte outside its output, says -ENOSPC when the
 * result does not fit and not when it does (ISA-L: with exactly the room it needs), and
 * the bound is enough for everything.
 */
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { IN_MAX = 100000, LIBDEFLATE_SLACK = 16 };

static struct guarded in, out;

static int64_t compress_at_edge(struct uz_compressor *c, int32_t ending, int64_t bytes,
				int64_t room)
{
	return uz_compress(c, ending, in.end - bytes, bytes, out.end - room, room);
}

static void check_one(struct uz_compressor *c, int32_t level, int32_t ending,
		      int64_t bytes)
{
	int64_t slack = level == 1 || level == 2 ? 0 : LIBDEFLATE_SLACK;
	int64_t bound = uz_compress_bound(bytes);
	int64_t need = compress_at_edge(c, ending, bytes, bound);
	uint8_t *whole;

	CHECK(need > 0 && need <= bound);
	whole = test_alloc((size_t)need);
	memcpy(whole, out.end - bound, (size_t)need);
	for (int64_t room = need; room <= need + slack; room++) {
		int64_t got = compress_at_edge(c, ending, bytes, room);

		if (got == -ENOSPC && room < need + slack)
			continue;
		CHECK_EQ(got, need);
		CHECK(memcmp(whole, out.end - room, (size_t)need) == 0);
	}
	free(whole);
	for (int64_t room = need - 1; room >= 0; room--) {
		CHECK_EQ(compress_at_edge(c, ending, bytes, room), -ENOSPC);
		if (bytes > 300 && room > 5 && room < need - 5)
			room -= test_random((uint32_t)room);
	}
	/* The failures above must have left nothing behind. */
	CHECK_EQ(compress_at_edge(c, ending, bytes, bound), need);
}

int main(int argc, char **argv)
{
	int64_t rounds = test_count(3, 100);

	test_begin(argc, argv);
	in = guarded_open(IN_MAX);
	out = guarded_open((size_t)uz_compress_bound(IN_MAX));
	for (int32_t level = 0; level <= 12; level++) {
		struct uz_compressor *c = uz_compressor_open(level);

		CHECK(c != NULL);
		for (int64_t i = 0; i < rounds; i++)
			for (int kind = 0; kind < DATA_KINDS; kind++) {
				int64_t bytes = i % 3 == 0   ? test_random(300)
						: i % 3 == 1 ? test_random(70000)
							     : test_random(IN_MAX);
				int32_t ending = (int32_t)test_random(2);

				if (level >= 10) /* slow */
					bytes %= 20000;
				data_fill(kind, in.start, IN_MAX);
				test_context("level %d ending %d %s bytes %lld", level,
					     ending, data_name(kind), (long long)bytes);
				check_one(c, level, ending, bytes);
			}
		uz_compressor_close(c);
	}
	guarded_close(&in);
	guarded_close(&out);
	return 0;
}
