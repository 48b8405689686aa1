/*
 * emu_pieces.c - a stream in stateful jobs, compressed or decompressed, is whole when
 * each job gets the buffer and the words that the one before it left; when any of them is
 * lost, the job fails.
 */
#include "emu_bed.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { DATA_BYTES = 200000, OUT_BYTES = 2 * DATA_BYTES, CONTEXT = 64 << 10 };

static uint8_t *data, *out, *back;
static struct guarded context;

/* What a client carries from one job to the next. */
static void carry(struct sqe *to, const struct sqe *from)
{
	static const int words[] = { CTX0, CTX1, CTX2, ISIZE, CHECKSUM };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		to->dw[words[i]] = from->dw[words[i]];
}

static uint32_t compress_in_pieces(struct bed *c, int type)
{
	uint32_t at = 0, made = 0;
	struct sqe last = { { 0 } };

	memset(context.start, 0, CONTEXT);
	while (at < DATA_BYTES) {
		uint32_t piece = 1 + test_random(50000);
		struct sqe job;
		bool finish;

		if (piece > DATA_BYTES - at)
			piece = DATA_BYTES - at;
		finish = at + piece == DATA_BYTES;
		job = bed_job(c, type, data + at, piece, out + made,
			      piece + piece / 8 + 100, at);
		bed_context(&job, context.start,
			    STATEFUL | (at == 0 ? NEW : 0) | (finish ? FINISH : 0));
		if (at)
			carry(&job, &last);
		last = bed_run(c, &job);
		CHECK(last.dw[STATUS] == 0 || last.dw[STATUS] == 0x0d);
		CHECK_EQ(last.dw[CONSUMED], piece);
		at += piece;
		made += last.dw[PRODUCED];
		CHECK_EQ(last.dw[ISIZE], at);
		if (!finish)
			CHECK(memcmp(out + made - 4, "\0\0\xff\xff", 4) == 0);
	}
	return made;
}

static void check_compressed(int type, uint32_t made)
{
	uint32_t trailer = type == GZIP ? 8 : 4,
		 crc = (uint32_t)crc32(0, data, DATA_BYTES);
	struct oracle zlib = oracle_inflate(out, made, back, DATA_BYTES);

	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(zlib.consumed, made - trailer);
	CHECK_EQ(zlib.produced, DATA_BYTES);
	CHECK(memcmp(back, data, DATA_BYTES) == 0);
	if (type == GZIP)
		CHECK(memcmp(out + made - 8, &crc, 4) == 0);
}

/* The stream at 'out', of 'bytes', decompressed in jobs with any input and room. */
static void check_decompressed(struct bed *d, int type, uint32_t bytes)
{
	uint32_t at = 0, made = 0, last_status = 0;
	struct sqe last = { { 0 } };

	memset(context.start, 0, CONTEXT);
	memset(back, 0xaa, DATA_BYTES);
	for (int first = 1; last_status != 0x113; first = 0) {
		uint32_t piece = test_random(20000), room = 1 + test_random(40000);
		struct sqe job;

		if (piece > bytes - at)
			piece = bytes - at;
		if (room > DATA_BYTES - made)
			room = DATA_BYTES - made + (made == DATA_BYTES);
		job = bed_job(d, type, out + at, piece, back + made, room, at);
		bed_context(&job, context.start, STATEFUL | (first ? NEW : 0));
		if (!first)
			carry(&job, &last);
		last = bed_run(d, &job);
		last_status = last.dw[STATUS];
		CHECK(last_status == 0 || last_status == 0x113);
		at += last.dw[CONSUMED];
		made += last.dw[PRODUCED];
		CHECK(at <= bytes && made <= DATA_BYTES);
		CHECK_EQ(last.dw[ISIZE], made);
	}
	CHECK_EQ(at, bytes);
	CHECK_EQ(made, DATA_BYTES);
	CHECK(memcmp(back, data, DATA_BYTES) == 0);
}

/* One first piece, then the second with word 'lost' forgotten (or with nothing lost). */
static uint32_t status_without(struct bed *b, int lost)
{
	uint32_t half = DATA_BYTES / 2;
	struct sqe job = bed_job(b, GZIP, data, half, out, OUT_BYTES, 1), last;

	memset(context.start, 0, CONTEXT);
	bed_context(&job, context.start, STATEFUL | NEW);
	last = bed_run(b, &job);
	CHECK_EQ(last.dw[STATUS], 0);
	job = bed_job(b, GZIP, data + half, half, out, OUT_BYTES, 2);
	bed_context(&job, context.start, STATEFUL | FINISH);
	carry(&job, &last);
	if (lost > 0)
		job.dw[lost] = 0;
	if (lost == -1)
		memset(context.start, 0, CONTEXT);
	if (lost == -2) /* a buffer that was too small, and used for something else */
		memset(context.end - 8, 0, 8);
	return bed_run(b, &job).dw[STATUS];
}

static void check_lost_state(struct bed *b)
{
	static const int words[] = { CTX0, CTX1, CTX2, ISIZE, CHECKSUM, -1, -2 };

	CHECK_EQ(status_without(b, 0), 0);
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		uint32_t status = status_without(b, words[i]);

		test_context("lost %d status %#x", words[i], status);
		CHECK(status != 0 && status != 0x0d && status != 0x0e && status != 0x10 &&
		      status != 0x13);
	}
}

/* Pieces that are all new stand alone, in any order, and end with 03 00 added. */
static void check_joined(struct bed *c)
{
	uint32_t half = DATA_BYTES / 2, made = 0;
	struct oracle zlib;

	for (int piece = 1; piece >= 0; piece--) {
		struct sqe job = bed_job(c, GZIP, data + (uint32_t)piece * half, half,
					 out + made, OUT_BYTES - made, 1);

		memset(context.start, 0, CONTEXT);
		bed_context(&job, context.start, STATEFUL | NEW);
		job = bed_run(c, &job);
		CHECK_EQ(job.dw[STATUS], 0);
		made += job.dw[PRODUCED];
	}
	memcpy(out + made, "\3", 2);
	zlib = oracle_inflate(out, made + 2, back, DATA_BYTES);
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(zlib.consumed, made + 2);
	CHECK(memcmp(back, data + half, half) == 0);
	CHECK(memcmp(back + half, data, half) == 0);
}

int main(int argc, char **argv)
{
	struct emu_profile profile;
	struct emu_machine *m;
	struct bed c, d;

	test_begin(argc, argv);
	m = bed_machine(&profile, "api=3 depth=32");
	data = test_alloc(DATA_BYTES);
	out = test_alloc(OUT_BYTES);
	back = test_alloc(DATA_BYTES + 1);
	context = guarded_open(CONTEXT);
	bed_open(&c, m, &profile, COMPRESS);
	bed_open(&d, m, &profile, DECOMPRESS);
	for (int kind = 0; kind < DATA_KINDS; kind++) {
		data_fill((enum data_kind)kind, data, DATA_BYTES);
		for (int type = ZLIB_STREAM; type <= GZIP; type++) {
			for (int64_t i = test_count(5, 50); i > 0; i--) {
				uint32_t made = compress_in_pieces(&c, type);

				test_context("%s type %d", data_name(kind), type);
				check_compressed(type, made);
				check_decompressed(&d, type, made);
			}
		}
	}
	data_fill(DATA_TEXT, data, DATA_BYTES);
	check_lost_state(&c);
	check_joined(&c);
	bed_close(&c);
	bed_close(&d);
	emu_machine_close(m);
	guarded_close(&context);
	free(data);
	free(out);
	free(back);
	return 0;
}
