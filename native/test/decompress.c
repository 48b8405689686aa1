/*
 * decompress.c - uz_decompress() stops at the stream's end and says where that is,
 * tells "malformed" from "does not fit", and touches nothing outside its buffers.
 */
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { IN_MAX = 5000, STREAM_MAX = 6000, TRAILING = 20 };

static uint8_t in[IN_MAX], stream[STREAM_MAX + TRAILING], expected[1 << 20];
static struct guarded guarded_in, guarded_out;
static int64_t short_seen, refused, equal, lenient;

static int64_t at_edge(struct uz_decompressor *d, int64_t bytes, int64_t room,
		       int64_t *consumed)
{
	memcpy(guarded_in.end - bytes, stream, (size_t)bytes);
	return uz_decompress(d, guarded_in.end - bytes, bytes, guarded_out.end - room,
			     room, consumed);
}

static void check_flips(struct uz_decompressor *d, int64_t bytes, int64_t in_bytes)
{
	for (int64_t bit = 0; bit < bytes * 8; bit++) {
		struct oracle zlib;
		int64_t got, consumed;

		stream[bit / 8] ^= (uint8_t)(1u << bit % 8);
		zlib = oracle_inflate(stream, (size_t)bytes, expected, sizeof(expected));
		got = at_edge(d, bytes, in_bytes, &consumed);
		if (got >= 0 && zlib.status == Z_DATA_ERROR) {
			lenient++;
		} else if (got >= 0) {
			CHECK_EQ(zlib.status, Z_STREAM_END);
			CHECK_EQ(zlib.produced, got);
			CHECK_EQ(zlib.consumed, consumed);
			CHECK(memcmp(guarded_out.end - in_bytes, expected,
				     zlib.produced) == 0);
			equal++;
		} else {
			CHECK(got == -EBADMSG || got == -ENOSPC);
			refused++;
			CHECK(zlib.status != Z_STREAM_END ||
			      zlib.produced > (size_t)in_bytes);
		}
		stream[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void check_stream(struct uz_decompressor *d, int32_t level, int64_t in_bytes)
{
	struct uz_compressor *c = uz_compressor_open(level);
	int64_t bytes = uz_compress(c, UZ_FINAL, in, in_bytes, stream, STREAM_MAX);
	int64_t consumed = -7;

	test_context("level %d bytes %lld", level, (long long)in_bytes);
	CHECK(bytes > 0);
	for (int64_t cut = 0; cut < bytes; cut++) {
		int64_t got = at_edge(d, cut, in_bytes, &consumed);

		CHECK(got == -EBADMSG || got == -ENOSPC);
		short_seen += got == -EBADMSG;
	}
	for (int64_t room = 0; room < in_bytes; room += 1 + room / 10)
		CHECK_EQ(at_edge(d, bytes, room, &consumed), -ENOSPC);
	CHECK_EQ(consumed, -7);
	check_flips(d, bytes, in_bytes);

	data_fill(DATA_RANDOM, stream + bytes, TRAILING);
	for (int64_t more = 0; more <= TRAILING; more++) {
		CHECK_EQ(at_edge(d, bytes + more, in_bytes, &consumed), in_bytes);
		CHECK_EQ(consumed, bytes);
		CHECK(memcmp(guarded_out.end - in_bytes, in, (size_t)in_bytes) == 0);
	}
	CHECK_EQ(at_edge(d, bytes, in_bytes, NULL), in_bytes);
	uz_compressor_close(c);
}

int main(int argc, char **argv)
{
	struct uz_decompressor *d = uz_decompressor_open();

	test_begin(argc, argv);
	CHECK(d != NULL);
	guarded_in = guarded_open(sizeof(stream));
	guarded_out = guarded_open(IN_MAX);
	for (int64_t i = test_count(1, 100); i > 0; i--)
		for (int kind = 0; kind < DATA_KINDS; kind++) {
			data_fill(kind, in, IN_MAX);
			check_stream(d, (int32_t)test_random(13), 0);
			check_stream(d, 0, test_random(100));
			check_stream(d, 1, test_random(1000));
			check_stream(d, 6, IN_MAX / 2 + test_random(IN_MAX / 2));
		}
	printf("of flipped bits: refused %lld, equal to zlib %lld, zlib refuses %lld "
	       "more\n",
	       (long long)refused, (long long)equal, (long long)lenient);
	CHECK(short_seen > 100 && refused > 100 && equal > 100);
	CHECK(lenient < refused / 10);
	uz_decompressor_close(d);
	guarded_close(&guarded_in);
	guarded_close(&guarded_out);
	return 0;
}
