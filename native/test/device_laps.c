/*
 * device_laps.c - batches of every size from 1 to depth - 1, several laps of both rings,
 * each behind exactly one doorbell, with every job right; what finds no place is left to
 * the caller, in order.
 */
#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1024, ROOM = 2048, BLOCKS = 61 };

static uint8_t *inputs;  /* BLOCKS of them, all different */
static uint8_t *outputs; /* one for each job */
static struct client c;
static uint8_t *queued; /* by tag */

static uint16_t next_free(uint16_t from)
{
	while (queued[from])
		from = (uint16_t)((from + 1u) % c.job_count);
	return from;
}

static const uint8_t *input_of(uint64_t number)
{
	return inputs + number % BLOCKS * BLOCK;
}

static void check_job(uint16_t tag)
{
	const struct uz_job *j = &c.jobs[tag];
	const uint8_t *in = (const uint8_t *)(uintptr_t)j->in;
	uint8_t plain[BLOCK + 1];
	struct oracle o;

	CHECK(queued[tag]);
	queued[tag] = 0;
	CHECK_EQ(j->status, UZ_JOB_DONE);
	CHECK_EQ(j->consumed, BLOCK);
	CHECK_EQ(j->checksum, uz_crc32(0, in, BLOCK));
	o = oracle_inflate((const void *)(uintptr_t)j->out,
			   j->produced - GZIP_TRAILER_BYTES, plain, sizeof(plain));
	CHECK_EQ(o.produced, BLOCK);
	CHECK_EQ(memcmp(plain, in, BLOCK), 0);
}

/* Fills c.submit with 'count' new jobs. */
static void make_jobs(uint32_t count)
{
	static uint64_t number;
	uint16_t tag = (uint16_t)test_random(c.job_count);

	for (uint32_t i = 0; i < count; i++, number++) {
		tag = next_free(tag);
		queued[tag] = 1;
		c.submit[i] = tag;
		c.jobs[tag] = (struct uz_job){
			.in = (uintptr_t)input_of(number),
			.out = (uintptr_t)(outputs + (size_t)tag * ROOM),
			.in_bytes = BLOCK,
			.out_capacity = ROOM,
		};
	}
}

static void reap_all(uint32_t *in_flight)
{
	for (;;) {
		for (uint32_t i = 0; i < c.turn.done_count; i++)
			check_job(c.done[i]);
		*in_flight -= c.turn.done_count;
		if (*in_flight == 0)
			return;
		CHECK_EQ(client_wait(&c), 0);
	}
}

/* A batch into an empty queue: all of it in one turn, behind one doorbell. */
static void run_batch(uint32_t count)
{
	uint64_t doorbells = c.turn.sq_doorbells;
	uint32_t in_flight = count;

	test_context("batch=%u", count);
	make_jobs(count);
	CHECK_EQ(client_turn(&c, count), 0);
	CHECK_EQ(c.turn.submitted, count);
	CHECK_EQ(c.turn.sq_doorbells, doorbells + 1);
	reap_all(&in_flight);
	CHECK_EQ(c.turn.sq_doorbells, doorbells + 1);
}

/* More than there are places: the first ones go, the others when there is room again. */
static void overfill(uint32_t places)
{
	uint32_t wanted = c.job_count, sent = 0, done = 0;

	test_context("overfill places=%u", places);
	make_jobs(wanted);
	CHECK(wanted > places);
	while (done < wanted) {
		uint64_t doorbells = c.turn.sq_doorbells;

		/* Those before it in c.submit have gone. */
		c.turn.submit = (uintptr_t)(c.submit + sent);
		CHECK_EQ(client_turn(&c, wanted - sent), 0);
		CHECK_EQ(c.turn.sq_doorbells, doorbells + (c.turn.submitted > 0));
		sent += c.turn.submitted;
		for (uint32_t i = 0; i < c.turn.done_count; i++)
			check_job(c.done[i]);
		done += c.turn.done_count;
		CHECK(sent - done <= places);
		if (c.turn.done_count == 0 && c.turn.submitted == 0) {
			CHECK_EQ(client_wait(&c), 0);
			for (uint32_t i = 0; i < c.turn.done_count; i++)
				check_job(c.done[i]);
			done += c.turn.done_count;
		}
	}
	c.turn.submit = (uintptr_t)c.submit;
}

/* Submissions and completions in any mixture. */
static void run_mixed(uint64_t jobs, uint32_t places)
{
	uint64_t completed = c.completed;
	uint32_t in_flight = 0;

	test_context("mixed places=%u", places);
	while (c.completed - completed < jobs) {
		uint32_t count = test_random(places - in_flight + 1);

		make_jobs(count);
		CHECK_EQ(client_turn(&c, count), 0);
		/* A place in the ring is not free before all older ones are. */
		for (uint32_t i = c.turn.submitted; i < count; i++)
			queued[c.submit[i]] = 0;
		in_flight += c.turn.submitted;
		for (uint32_t i = 0; i < c.turn.done_count; i++)
			check_job(c.done[i]);
		in_flight -= c.turn.done_count;
	}
	c.turn.done_count = 0;
	if (in_flight > 0)
		reap_all(&in_flight);
}

int main(int argc, char **argv)
{
	struct device d;
	uint32_t places, sq, cq, job_count;

	test_begin(argc, argv);
	d = device_first();
	client_open(&c, &d, UZ_COMPRESS, 1);
	sq = c.opening.sq_depth;
	cq = c.opening.cq_depth;
	places = (sq < cq ? sq : cq) - 1;
	CHECK_EQ(client_close(&c), 0);

	job_count = 2 * places + 1;
	client_open(&c, &d, UZ_COMPRESS, job_count);
	inputs = test_alloc(BLOCKS * BLOCK);
	outputs = test_alloc((size_t)job_count * ROOM);
	queued = test_alloc(job_count);
	memset(queued, 0, job_count);
	for (size_t i = 0; i < BLOCKS; i++)
		data_fill(i % DATA_KINDS, inputs + i * BLOCK, BLOCK);

	/* Half a million jobs at a depth of 1024: there every size only in a campaign. */
	for (uint32_t n = 1; n <= places;
	     n += n < 70 || n == places || test_count(0, 1) ? 1 : places / 7)
		run_batch(n);
	run_batch(places);
	overfill(places);
	run_mixed((uint64_t)sq * (uint64_t)test_count(4, 100), places);
	CHECK(c.completed >= 3 * (uint64_t)sq && c.completed >= 3 * (uint64_t)cq);
	CHECK_EQ(c.turn.sq_doorbells, c.submissions);
	/* Only right before a submission, and not before each. */
	CHECK(c.turn.cq_doorbells > 0 && c.turn.cq_doorbells < c.submissions);
	printf("sq_depth=%u cq_depth=%u jobs=%llu sq_doorbells=%llu cq_doorbells=%llu\n",
	       sq, cq, (unsigned long long)c.completed,
	       (unsigned long long)c.turn.sq_doorbells,
	       (unsigned long long)c.turn.cq_doorbells);
	CHECK_EQ(client_close(&c), 0);
	client_summary("device_laps");
	return 0;
}
