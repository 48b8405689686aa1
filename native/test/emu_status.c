/*
 * emu_status.c - each status comes when it should, what it says of the output holds, and
 * no byte beyond the given space is ever written.
 */
#include "emu_bed.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { DATA_BYTES = 40000, OUT_BYTES = 2 * DATA_BYTES };

static struct emu_profile profile;
static struct emu_machine *m;
static struct bed c, d;
static uint8_t *data, *out, *stream;
static uint32_t stream_bytes; /* of a gzip member behind its header */

static uint32_t run(struct bed *b, const void *in, uint32_t in_bytes, void *to,
		    uint32_t room, struct sqe *done)
{
	struct sqe job = bed_job(b, GZIP, in, in_bytes, to, room, 9);

	*done = bed_run(b, &job);
	return done->dw[STATUS];
}

static void make_stream(int level)
{
	z_stream z = { .next_in = data,
		       .avail_in = DATA_BYTES,
		       .next_out = stream,
		       .avail_out = OUT_BYTES };

	CHECK_EQ(deflateInit2(&z, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	stream_bytes = (uint32_t)z.total_out - 10;
	memmove(stream, stream + 10, stream_bytes);
}

/* 0x0d with valid data, within nine eighths; 0x0e one byte below what is needed. */
static void check_space(void)
{
	for (int kind = 0; kind < DATA_KINDS; kind++) {
		struct sqe done;
		uint32_t needed, good;

		test_context("%s", data_name(kind));
		data_fill((enum data_kind)kind, data, DATA_BYTES);
		good = run(&c, data, DATA_BYTES, out, OUT_BYTES, &done);
		needed = done.dw[PRODUCED];
		CHECK_EQ(good, needed < DATA_BYTES ? 0x00 : 0x0d);
		CHECK(needed > DATA_BYTES || kind != DATA_RANDOM);
		CHECK(needed <= DATA_BYTES + DATA_BYTES / 8);
		for (uint32_t room = needed - 12; room <= needed + 12; room++) {
			struct guarded g = guarded_open(room);
			uint32_t status = run(&c, data, DATA_BYTES, g.start, room, &done);

			CHECK_EQ(status, room < needed ? 0x0e : good);
			guarded_close(&g);
		}
		make_stream(6);
		CHECK_EQ(run(&d, stream, stream_bytes, out, DATA_BYTES, &done), 0);
		CHECK_EQ(run(&d, stream, stream_bytes, out, DATA_BYTES - 1, &done), 0x0e);
		CHECK_EQ(run(&d, stream, stream_bytes, out, 1, &done), 0x0e);
	}
}

/* Behind what was produced the space is not the client's to rely on, and beyond the
 * space all is as it was. */
static void check_scribbling(void)
{
	uint32_t scribbled = 0;

	data_fill(DATA_TEXT, data, DATA_BYTES);
	for (int i = 0; i < 200; i++) {
		uint32_t room = DATA_BYTES - test_random(5000);
		struct sqe done;

		memset(out, 0x11, OUT_BYTES);
		CHECK_EQ(run(&c, data, DATA_BYTES, out, room, &done), 0);
		for (uint32_t at = done.dw[PRODUCED]; at < room; at++)
			scribbled += out[at] != 0x11;
		for (uint32_t at = room; at < OUT_BYTES; at++)
			CHECK_EQ(out[at], 0x11);
	}
	CHECK(scribbled > 1000);
}

static bool is_other_error(uint32_t status)
{
	return status != 0 && status != 0x0d && status != 0x0e && status != 0x10 &&
	       status != 0x13 && status < 0x100;
}

static void check_bad_data(void)
{
	struct sqe done;

	data_fill(DATA_TEXT, data, DATA_BYTES);
	make_stream(6);
	for (uint32_t i = 1; i <= 8; i++) { /* the trailer: CRC-32, ISIZE */
		stream[stream_bytes - i] ^= 1;
		CHECK_EQ(run(&d, stream, stream_bytes, out, DATA_BYTES, &done), 0x10);
		stream[stream_bytes - i] ^= 1;
	}
	for (uint32_t i = 1; i < 20; i++) /* cut short */
		CHECK(is_other_error(
			run(&d, stream, stream_bytes - i, out, OUT_BYTES, &done)));
	memset(stream, 0xff, 10); /* block type 3 */
	CHECK(is_other_error(run(&d, stream, stream_bytes, out, OUT_BYTES, &done)));
}

static uint32_t run_with(struct bed *b, int word, uint32_t bits, bool set)
{
	struct sqe job = bed_job(b, GZIP, data, DATA_BYTES, out, OUT_BYTES, 9);

	job.dw[word] = set ? bits : job.dw[word] ^ bits;
	return bed_run(b, &job).dw[STATUS];
}

static void check_bad_requests(void)
{
	struct sqe done;

	data_fill(DATA_TEXT, data, DATA_BYTES);
	CHECK_EQ(run_with(&c, FLAGS, 0x30000000u, false), 0x41);    /* v3's SQE on v2 */
	CHECK(is_other_error(run_with(&c, REQUEST, 0x4001, true))); /* raw, on v2 */
	CHECK(is_other_error(run_with(&c, REQUEST, 0x4004, true))); /* LZ4 */
	CHECK(is_other_error(run_with(&c, REQUEST, 0x4103, true))); /* scattered */
	CHECK(is_other_error(run_with(&c, REQUEST, 0x5003, true))); /* window 5 */
	CHECK(is_other_error(run_with(&c, IN_BYTES, (8 << 20) + 1, true)));
	CHECK(is_other_error(run_with(&c, IN_BYTES, UINT32_MAX, true)));
	CHECK(is_other_error(run_with(&c, OUT_SPACE, UINT32_MAX, true)));
	CHECK(is_other_error(run_with(&c, IN_BYTES, 0, true)));
	CHECK_EQ(run_with(&c, OUT_SPACE, 0, true), 0x0e);
	/* Addresses that fail; the queue lives. */
	CHECK_EQ(run(&c, NULL, 1000, out, OUT_BYTES, &done), 0x41);
	CHECK_EQ(run(&c, data, 1000, NULL, OUT_BYTES, &done), 0x41);
	CHECK_EQ(run(&c, data, 1000, out, OUT_BYTES, &done), 0);
	/* Without stateful the other two bits say nothing. */
	CHECK_EQ(run_with(&c, FLAGS, 0, true), 0);
	CHECK_EQ(oracle_inflate(out, OUT_BYTES, stream, OUT_BYTES).status, Z_STREAM_END);
}

/* A window asked for is kept to, and a stream made with a larger one is refused. */
static void check_window(void)
{
	static const uint32_t windows[] = { 4096, 8192, 16384, 24576, 32768 };

	struct emu_profile other;
	struct emu_machine *machine = bed_machine(&other, "full-ratio");
	struct bed b;

	bed_open(&b, machine, &other, COMPRESS);
	/* The second half repeats the first, 20000 bytes behind. */
	data_fill(DATA_RANDOM, data, DATA_BYTES / 2);
	memcpy(data + DATA_BYTES / 2, data, DATA_BYTES / 2);
	make_stream(9);
	CHECK(stream_bytes < DATA_BYTES * 3 / 4);
	for (uint32_t i = 0; i < COUNT_OF(windows); i++) {
		struct sqe job =
			bed_job(&d, GZIP, stream, stream_bytes, out, OUT_BYTES, 9);
		struct sqe done;
		bool found;

		test_context("window %u", windows[i]);
		job.dw[REQUEST] = i << 12 | 3;
		done = bed_run(&d, &job);
		CHECK_EQ(done.dw[STATUS] == 0, windows[i] > 20000);
		CHECK(done.dw[STATUS] == 0 || is_other_error(done.dw[STATUS]));
		job = bed_job(&b, GZIP, data, DATA_BYTES, out, OUT_BYTES, 9);
		job.dw[REQUEST] = i << 12 | 3;
		done = bed_run(&b, &job);
		found = done.dw[PRODUCED] < DATA_BYTES * 3 / 4;
		/* zlib has no window of 24 KiB: the next smaller one is used. */
		CHECK_EQ(found, windows[i] == 32768);
	}
	bed_close(&b);
	emu_machine_close(machine);
}

/* A job in the wrong queue is done in that queue's direction. */
static void check_wrong_queue(void)
{
	struct sqe done;

	data_fill(DATA_TEXT, data, DATA_BYTES);
	make_stream(6);
	CHECK_EQ(run(&c, stream, stream_bytes, out, OUT_BYTES, &done), 0x0d);
	CHECK(is_other_error(run(&d, data, DATA_BYTES, out, OUT_BYTES, &done)));
}

static void check_ended_option(void)
{
	struct emu_profile other;
	struct emu_machine *machine = bed_machine(&other, "inflate-ends-0x13");
	struct bed b;
	struct sqe done;

	data_fill(DATA_TEXT, data, DATA_BYTES);
	make_stream(6);
	bed_open(&b, machine, &other, DECOMPRESS);
	CHECK_EQ(run(&b, stream, stream_bytes, out, OUT_BYTES, &done), 0x113);
	CHECK_EQ(done.dw[PRODUCED], DATA_BYTES);
	bed_close(&b);
	emu_machine_close(machine);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	m = bed_machine(&profile, "api=2 depth=32");
	data = test_alloc(DATA_BYTES);
	out = test_alloc(OUT_BYTES);
	stream = test_alloc(OUT_BYTES);
	bed_open(&c, m, &profile, COMPRESS);
	bed_open(&d, m, &profile, DECOMPRESS);
	check_space();
	check_scribbling();
	check_bad_data();
	check_bad_requests();
	check_window();
	check_wrong_queue();
	check_ended_option();
	CHECK_EQ(bed_stat(m, "total", "bad_doorbells"), 0);
	bed_close(&c);
	bed_close(&d);
	emu_machine_close(m);
	free(data);
	free(out);
	free(stream);
	return 0;
}
