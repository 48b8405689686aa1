/*
 * join_exact.c - uz_join() clears the last block's BFINAL, appends an empty stored
 * block and changes no other bit, wherever the last block starts and ends: zlib's own
 * account of its blocks says where that is. Every bit offset must have been met.
 */
#include "join.h"
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { IN_MAX = 60000, OUT_MAX = 2 * IN_MAX, TAIL = 16 };
/* Flags in z_stream.data_type after inflate(Z_BLOCK); the low 3 bits: unused bits. */
enum { IN_LAST_BLOCK = 64, BETWEEN_BLOCKS = 128 };
enum block_type { STORED, FIXED, DYNAMIC, TYPES };

static uint8_t in[IN_MAX], stream[OUT_MAX], joined[OUT_MAX + TAIL], back[IN_MAX];
static int64_t headers_seen[TYPES][8], ends_seen[TYPES][8];

static void set_type(z_stream *z, enum block_type type)
{
	/* Z_OK, or Z_BUF_ERROR when zlib has nothing to flush before it switches. */
	int status = deflateParams(z, type == STORED ? 0 : 6,
				   type == FIXED ? Z_FIXED : Z_DEFAULT_STRATEGY);

	CHECK(status == Z_OK || status == Z_BUF_ERROR);
}

/* Up to six blocks or so; the last one is asked to be of type 'last'. */
static size_t make_stream(enum block_type last, size_t *in_bytes)
{
	static const int flushes[] = { Z_BLOCK, Z_BLOCK, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH,
				       Z_NO_FLUSH };
	z_stream z = { .next_in = in, .next_out = stream, .avail_out = OUT_MAX };
	uint32_t parts = test_random(6);
	int status;

	CHECK_EQ(deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	for (uint32_t i = 0; i <= parts; i++) {
		uint32_t most = test_random(3) ? 300 : IN_MAX / 6;

		z.avail_in = test_random(most);
		set_type(&z, i == parts ? last : (enum block_type)test_random(TYPES));
		if (i == parts)
			break;
		status = deflate(&z, flushes[test_random(COUNT_OF(flushes))]);
		CHECK(status == Z_OK || status == Z_BUF_ERROR);
		CHECK_EQ(z.avail_in, 0);
	}
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	*in_bytes = z.total_in;
	CHECK_EQ(deflateEnd(&z), Z_OK);
	return z.total_out;
}

static int64_t bit_position(const z_stream *z)
{
	return (int64_t)z->total_in * 8 - (z->data_type & 7);
}

/* The bit at which the last block's header starts, and the one behind its end. */
static void last_block(size_t stream_bytes, int64_t *header, int64_t *end)
{
	z_stream z = { .next_in = stream, .avail_in = (uInt)stream_bytes };

	CHECK_EQ(inflateInit2(&z, -15), Z_OK);
	*header = 0;
	do {
		z.next_out = back;
		z.avail_out = sizeof(back);
		CHECK_EQ(inflate(&z, Z_BLOCK), Z_OK);
		CHECK(z.data_type & BETWEEN_BLOCKS);
		if (!(z.data_type & IN_LAST_BLOCK))
			*header = bit_position(&z);
	} while (!(z.data_type & IN_LAST_BLOCK));
	*end = bit_position(&z);
	inflateEnd(&z);
}

static enum block_type type_at(int64_t bit)
{
	uint32_t type = 0;

	for (int i = 0; i < 2; i++, bit++)
		type |= (uint32_t)(stream[(bit + 1) / 8] >> ((bit + 1) % 8) & 1) << i;
	return (enum block_type)type;
}

static void check_one(enum block_type last)
{
	size_t in_bytes, bytes = make_stream(last, &in_bytes);
	int64_t header, end, expected, got;
	struct oracle zlib;

	last_block(bytes, &header, &end);
	CHECK_EQ((end + 7) / 8, bytes);
	headers_seen[type_at(header)][header % 8]++;
	ends_seen[type_at(header)][end % 8]++;

	memcpy(joined, stream, bytes);
	stream[header / 8] ^= (uint8_t)(1u << header % 8);
	if (end % 8)
		stream[bytes - 1] &= (uint8_t)(0xff >> (8 - end % 8));
	expected = (end + 3 + 7) / 8 + 4;
	memset(stream + bytes, 0, TAIL);
	memset(stream + expected - 2, 0xff, 2);

	got = uz_join(joined, (int64_t)bytes, expected - 1);
	CHECK_EQ(got, -ENOSPC);
	got = uz_join(joined, (int64_t)bytes, expected);
	CHECK_EQ(got, expected);
	CHECK(memcmp(joined, stream, (size_t)expected) == 0);

	memcpy(joined + got, "\x03\0", 2);
	zlib = oracle_inflate(joined, (size_t)got + 2, back, sizeof(back));
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(zlib.consumed, got + 2);
	CHECK_EQ(zlib.produced, in_bytes);
	CHECK(memcmp(back, in, in_bytes) == 0);
}

static bool all_seen(void)
{
	for (int type = 0; type < TYPES; type++)
		for (int bit = 0; bit < 8; bit++)
			/* A stored block always ends on a byte boundary. */
			if (!headers_seen[type][bit] ||
			    (!ends_seen[type][bit] && (type != STORED || bit == 0)))
				return false;
	return true;
}

int main(int argc, char **argv)
{
	int64_t least = test_count(3000, 300000);

	test_begin(argc, argv);
	for (int64_t i = 0; i < least || (i < 100 * least && !all_seen()); i++) {
		if (i % 64 == 0)
			data_fill(test_random(DATA_KINDS), in, sizeof(in));
		check_one((enum block_type)test_random(TYPES));
	}
	CHECK(all_seen());
	return 0;
}
