/*
 * pieces.c - pieces made at different levels, in any order, and 03 00 are one stream
 * that zlib, libdeflate and ISA-L read: no piece leans on what was before it.
 */
#include "test.h"
#include "uacce_zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { PIECES = 24, PIECE_MAX = 100000 };

struct piece {
	uint8_t *in, *out;
	int64_t in_bytes, out_bytes;
};

static void make(struct piece *p)
{
	int32_t level = (int32_t)test_random(13);
	struct uz_compressor *c = uz_compressor_open(level);
	int64_t bound;

	CHECK(c != NULL);
	p->in_bytes = test_random(8) ? test_random(PIECE_MAX) : test_random(3);
	p->in = test_alloc((size_t)p->in_bytes);
	data_fill(test_random(DATA_KINDS), p->in, (size_t)p->in_bytes);
	bound = uz_compress_bound(p->in_bytes);
	p->out = test_alloc((size_t)bound);
	p->out_bytes = uz_compress(c, UZ_PIECE, p->in, p->in_bytes, p->out, bound);
	CHECK(p->out_bytes >= 5);
	uz_compressor_close(c);
}

static void check_readers(const uint8_t *stream, int64_t stream_bytes, const uint8_t *in,
			  int64_t in_bytes)
{
	struct uz_decompressor *d = uz_decompressor_open();
	struct uz_inflater *s = uz_inflater_open();
	struct uz_inflated inflated;
	uint8_t *back = test_alloc((size_t)in_bytes);
	struct oracle zlib =
		oracle_inflate(stream, (size_t)stream_bytes, back, (size_t)in_bytes);
	int64_t consumed;

	CHECK(d && s);
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(zlib.consumed, stream_bytes);
	CHECK_EQ(zlib.produced, in_bytes);
	CHECK(memcmp(back, in, (size_t)in_bytes) == 0);

	memset(back, 0, (size_t)in_bytes);
	CHECK_EQ(uz_decompress(d, stream, stream_bytes, back, in_bytes, &consumed),
		 in_bytes);
	CHECK_EQ(consumed, stream_bytes);
	CHECK(memcmp(back, in, (size_t)in_bytes) == 0);

	memset(back, 0, (size_t)in_bytes);
	CHECK_EQ(uz_inflate(s, stream, stream_bytes, back, in_bytes, &inflated),
		 in_bytes);
	CHECK_EQ(inflated.finished, 1);
	CHECK_EQ(inflated.consumed, stream_bytes);
	CHECK(memcmp(back, in, (size_t)in_bytes) == 0);
	uz_decompressor_close(d);
	uz_inflater_close(s);
	free(back);
}

static void check_round(void)
{
	struct piece pieces[PIECES];
	int64_t in_bytes = 0, stream_bytes = 0;
	uint8_t *in = test_alloc(PIECES * PIECE_MAX);
	uint8_t *stream;

	for (int i = 0; i < PIECES; i++) {
		make(&pieces[i]);
		stream_bytes += pieces[i].out_bytes;
	}
	for (uint32_t i = PIECES - 1; i > 0; i--) {
		uint32_t other = test_random(i + 1);
		struct piece swapped = pieces[i];

		pieces[i] = pieces[other];
		pieces[other] = swapped;
	}
	stream = test_alloc((size_t)stream_bytes + 2);
	stream_bytes = 0;
	for (int i = 0; i < PIECES; i++) {
		struct piece *p = &pieces[i];

		memcpy(in + in_bytes, p->in, (size_t)p->in_bytes);
		in_bytes += p->in_bytes;
		memcpy(stream + stream_bytes, p->out, (size_t)p->out_bytes);
		stream_bytes += p->out_bytes;
		free(p->in);
		free(p->out);
	}
	memcpy(stream + stream_bytes, "\x03\0", 2);
	check_readers(stream, stream_bytes + 2, in, in_bytes);
	free(in);
	free(stream);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	for (int64_t i = test_count(4, 400); i > 0; i--)
		check_round();
	return 0;
}
