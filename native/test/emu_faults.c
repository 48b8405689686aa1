/*
 * emu_faults.c - each kind of fault does what it is said to do to the job, doorbell or
 * call whose turn it is, to no other, and is counted once it has.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "emu_bed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#define ZLIB_CONST
#include <zlib.h>

enum { DATA_BYTES = 5000, ROOM = 6000, PLAIN_BYTES = 20000 };

static struct emu_profile profile;
static struct emu_machine *m;
static struct bed b;
static uint8_t *data, *outs[8], *plain, *packed;
static uint32_t packed_bytes; /* a gzip member of 'plain' behind its header */

static void begin(const char *options, int direction)
{
	m = bed_machine(&profile, options);
	bed_open(&b, m, &profile, direction);
}

static int64_t end(const char *kind)
{
	char line[60];
	int64_t given;

	snprintf(line, sizeof(line), "fault kind=%s ", kind);
	given = bed_stat(m, line, "given");
	CHECK_EQ(bed_stat(m, "total", "faults_given"), given);
	bed_close(&b);
	emu_machine_close(m);
	return given;
}

static struct sqe job(uint32_t tag)
{
	if (b.direction == DECOMPRESS)
		return bed_job(&b, GZIP, packed, packed_bytes, outs[tag % 8], PLAIN_BYTES,
			       tag);
	return bed_job(&b, GZIP, data, DATA_BYTES, outs[tag % 8], ROOM, tag);
}

static void send(uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++) {
		struct sqe sqe = job(i);

		bed_push(&b, &sqe);
	}
	bed_ring(&b);
	emu_machine_step(m);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool wait_completion(struct sqe *sqe, uint32_t *head, int seconds)
{
	double deadline = now() + seconds + 0.03;

	while (!bed_reap(&b, sqe, head)) {
		if (now() > deadline)
			return false;
		emu_machine_step(m);
	}
	return true;
}

static bool output_is_right(const struct sqe *sqe, uint32_t tag)
{
	static uint8_t back[PLAIN_BYTES];
	struct oracle zlib;

	if (b.direction == DECOMPRESS)
		return sqe->dw[PRODUCED] == PLAIN_BYTES &&
		       memcmp(outs[tag % 8], plain, PLAIN_BYTES) == 0;
	zlib = oracle_inflate(outs[tag % 8], ROOM, back, sizeof(back));
	return zlib.status == Z_STREAM_END && zlib.produced == DATA_BYTES &&
	       memcmp(back, data, DATA_BYTES) == 0;
}

static uint32_t true_crc(void)
{
	return (uint32_t)(b.direction == DECOMPRESS ? crc32(0, plain, PLAIN_BYTES)
						    : crc32(0, data, DATA_BYTES));
}

/* Three jobs in a row, the second with the fault; the others must be sound. */
static struct sqe run_second(const char *kind, const char *more)
{
	struct sqe second = { { 0 } };

	for (uint32_t i = 0; i < 8; i++)
		memset(outs[i], 0x5a, PLAIN_BYTES);
	bed_command(&b, "fault %s count=1 after=1 %s", kind, more);
	test_context("fault %s", kind);
	for (uint32_t i = 0; i < 3; i++) {
		struct sqe sqe = job(i), done = bed_run(&b, &sqe);

		if (i == 1) {
			second = done;
			continue;
		}
		CHECK_EQ(done.dw[STATUS], 0);
		CHECK(output_is_right(&done, i));
		CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), true_crc());
	}
	return second;
}

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

		begin("depth=16 api=3", direction);
		done = run_second(cases[i].kind, cases[i].more);
		CHECK_EQ(done.dw[STATUS], cases[i].status);
		if (cases[i].valid) {
			CHECK(output_is_right(&done, 1));
		} else {
			for (uint32_t at = 0; at < PLAIN_BYTES; at++)
				CHECK_EQ(outs[1][at], 0x5a);
		}
		CHECK_EQ(end(cases[i].kind), 1);
	}
}

static void check_wrong_results(int direction)
{
	struct sqe done;
	uint32_t room = direction == DECOMPRESS ? PLAIN_BYTES : ROOM;

	begin("depth=16", direction);
	done = run_second("wrong-length", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(done.dw[PRODUCED] > room);
	CHECK_EQ(end("wrong-length"), 1);

	begin("depth=16", direction);
	done = run_second("nothing", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK_EQ(done.dw[PRODUCED], 0);
	CHECK_EQ(done.dw[CONSUMED], 0);
	CHECK_EQ(end("nothing"), 1);

	for (int i = 0; i < 50; i++) {
		begin("depth=16", direction);
		done = run_second("wrong-output", "");
		CHECK_EQ(done.dw[STATUS], 0);
		CHECK(!output_is_right(&done, 1));
		CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), true_crc());
		CHECK_EQ(end("wrong-output"), 1);
	}

	begin("depth=16", direction);
	done = run_second("wrong-crc", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(output_is_right(&done, 1));
	CHECK(crc_of_word(done.dw[CHECKSUM]) != true_crc());
	if (direction == COMPRESS) {
		uint32_t crc = crc_of_word(done.dw[CHECKSUM]);

		CHECK(memcmp(outs[1] + done.dw[PRODUCED] - 8, &crc, 4) == 0);
	}
	CHECK_EQ(end("wrong-crc"), 1);
}

/* The device believes in what it read, or says it does. */
static void check_agreeing(void)
{
	static uint8_t back[PLAIN_BYTES];
	struct oracle zlib;
	struct sqe done;

	begin("depth=16", COMPRESS);
	done = run_second("wrong-input", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(!output_is_right(&done, 1));
	zlib = oracle_inflate(outs[1], ROOM, back, sizeof(back));
	CHECK_EQ(zlib.status, Z_STREAM_END);
	CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), crc32(0, back, DATA_BYTES));
	CHECK_EQ(end("wrong-input"), 1);

	begin("depth=16", DECOMPRESS);
	done = run_second("lie", "");
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK(!output_is_right(&done, 1));
	CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), crc32(0, outs[1], PLAIN_BYTES));
	CHECK_EQ(end("lie"), 1);

	/* Neither is for the other direction. */
	begin("depth=16", DECOMPRESS);
	done = run_second("wrong-input", "");
	CHECK(output_is_right(&done, 1));
	CHECK_EQ(end("wrong-input"), 0);
	begin("depth=16", COMPRESS);
	done = run_second("lie", "");
	CHECK(output_is_right(&done, 1));
	CHECK_EQ(end("lie"), 0);
}

/* Sends three at once, the second with the fault. */
static void send_three(const char *options, const char *rule)
{
	begin(options, COMPRESS);
	test_context("fault %s", rule);
	bed_command(&b, "fault %s count=1 after=1", rule);
	for (uint32_t i = 0; i < 3; i++)
		memset(outs[i], 0x5a, ROOM);
	send(0, 3);
}

static void check_completions(void)
{
	struct sqe sqe;
	uint32_t head;

	send_three("depth=16", "bad-tag");
	for (uint32_t i = 0; i < 3; i++) {
		CHECK(wait_completion(&sqe, &head, 5));
		CHECK_EQ(head, i);
		CHECK_EQ(bed_tag(&b, &sqe) == i, i != 1);
	}
	CHECK_EQ(end("bad-tag"), 1);

	send_three("depth=16", "bad-head");
	for (uint32_t i = 0; i < 3; i++) {
		CHECK(wait_completion(&sqe, &head, 5));
		CHECK_EQ(head, i == 1 ? 16 : i);
	}
	CHECK_EQ(end("bad-head"), 1);

	send_three("depth=16", "bad-head value=65535");
	CHECK(wait_completion(&sqe, &head, 5) && wait_completion(&sqe, &head, 5));
	CHECK_EQ(head, 65535);
	CHECK_EQ(end("bad-head"), 1);

	send_three("depth=16", "wrong-head");
	for (uint32_t i = 0; i < 3; i++) {
		CHECK(wait_completion(&sqe, &head, 5));
		CHECK(i == 1 ? head == 0 || head >= 3 : head == i);
	}
	CHECK(!wait_completion(&sqe, &head, 0));
	CHECK_EQ(end("wrong-head"), 1);

	send_three("depth=16", "duplicate");
	for (uint32_t i = 0; i < 4; i++) {
		CHECK(wait_completion(&sqe, &head, 5));
		CHECK_EQ(head, i < 2 ? i : i - 1);
	}
	CHECK_EQ(end("duplicate"), 1);

	send_three("depth=16", "lost");
	CHECK(wait_completion(&sqe, &head, 5) && wait_completion(&sqe, &head, 5));
	CHECK_EQ(head, 2);
	CHECK(!wait_completion(&sqe, &head, 0));
	CHECK_EQ(outs[1][0], 0x5a);
	CHECK_EQ(end("lost"), 1);
}

static void check_times(void)
{
	double start = now();
	struct sqe sqe;
	uint32_t head;

	send_three("depth=16", "delay ms=60");
	CHECK(wait_completion(&sqe, &head, 5) && wait_completion(&sqe, &head, 5));
	CHECK_EQ(head, 2);
	CHECK(wait_completion(&sqe, &head, 5));
	CHECK_EQ(head, 1);
	CHECK(now() - start >= 0.06);
	CHECK(output_is_right(&sqe, 1));
	CHECK_EQ(end("delay"), 1);

	send_three("depth=16", "jitter ms=10");
	for (uint32_t i = 0; i < 3; i++)
		CHECK(wait_completion(&sqe, &head, 5));
	CHECK_EQ(end("jitter"), 1);

	start = now();
	send_three("depth=16", "late ms=60");
	CHECK(wait_completion(&sqe, &head, 5) && wait_completion(&sqe, &head, 5));
	CHECK_EQ(outs[1][0], 0x5a); /* not even begun */
	CHECK(wait_completion(&sqe, &head, 5));
	CHECK(now() - start >= 0.06);
	CHECK(output_is_right(&sqe, 1));
	CHECK_EQ(end("late"), 1);

	/* Stopped before: nothing is written. It was late all the same. */
	send_three("depth=16", "late ms=20");
	CHECK_EQ(bed_ioctl(&b, 0x5701, NULL), 0);
	start = now();
	while (now() - start < 0.04)
		emu_machine_step(m);
	CHECK_EQ(outs[1][0], 0x5a);
	CHECK_EQ(end("late"), 1);

	send_three("depth=16", "early-completion ms=40");
	CHECK(wait_completion(&sqe, &head, 5) && wait_completion(&sqe, &head, 5));
	if (head != 1)
		CHECK(wait_completion(&sqe, &head, 5));
	CHECK_EQ(head, 1);
	CHECK_EQ(sqe.dw[PRODUCED], 0); /* the SQE is still as it was submitted */
	CHECK_EQ(outs[1][0], 0x5a);
	start = now();
	while (outs[1][0] == 0x5a && now() - start < 5)
		emu_machine_step(m);
	CHECK(outs[1][0] != 0x5a);
	CHECK_EQ(end("early-completion"), 1);
}

static void check_reorder(void)
{
	struct sqe sqe;
	uint32_t head;

	send_three("depth=16", "reorder ms=5000");
	CHECK(wait_completion(&sqe, &head, 2));
	CHECK_EQ(head, 0);
	CHECK(wait_completion(&sqe, &head, 2));
	CHECK_EQ(head, 2);
	CHECK(wait_completion(&sqe, &head, 2));
	CHECK_EQ(head, 1);
	CHECK_EQ(end("reorder"), 1);

	/* Nobody comes behind: in order after all, and not counted. */
	begin("depth=16", COMPRESS);
	bed_command(&b, "fault reorder ms=5");
	send(0, 1);
	CHECK(wait_completion(&sqe, &head, 5));
	CHECK_EQ(end("reorder"), 0);

	/* All of them: every second one is passed. */
	begin("depth=16", COMPRESS);
	bed_command(&b, "fault reorder ms=5000");
	send(0, 8);
	for (uint32_t i = 0; i < 8; i++) {
		CHECK(wait_completion(&sqe, &head, 2));
		CHECK_EQ(head, i ^ 1);
	}
	CHECK_EQ(end("reorder"), 4);
}

static void check_doorbells(void)
{
	struct sqe sqe;
	uint32_t head;

	begin("depth=16", COMPRESS);
	bed_command(&b, "fault tx-stop after=1");
	send(0, 2);
	send(2, 2);
	CHECK_EQ(bed_stop_word(&b, 4), 1);
	CHECK_EQ(bed_stop_word(&b, 8), 0);
	CHECK(bed_reap(&b, &sqe, &head) && bed_reap(&b, &sqe, &head));
	CHECK(!bed_reap(&b, &sqe, &head));
	send(4, 2); /* dead */
	CHECK(!bed_reap(&b, &sqe, &head));
	CHECK_EQ(end("tx-stop"), 1);

	begin("depth=16", COMPRESS);
	bed_command(&b, "fault delay ms=10");
	send(0, 2);
	bed_command(&b, "clear");
	bed_command(&b, "fault rx-stop");
	send(2, 2);
	CHECK_EQ(bed_stop_word(&b, 4), 1);
	CHECK_EQ(bed_stop_word(&b, 8), 1);
	CHECK(!wait_completion(&sqe, &head, 0));
	CHECK_EQ(bed_stat(m, "fault kind=delay", "given"), 0);
	CHECK_EQ(end("rx-stop"), 1);
}

static void check_calls(void)
{
	static const struct {
		const char *kind;
		int error;
	} cases[] = { { "busy", -EBUSY }, { "eperm", -EPERM }, { "enodev", -ENODEV } };
	struct bed other;
	struct sqe sqe;
	uint32_t head;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		begin("depth=16 devices=2", COMPRESS);
		bed_command(&b, "fault %s count=2 device=hisi_zip-1", cases[i].kind);
		CHECK_EQ(bed_open_only(&other, m, &profile, 1), 0);
		bed_close(&other);
		CHECK_EQ(bed_open_only(&other, m, &profile, 0), cases[i].error);
		CHECK_EQ(bed_open_only(&other, m, &profile, 0), cases[i].error);
		CHECK_EQ(bed_open_only(&other, m, &profile, 0), 0);
		bed_close(&other);
		CHECK_EQ(end(cases[i].kind), 2);
	}
	begin("depth=16", COMPRESS);
	bed_command(&b, "fault put-error count=1");
	CHECK_EQ(bed_ioctl(&b, 0x5701, NULL), -EIO);
	CHECK_EQ(bed_stat(m, "total", "queues_held"), 1);
	send(0, 1); /* still running */
	CHECK(bed_reap(&b, &sqe, &head));
	CHECK_EQ(end("put-error"), 1);
}

static void check_rules(void)
{
	uint32_t statuses[2] = { 0, 0 };

	begin("depth=16 devices=2", COMPRESS);
	bed_command(&b, "fault status every=3 after=2 count=4");
	for (uint32_t i = 1; i <= 30; i++) {
		struct sqe sqe = job(i);
		bool expected = i == 5 || i == 8 || i == 11 || i == 14;

		CHECK_EQ(bed_run(&b, &sqe).dw[STATUS], expected ? 0x41 : 0);
	}
	CHECK_EQ(end("status"), 4);

	begin("depth=16 devices=2", COMPRESS);
	bed_command(&b, "fault status direction=decompress");
	bed_command(&b, "fault status device=hisi_zip-4"); /* replaces it */
	for (uint32_t i = 0; i < 5; i++) {
		struct sqe sqe = job(i);

		CHECK_EQ(bed_run(&b, &sqe).dw[STATUS], 0);
	}
	CHECK_EQ(end("status"), 0);

	/* Two rules want every job: each gets its count, one fault a job. */
	begin("depth=16", COMPRESS);
	bed_command(&b, "fault status count=5");
	bed_command(&b, "fault no-space count=5");
	for (uint32_t i = 0; i < 12; i++) {
		struct sqe sqe = job(i);
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
	z_stream z = { 0 };

	test_begin(argc, argv);
	data = test_alloc(DATA_BYTES);
	plain = test_alloc(PLAIN_BYTES);
	packed = test_alloc(PLAIN_BYTES);
	for (int i = 0; i < 8; i++)
		outs[i] = test_alloc(PLAIN_BYTES);
	data_fill(DATA_TEXT, data, DATA_BYTES);
	data_fill(DATA_TEXT, plain, PLAIN_BYTES);
	z.next_in = plain;
	z.avail_in = PLAIN_BYTES;
	z.next_out = packed;
	z.avail_out = PLAIN_BYTES;
	CHECK_EQ(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	packed_bytes = (uint32_t)z.total_out - 10;
	memmove(packed, packed + 10, packed_bytes);

	for (int direction = COMPRESS; direction <= DECOMPRESS; direction++) {
		check_statuses(direction);
		check_wrong_results(direction);
	}
	check_agreeing();
	check_completions();
	check_times();
	check_reorder();
	check_doorbells();
	check_calls();
	check_rules();
	free(data);
	free(plain);
	free(packed);
	for (int i = 0; i < 8; i++)
		free(outs[i]);
	return 0;
}
