/*
 * join_hostile.c - uz_join() accepts exactly what zlib accepts as one complete stream
 * to the last byte, but for distances that reach too far back, and leaves alone what
 * it refuses: every truncation and every flipped bit of small streams, and bytes that
 * never were a stream.
 */
#include "join.h"
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { IN_MAX = 8000, STREAM_MAX = 12000, OUT_MAX = 1 << 22 };

static uint8_t in[IN_MAX], joined[STREAM_MAX + UZ_JOIN_MAX_BYTES + 2];
static uint8_t *expected, *actual;
static struct guarded room;
static int64_t accepted, refused;

static bool is_far_distance(const uint8_t *stream, size_t bytes)
{
	z_stream z = { .next_in = stream, .avail_in = (uInt)bytes };
	bool far;

	CHECK_EQ(inflateInit2(&z, -15), Z_OK);
	z.next_out = actual;
	z.avail_out = OUT_MAX;
	far = inflate(&z, Z_FINISH) == Z_DATA_ERROR && z.msg &&
	      strstr(z.msg, "too far back");
	inflateEnd(&z);
	return far;
}

static void check_one(const uint8_t *stream, size_t bytes)
{
	struct oracle before, after;
	uint8_t *at = room.end - UZ_JOIN_MAX_BYTES - bytes;
	int64_t got;
	bool complete;

	before = oracle_inflate(stream, bytes, expected, OUT_MAX);
	complete = before.status == Z_STREAM_END && before.consumed == bytes;
	memcpy(at, stream, bytes);
	got = uz_join(at, (int64_t)bytes, (int64_t)bytes + UZ_JOIN_MAX_BYTES);
	if (got < 0) {
		CHECK_EQ(got, -EBADMSG);
		CHECK(!complete);
		CHECK(memcmp(at, stream, bytes) == 0);
		refused++;
	} else if (complete) {
		memcpy(joined, at, (size_t)got);
		memcpy(joined + got, "\x03\0", 2);
		after = oracle_inflate(joined, (size_t)got + 2, actual, OUT_MAX);
		CHECK_EQ(after.status, Z_STREAM_END);
		CHECK_EQ(after.consumed, got + 2);
		CHECK_EQ(after.produced, before.produced);
		CHECK(memcmp(actual, expected, before.produced) == 0);
		accepted++;
	} else {
		/* Too much output for this test, or a distance too far back. */
		CHECK(before.status == Z_BUF_ERROR ? before.produced == OUT_MAX
						   : is_far_distance(stream, bytes));
	}
}

static size_t make_stream(uint8_t *stream, size_t in_bytes, int level, int strategy)
{
	z_stream z = { .next_in = in,
		       .avail_in = (uInt)in_bytes,
		       .next_out = stream,
		       .avail_out = STREAM_MAX };

	CHECK_EQ(deflateInit2(&z, level, Z_DEFLATED, -15, 8, strategy), Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

static void check_stream(size_t in_bytes, int level, int strategy)
{
	uint8_t *stream = test_alloc(STREAM_MAX);
	size_t bytes = make_stream(stream, in_bytes, level, strategy);

	test_context("stream of %zu bytes level %d strategy %d", in_bytes, level,
		     strategy);
	check_one(stream, bytes);
	for (size_t cut = 0; cut < bytes; cut++)
		check_one(stream, cut);
	check_one(stream, bytes + 1); /* a byte too many */
	for (size_t bit = 0; bit < bytes * 8; bit++) {
		stream[bit / 8] ^= (uint8_t)(1u << bit % 8);
		check_one(stream, bytes);
		stream[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	free(stream);
}

/* Random bytes that start as a block of each type does: most die in the header. */
static void check_garbage(void)
{
	uint8_t stream[1500];
	size_t bytes = 1 + test_random(test_random(4) ? 40 : sizeof(stream) - 1);

	data_fill(DATA_RANDOM, stream, bytes);
	stream[0] = (uint8_t)((stream[0] & ~7u) | test_random(8));
	check_one(stream, bytes);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	room = guarded_open(STREAM_MAX + UZ_JOIN_MAX_BYTES);
	expected = test_alloc(OUT_MAX);
	actual = test_alloc(OUT_MAX);
	data_fill(DATA_TEXT, in, sizeof(in));
	check_stream(0, 6, Z_FIXED);
	check_stream(1, 0, Z_DEFAULT_STRATEGY);
	check_stream(40, 6, Z_FIXED);
	check_stream(120, 0, Z_DEFAULT_STRATEGY);
	check_stream(400, 6, Z_DEFAULT_STRATEGY);
	check_stream(400, 6, Z_HUFFMAN_ONLY);
	check_stream(3000, 9, Z_DEFAULT_STRATEGY); /* long enough for the tables */
	data_fill(DATA_ZEROS, in, sizeof(in));
	check_stream(4000, 6, Z_DEFAULT_STRATEGY);
	data_fill(DATA_TEXT, in, sizeof(in));
	for (int64_t i = test_count(0, 100); i > 0; i--) {
		data_fill(test_random(DATA_KINDS), in, sizeof(in));
		check_stream(test_random(sizeof(in)), (int)test_random(10),
			     (int)test_random(5));
	}
	for (int64_t i = test_count(20000, 5000000); i > 0; i--)
		check_garbage();
	test_context("in all");
	CHECK(accepted > 100 && refused > 1000);
	guarded_close(&room);
	free(expected);
	free(actual);
	return 0;
}
