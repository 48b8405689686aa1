/*
 * emu_round_trip.c - what the emulated device compresses zlib decompresses, and the other
 * way round, for each generation, format and length; checksums and lengths are right.
 */
#include "emu_bed.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

static const uint32_t lengths[] = { 1,     2,     63,    64,      4096,
				    65535, 65536, 65537, 1 << 20, 8 << 20 };

static uint8_t *in, *out, *back;
static uint32_t out_bytes;

static uint32_t checksum(int type, const uint8_t *data, uint32_t bytes)
{
	return (uint32_t)(type == GZIP ? crc32(0, data, bytes) : adler32(1, data, bytes));
}

static uint32_t word(const uint8_t *bytes, int type)
{
	return type == GZIP ? (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
				      (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24
			    : (uint32_t)bytes[3] | (uint32_t)bytes[2] << 8 |
				      (uint32_t)bytes[1] << 16 | (uint32_t)bytes[0] << 24;
}

static uint32_t reported(int type, const struct sqe *done)
{
	return type == GZIP ? crc_of_word(done->dw[CHECKSUM]) : done->dw[CHECKSUM];
}

static void check_compressed(int type, const struct sqe *done, uint32_t bytes)
{
	uint32_t trailer = type == GZIP ? 8 : type == ZLIB_STREAM ? 4 : 0;
	uint32_t produced = done->dw[PRODUCED], body = produced - trailer;
	struct oracle zlib;

	CHECK_EQ(done->dw[STATUS], produced < bytes ? 0x00 : 0x0d);
	CHECK_EQ(done->dw[CONSUMED], bytes);
	CHECK(produced > trailer && produced <= out_bytes);
	zlib = oracle_inflate(out, body, back, bytes);
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(zlib.consumed, body);
	CHECK_EQ(zlib.produced, bytes);
	CHECK(memcmp(in, back, bytes) == 0);
	if (type == RAW)
		return;
	CHECK_EQ(word(out + body, type), checksum(type, in, bytes));
	CHECK_EQ(reported(type, done), checksum(type, in, bytes));
	if (type == GZIP)
		CHECK_EQ(word(out + body + 4, type), bytes);
	CHECK_EQ(done->dw[ISIZE], bytes);
}

/* zlib's stream, header and all, of which the device gets what is behind the header. */
static uint32_t zlib_stream(int type, uint32_t bytes, uint32_t *header)
{
	z_stream z = {
		.next_in = in, .avail_in = bytes, .next_out = out, .avail_out = out_bytes
	};

	CHECK_EQ(deflateInit2(&z, 1 + (int)test_random(9), Z_DEFLATED,
			      type == GZIP          ? 31
			      : type == ZLIB_STREAM ? 15
						    : -15,
			      8, (int)test_random(5)),
		 Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	*header = type == GZIP ? 10 : type == ZLIB_STREAM ? 2 : 0;
	return (uint32_t)z.total_out - *header;
}

static void check_one(struct bed *c, struct bed *d, int type, uint32_t bytes)
{
	uint32_t tag = test_random(65536), header, stream;
	struct sqe job = bed_job(c, type, in, bytes, out, out_bytes, tag), done;

	done = bed_run(c, &job);
	check_compressed(type, &done, bytes);

	stream = zlib_stream(type, bytes, &header);
	memset(back, 0xaa, bytes);
	job = bed_job(d, type, out + header, stream + 3, back, bytes, tag);
	done = bed_run(d, &job);
	CHECK_EQ(done.dw[STATUS], 0x00);
	CHECK_EQ(done.dw[CONSUMED], stream);
	CHECK_EQ(done.dw[PRODUCED], bytes);
	CHECK(memcmp(in, back, bytes) == 0);
	if (type != RAW)
		CHECK_EQ(reported(type, &done), checksum(type, in, bytes));
}

static void check_generation(const char *options, int first_type)
{
	struct emu_profile profile;
	struct emu_machine *machine = bed_machine(&profile, options);
	struct bed c, d;

	bed_open(&c, machine, &profile, COMPRESS);
	bed_open(&d, machine, &profile, DECOMPRESS);
	for (int kind = 0; kind < DATA_KINDS; kind++) {
		data_fill(kind, in, lengths[COUNT_OF(lengths) - 1]);
		for (size_t i = 0; i < COUNT_OF(lengths); i++) {
			for (int type = first_type; type <= GZIP; type++) {
				/* The longest is slow: once for each generation. */
				if (lengths[i] == 8 << 20 &&
				    (kind != DATA_MIXED || type != GZIP))
					continue;
				test_context("%s %s type %d bytes %u", options,
					     data_name(kind), type, lengths[i]);
				check_one(&c, &d, type, lengths[i]);
			}
		}
	}
	bed_close(&c);
	bed_close(&d);
	emu_machine_close(machine);
}

int main(int argc, char **argv)
{
	uint32_t longest = lengths[COUNT_OF(lengths) - 1];

	test_begin(argc, argv);
	out_bytes = longest;
	in = test_alloc(longest);
	back = test_alloc(longest);
	out = test_alloc(out_bytes + 3);
	memset(out, 0, out_bytes + 3);
	check_generation("api=2 depth=16", ZLIB_STREAM);
	check_generation("api=3 sq-depth=7 cq-depth=9 page=64k", RAW);
	check_generation("api=5 full-ratio", RAW);
	free(in);
	free(out);
	free(back);
	return 0;
}
