/*
 * inflate_split.c - the streaming inflater gives the same bytes however input and
 * output are split, takes exactly the stream's bytes and leaves those behind it, also
 * where it must give back what it took in an earlier call, and then stays finished.
 */
#include "test.h"
#include "uacce_zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IN_MAX = 300000, TRAILING = 40 };

static uint8_t *in, *stream, *back;
static struct guarded guarded_in, guarded_out;
static int64_t negative_seen, deepest;

enum split { WHOLE, BYTES, RANDOM_PARTS, BIG_PARTS, SPLITS };

static int64_t part(enum split split, int64_t left)
{
	int64_t most = split == WHOLE          ? left
		       : split == BYTES        ? 1
		       : split == RANDOM_PARTS ? test_random(40)
					       : test_random(70000);

	return most < left ? most : left;
}

static void check_finished(struct uz_inflater *s)
{
	struct uz_inflated after = { -1, -1 };
	uint8_t byte;

	CHECK_EQ(uz_inflate(s, stream, TRAILING, &byte, 1, &after), 0);
	CHECK_EQ(after.consumed, 0);
	CHECK_EQ(after.finished, 1);
}

/* Parts end where memory ends: a byte read or written behind one faults. */
static void check_one(struct uz_inflater *s, int64_t stream_bytes, int64_t in_bytes,
		      enum split in_split, enum split out_split)
{
	int64_t taken = 0, made = 0, idle = 0;
	struct uz_inflated r = { 0, 0 };

	uz_inflater_reset(s);
	memset(back, 0, (size_t)in_bytes);
	while (!r.finished) {
		int64_t give = part(in_split, stream_bytes + TRAILING - taken);
		int64_t room = part(out_split, in_bytes - made);
		uint8_t *from = guarded_in.end - give;
		uint8_t *to = guarded_out.end - room;
		int64_t got;

		memcpy(from, stream + taken, (size_t)give);
		got = uz_inflate(s, from, give, to, room, &r);
		CHECK(got >= 0 && got <= room);
		CHECK(r.consumed <= give);
		CHECK(r.consumed >= (r.finished ? -8 : 0));
		memcpy(back + made, to, (size_t)got);
		taken += r.consumed;
		made += got;
		idle = got || r.consumed || !give || !room ? 0 : idle + 1;
		CHECK_EQ(idle, 0);
		negative_seen += r.consumed < 0;
		deepest = r.consumed < deepest ? r.consumed : deepest;
	}
	CHECK_EQ(made, in_bytes);
	CHECK_EQ(taken, stream_bytes);
	CHECK(memcmp(back, in, (size_t)in_bytes) == 0);
	check_finished(s);
}

static void check_stream(struct uz_inflater *s, int64_t in_bytes)
{
	struct uz_compressor *c = uz_compressor_open((int32_t)test_random(13));
	int64_t stream_bytes =
		uz_compress(c, UZ_FINAL, in, in_bytes, stream, uz_compress_bound(IN_MAX));

	CHECK(stream_bytes > 0);
	data_fill(test_random(2) ? DATA_RANDOM : DATA_ZEROS, stream + stream_bytes,
		  TRAILING);
	for (int i = 0; i < SPLITS; i++)
		for (int o = 0; o < SPLITS; o++) {
			if (in_bytes > 2000 && (i == BYTES || o == BYTES))
				continue;
			test_context("bytes %lld stream %lld splits %d %d",
				     (long long)in_bytes, (long long)stream_bytes, i, o);
			check_one(s, stream_bytes, in_bytes, i, o);
		}
	uz_compressor_close(c);
}

int main(int argc, char **argv)
{
	struct uz_inflater *s = uz_inflater_open();

	test_begin(argc, argv);
	CHECK(s != NULL);
	in = test_alloc(IN_MAX);
	back = test_alloc(IN_MAX);
	stream = test_alloc((size_t)uz_compress_bound(IN_MAX) + TRAILING);
	guarded_in = guarded_open((size_t)uz_compress_bound(IN_MAX) + TRAILING);
	guarded_out = guarded_open(IN_MAX);
	for (int64_t i = test_count(40, 4000); i > 0; i--) {
		data_fill(test_random(DATA_KINDS), in, IN_MAX);
		check_stream(s, test_random(1500));
		if (i % 20 == 0)
			check_stream(s, test_random(IN_MAX));
	}
	printf("gave back bytes of an earlier call %lld times, at most %lld\n",
	       (long long)negative_seen, (long long)-deepest);
	test_context("negative %lld deepest %lld", (long long)negative_seen,
		     (long long)deepest);
	CHECK(negative_seen > 0);
	uz_inflater_close(s);
	guarded_close(&guarded_in);
	guarded_close(&guarded_out);
	free(in);
	free(back);
	free(stream);
	return 0;
}
