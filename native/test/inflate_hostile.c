/*
 * inflate_hostile.c - what is no DEFLATE stream makes uz_inflate() fail or come to
 * nothing, never write outside the output or end early unnoticed; a failed object
 * stays failed until it is reset, and then is as good as new.
 */
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { IN_MAX = 3000, STREAM_MAX = 4000, OUT_MAX = 1 << 16 };

static uint8_t in[IN_MAX], stream[STREAM_MAX];
static uint8_t *expected;
static struct guarded guarded_in, guarded_out;
static int64_t failed, unfinished, finished, lenient;

/* In one call, or byte by byte; bytes made, or the error. */
static int64_t inflate_all(struct uz_inflater *s, const uint8_t *data, int64_t bytes,
			   bool bytewise, struct uz_inflated *r)
{
	uint8_t *from = guarded_in.end - bytes;
	uint8_t *to = guarded_out.start;
	int64_t made = 0, taken = 0;

	memcpy(from, data, (size_t)bytes);
	uz_inflater_reset(s);
	do {
		int64_t give = bytewise && bytes - taken > 1 ? 1 : bytes - taken;
		int64_t got =
			uz_inflate(s, from + taken, give, to + made, OUT_MAX - made, r);

		if (got < 0)
			return got;
		made += got;
		taken += r->consumed;
	} while (taken < bytes && made < OUT_MAX && !r->finished);
	r->consumed = taken;
	return made;
}

static void check_still_failed(struct uz_inflater *s)
{
	static const uint8_t empty[2] = { 0x03, 0x00 };
	struct uz_inflated r = { 7, 7 };
	uint8_t byte;

	CHECK_EQ(uz_inflate(s, empty, sizeof(empty), &byte, 1, &r), -EBADMSG);
	CHECK(r.consumed == 7 && r.finished == 7);
	uz_inflater_reset(s);
	CHECK_EQ(uz_inflate(s, empty, sizeof(empty), &byte, 1, &r), 0);
	CHECK(r.consumed == 2 && r.finished == 1);
}

static void check_one(struct uz_inflater *s, int64_t bytes, bool bytewise)
{
	struct uz_inflated r;
	struct oracle zlib = oracle_inflate(stream, (size_t)bytes, expected, OUT_MAX);
	int64_t got = inflate_all(s, stream, bytes, bytewise, &r);

	if (got < 0) {
		CHECK_EQ(got, -EBADMSG);
		CHECK(zlib.status == Z_DATA_ERROR || zlib.status == Z_BUF_ERROR);
		check_still_failed(s);
		failed++;
	} else if (r.finished) {
		/* Where zlib agrees that this is a stream, it is the same one. */
		if (zlib.status == Z_STREAM_END) {
			CHECK_EQ(got, zlib.produced);
			CHECK_EQ(r.consumed, zlib.consumed);
			CHECK(memcmp(guarded_out.start, expected, zlib.produced) == 0);
		} else {
			CHECK_EQ(zlib.status, Z_DATA_ERROR);
			lenient++;
		}
		finished++;
	} else {
		CHECK(zlib.status != Z_STREAM_END || got == OUT_MAX);
		unfinished++;
	}
}

static int64_t make_stream(int32_t level, int64_t in_bytes)
{
	struct uz_compressor *c = uz_compressor_open(level);
	int64_t bytes = uz_compress(c, UZ_FINAL, in, in_bytes, stream, STREAM_MAX);

	CHECK(bytes > 0);
	uz_compressor_close(c);
	return bytes;
}

static void check_stream(struct uz_inflater *s, int32_t level, int64_t in_bytes)
{
	int64_t bytes = make_stream(level, in_bytes);

	test_context("level %d bytes %lld", level, (long long)in_bytes);
	for (int64_t cut = 0; cut < bytes; cut++) {
		int64_t before = unfinished;

		check_one(s, cut, cut % 2);
		CHECK_EQ(unfinished, before + 1);
	}
	for (int64_t bit = 0; bit < bytes * 8; bit++) {
		stream[bit / 8] ^= (uint8_t)(1u << bit % 8);
		check_one(s, bytes, bit % 2);
		stream[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

/* One literal and a match of distance 2: one byte further back than there is data. */
static void check_far_distance(struct uz_inflater *s)
{
	static const uint8_t far[] = { 0x73, 0x04, 0x42, 0x00 };
	struct uz_inflated r;
	uint8_t out[400];

	memcpy(stream, far, sizeof(far));
	test_context("distance too far back");
	CHECK_EQ(oracle_inflate(far, sizeof(far), out, sizeof(out)).status, Z_DATA_ERROR);
	/* Data of the stream before must not serve as the window of this one. */
	CHECK_EQ(inflate_all(s, stream, make_stream(6, IN_MAX), false, &r), IN_MAX);
	CHECK_EQ(r.finished, 1);
	CHECK_EQ(inflate_all(s, far, sizeof(far), false, &r), -EBADMSG);
	CHECK_EQ(inflate_all(s, far, sizeof(far), true, &r), -EBADMSG);
	check_still_failed(s);
}

int main(int argc, char **argv)
{
	struct uz_inflater *s = uz_inflater_open();

	test_begin(argc, argv);
	CHECK(s != NULL);
	expected = test_alloc(OUT_MAX);
	guarded_in = guarded_open(STREAM_MAX);
	guarded_out = guarded_open(OUT_MAX);
	data_fill(DATA_TEXT, in, IN_MAX);
	check_far_distance(s);
	check_stream(s, 0, 200);
	check_stream(s, 1, 1000);
	check_stream(s, 6, 60);
	check_stream(s, 6, 1500);
	for (int64_t i = test_count(0, 100); i > 0; i--) {
		data_fill(test_random(DATA_KINDS), in, IN_MAX);
		check_stream(s, (int32_t)test_random(13), test_random(IN_MAX));
	}
	for (int64_t i = test_count(20000, 2000000); i > 0; i--) {
		int64_t bytes = test_random(300);

		test_context("garbage of %lld bytes", (long long)bytes);
		data_fill(DATA_RANDOM, stream, (size_t)bytes);
		check_one(s, bytes, i % 2);
	}
	printf("refused %lld, unfinished %lld, finished %lld (zlib refuses %lld of "
	       "them)\n",
	       (long long)failed, (long long)unfinished, (long long)finished,
	       (long long)lenient);
	CHECK(failed > 1000 && unfinished > 100 && finished > 10);
	uz_inflater_close(s);
	guarded_close(&guarded_in);
	guarded_close(&guarded_out);
	free(expected);
	return 0;
}
