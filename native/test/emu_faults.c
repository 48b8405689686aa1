/*
 * emu_faults.c - each fault of a result does what it is said to do to the job whose turn
 * it is, to no other, and is counted once it has; rules choose whose turn it is.
 */
#include "emu_faulty.h"

#include <string.h>
#include <zlib.h>

static void check_statuses(int direction)
{
	static const struct {
		const char *kind, *more;
		uint32_t status;
		bool valid;
	} cases[] = {
		{ "status", "", 0x41, false },   { "status", "value=0x77", 0x77, false },
		{ "no-space", "", 0x0e, false }, { "corrupt", "", 0x10, false },
		{ "negative", "", 0x0d, true },  { "ended", "", 0x113, true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sqe done;

		faulty_begin("depth=16 api=3", direction);
		done = faulty_second(cases[i].kind, cases[i].more);
		CHECK_EQ(done.dw[STATUS], cases[i].status);
		if (cases[i].valid) {
			CHECK(faulty_output_is_right(&done, 1));
		} else {
			for (uint32_t at = 0; at < PLAIN_BYTES; at++)
				CHECK_EQ(outs[1][at], 0x5a);
		}
		CHECK_EQ(faulty_end(cases[i].kind), 1);
	}
}

static void check_wrong_results(int direction)
{
	struct sqe done;
	uint32_t room = direction == DECOMPRESS ? PLAIN_BYTES : ROOM;

	faulty_begin("depth=16", direction);
	done = faulty_second("wrong-length", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(done.dw[PRODUCED] > room);
	CHECK_EQ(faulty_end("wrong-length"), 1);

	faulty_begin("depth=16", direction);
	done = faulty_second("nothing", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK_EQ(done.dw[PRODUCED], 0);
	CHECK_EQ(done.dw[CONSUMED], 0);
	CHECK_EQ(faulty_end("nothing"), 1);

	for (int i = 0; i < 50; i++) {
		faulty_begin("depth=16", direction);
		done = faulty_second("wrong-output", "");
		CHECK_EQ(done.dw[STATUS], 0);
		CHECK(!faulty_output_is_right(&done, 1));
		CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), faulty_crc());
		CHECK_EQ(faulty_end("wrong-output"), 1);
	}

	faulty_begin("depth=16", direction);
	done = faulty_second("wrong-crc", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(faulty_output_is_right(&done, 1));
	CHECK(crc_of_word(done.dw[CHECKSUM]) != faulty_crc());
	if (direction == COMPRESS) {
		uint32_t crc = crc_of_word(done.dw[CHECKSUM]);

		CHECK(memcmp(outs[1] + done.dw[PRODUCED] - 8, &crc, 4) == 0);
	}
	CHECK_EQ(faulty_end("wrong-crc"), 1);
}

/* Of a stream of three or four bytes many bits are padding: none of them is flipped. */
static void check_tiny_output(void)
{
	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault wrong-output");
	for (uint32_t i = 0; i < 200; i++) {
		struct sqe sqe = bed_job(&b, GZIP, data, 1, outs[0], ROOM, i);
		uint8_t back[8] = { 0 };
		struct oracle zlib;
		uint32_t body;

		sqe = bed_run(&b, &sqe);
		body = sqe.dw[PRODUCED] - 8;
		zlib = oracle_inflate(outs[0], body, back, sizeof(back));
		CHECK(zlib.status != Z_STREAM_END || zlib.consumed != body ||
		      zlib.produced != 1 || back[0] != data[0]);
	}
	CHECK_EQ(faulty_end("wrong-output"), 200);
}

/* The device believes in what it read, or says it does. */
static void check_agreeing(void)
{
	static uint8_t back[PLAIN_BYTES];
	struct oracle zlib;
	struct sqe done;

	faulty_begin("depth=16", COMPRESS);
	done = faulty_second("wrong-input", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(!faulty_output_is_right(&done, 1));
	zlib = oracle_inflate(outs[1], ROOM, back, sizeof(back));
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), crc32(0, back, DATA_BYTES));
	CHECK_EQ(faulty_end("wrong-input"), 1);

	faulty_begin("depth=16", DECOMPRESS);
	done = faulty_second("lie", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(!faulty_output_is_right(&done, 1));
	CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), crc32(0, outs[1], PLAIN_BYTES));
	CHECK_EQ(faulty_end("lie"), 1);

	/* Neither is for the other direction. */
	faulty_begin("depth=16", DECOMPRESS);
	done = faulty_second("wrong-input", "");
	CHECK(faulty_output_is_right(&done, 1));
	CHECK_EQ(faulty_end("wrong-input"), 0);
	faulty_begin("depth=16", COMPRESS);
	done = faulty_second("lie", "");
	CHECK(faulty_output_is_right(&done, 1));
	CHECK_EQ(faulty_end("lie"), 0);
}

static void check_rules(void)
{
	uint32_t statuses[2] = { 0, 0 };

	faulty_begin("depth=16 devices=2", COMPRESS);
	bed_command(&b, "fault status every=3 after=2 count=4");
	for (uint32_t i = 1; i <= 30; i++) {
		struct sqe sqe = faulty_job(i);
		bool expected = i == 5 || i == 8 || i == 11 || i == 14;

		CHECK_EQ(bed_run(&b, &sqe).dw[STATUS], expected ? 0x41 : 0);
	}
	CHECK_EQ(faulty_end("status"), 4);

	faulty_begin("depth=16 devices=2", COMPRESS);
	bed_command(&b, "fault status direction=decompress");
	bed_command(&b, "fault status device=hisi_zip-4"); /* replaces it */
	for (uint32_t i = 0; i < 5; i++) {
		struct sqe sqe = faulty_job(i);

		CHECK_EQ(bed_run(&b, &sqe).dw[STATUS], 0);
	}
	CHECK_EQ(faulty_end("status"), 0);

	/* Two rules want every job: each gets its count, one fault a job. */
	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault status count=5");
	bed_command(&b, "fault no-space count=5");
	for (uint32_t i = 0; i < 12; i++) {
		struct sqe sqe = faulty_job(i);
		uint32_t status = bed_run(&b, &sqe).dw[STATUS];

		CHECK_EQ(status != 0, i < 10);
		if (status)
			statuses[status == 0x0e]++;
	}
	CHECK_EQ(statuses[0], 5);
	CHECK_EQ(statuses[1], 5);
	CHECK_EQ(bed_stat(m, "queue", "faults"), 10);
	bed_close(&b);
	emu_machine_close(m);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	faulty_open();
	for (int direction = COMPRESS; direction <= DECOMPRESS; direction++) {
		check_statuses(direction);
		check_wrong_results(direction);
	}
	check_tiny_output();
	check_agreeing();
	check_rules();
	faulty_close();
	return 0;
}
