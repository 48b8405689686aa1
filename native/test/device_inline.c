/*
 * device_inline.c - a device on the driver's own thread (emulator/shim_bed.h): a null one
 * has completed every job when the doorbell's call returns, one with a rate completes no
 * job before it is due and each one at the first turn after that; and results that are
 * given again are right, while no output is written.
 *
 * UACCE_TEST_RATE is the rate in input bytes per second; without it the device is a null
 * one.
 */
#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS = 64, BYTES = 64 << 10, ROOM = BYTES + BYTES / 8, UNTOUCHED = 0xa5 };

/* The shim's; not there without it. */
uint64_t emu_shim_busy_ns(void) __attribute__((weak));

static struct client queue;
static uint8_t *inputs[2], *outputs;
static uint32_t checksums[2];

static void make_jobs(uint32_t count)
{
	for (uint16_t tag = 0; tag < count; tag++) {
		queue.submit[tag] = tag;
		queue.jobs[tag] = (struct uz_job){
			.in = (uintptr_t)inputs[tag % 2],
			.out = (uintptr_t)(outputs + (size_t)tag * ROOM),
			.in_bytes = BYTES,
			.out_capacity = ROOM,
			.format = UZ_GZIP,
		};
	}
}

static void check_results(void)
{
	for (uint32_t i = 0; i < queue.turn.done_count; i++) {
		const struct uz_job *j = &queue.jobs[queue.done[i]];

		CHECK_EQ(j->status, UZ_JOB_DONE);
		CHECK_EQ(j->consumed, BYTES);
		CHECK(j->produced > 0 && j->produced <= ROOM);
		CHECK_EQ(j->produced, queue.jobs[queue.done[i] % 2].produced);
		CHECK_EQ(j->checksum, checksums[queue.done[i] % 2]);
	}
}

/* Both kinds of input, each done once: from here on results are only given again. */
static void learn(void)
{
	make_jobs(2);
	memset(outputs, UNTOUCHED, (size_t)JOBS * ROOM);
	CHECK_EQ(client_turn(&queue, 2), 0);
	for (uint32_t done = queue.turn.done_count; done < 2;) {
		CHECK_EQ(client_wait(&queue), 0);
		done += queue.turn.done_count;
	}
	CHECK(outputs[0] != UNTOUCHED || outputs[1] != UNTOUCHED);
	memset(outputs, UNTOUCHED, (size_t)JOBS * ROOM);
}

static void check_untouched(void)
{
	for (size_t i = 0; i < (size_t)JOBS * ROOM; i++)
		CHECK(outputs[i] == UNTOUCHED);
}

static void completes_within_doorbell(uint32_t batch)
{
	uint32_t turns = (uint32_t)test_count(5000, 100000);
	uint64_t busy = emu_shim_busy_ns();
	double start = now_seconds(), seconds;

	test_context("batch=%u", batch);
	make_jobs(batch);
	for (uint32_t i = 0; i < turns; i++) {
		CHECK_EQ(client_turn(&queue, batch), 0);
		CHECK_EQ(queue.turn.submitted, batch);
		CHECK_EQ(queue.turn.done_count, batch);
	}
	check_results();
	seconds = now_seconds() - start;
	busy = emu_shim_busy_ns() - busy;
	printf("batch=%u: %.0f ns per job, of which the device %.0f\n", batch,
	       seconds * 1e9 / turns / batch, (double)busy / turns / batch);
}

static void completes_when_due(double rate)
{
	double start = now_seconds();
	uint32_t done = 0, round = 0;

	make_jobs(JOBS);
	CHECK_EQ(client_turn(&queue, JOBS), 0);
	CHECK_EQ(queue.turn.submitted, JOBS);
	for (;;) {
		/* Read after the look: no job of it can have been due later. */
		double passed = now_seconds() - start;

		for (uint32_t i = 0; i < queue.turn.done_count; i++)
			CHECK_EQ(queue.done[i], done + i);
		done += queue.turn.done_count;
		check_results();
		CHECK(done * (double)BYTES <= passed * rate + 1);
		if (done == JOBS)
			break;
		CHECK(passed < PATIENCE_SECONDS);
		back_off(&round);
		CHECK_EQ(client_turn(&queue, 0), 0);
	}
	printf("rate=%.0f: %.0f bytes per second\n", rate,
	       JOBS * (double)BYTES / (now_seconds() - start));
}

int main(int argc, char **argv)
{
	const char *given = getenv("UACCE_TEST_RATE");
	double rate = given ? atof(given) : 0;
	struct device d;

	test_begin(argc, argv);
	if (!emu_shim_busy_ns)
		test_skip("the shim is not preloaded");
	d = device_first();
	client_open(&queue, &d, UZ_COMPRESS, JOBS);
	outputs = test_alloc((size_t)JOBS * ROOM);
	for (int i = 0; i < 2; i++) {
		inputs[i] = test_alloc(BYTES);
		data_fill(DATA_TEXT, inputs[i], BYTES);
		inputs[i][0] = (uint8_t)i;
		checksums[i] = uz_crc32(0, inputs[i], BYTES);
	}
	learn();
	if (rate > 0) {
		completes_when_due(rate);
	} else {
		for (uint32_t batch = 1; batch <= JOBS; batch *= 4)
			completes_within_doorbell(batch);
	}
	check_untouched();
	CHECK_EQ(client_close(&queue), 0);
	client_summary("inline");
	return 0;
}
