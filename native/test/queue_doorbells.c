/*
 * queue_doorbells.c - every store to the doorbell region is one 64-bit store of the right
 * value: one for each turn that submits, with the ring's new end, and before it, only
 * when the completion ring has no room else, one that acknowledges; the device, told of
 * each store, never sees its completion ring overflow.
 */
#include "descriptor.h"
#include "local.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 256 };

struct check {
	struct uz_queue *queue;
	struct uz_opening opening;
	struct uz_turn turn;
	struct uz_job *jobs;
	uint8_t *outputs;
	uint16_t *submit, *done, *idle; /* 'idle': tags that are not in flight */
	uint32_t idle_count, job_count;
	/* The device's view, by counting. */
	uint64_t submitted, completed, sq_stores, cq_stores;
};

static const uint8_t input[] = "the quick brown fox jumps over the lazy dog";

static void make_jobs(struct check *c, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint16_t tag = c->idle[i];

		c->submit[i] = tag;
		c->jobs[tag] = (struct uz_job){
			.in = (uintptr_t)input,
			.out = (uintptr_t)(c->outputs + (size_t)tag * ROOM),
			.in_bytes = sizeof(input),
			.out_capacity = ROOM,
		};
	}
}

static void check_stores(struct check *c, size_t from)
{
	size_t at = from;

	if (local_store_count - from == 2) {
		CHECK_EQ(local_stores[at].value,
			 uz_cq_doorbell(c->opening.queue,
					(uint32_t)(c->completed % c->opening.cq_depth)));
		CHECK_EQ(local_stores[at].offset, UZ_DOORBELL_OFFSET);
		at++;
		c->cq_stores++;
	}
	if (local_store_count > from) {
		CHECK(c->turn.submitted > 0);
		CHECK_EQ(local_stores[at].value,
			 uz_sq_doorbell(c->opening.queue,
					(uint32_t)(c->submitted % c->opening.sq_depth)));
		CHECK_EQ(local_stores[at].offset, UZ_DOORBELL_OFFSET);
		at++;
		c->sq_stores++;
	}
	CHECK_EQ(local_store_count, at);
	CHECK_EQ(c->turn.sq_doorbells, c->sq_stores);
	CHECK_EQ(c->turn.cq_doorbells, c->cq_stores);
}

static void turn(struct check *c, uint32_t count)
{
	size_t stores = local_store_count;

	make_jobs(c, count);
	c->turn.submit_count = count;
	CHECK_EQ(uz_queue_turn(c->queue, &c->turn), 0);
	CHECK(c->turn.submitted <= count);
	c->submitted += c->turn.submitted;
	c->idle_count -= c->turn.submitted;
	memmove(c->idle, c->idle + c->turn.submitted, c->idle_count * sizeof(*c->idle));
	for (uint32_t i = 0; i < c->turn.done_count; i++) {
		CHECK_EQ(c->jobs[c->done[i]].status, UZ_JOB_DONE);
		c->idle[c->idle_count++] = c->done[i];
	}
	c->completed += c->turn.done_count;
	check_stores(c, stores);
}

static void check_depths(uint32_t sq_depth, uint32_t cq_depth, int64_t laps)
{
	struct emu_profile profile;
	struct check c = { 0 };
	uint64_t goal;

	test_context("sq_depth=%u cq_depth=%u", sq_depth, cq_depth);
	emu_profile_default(&profile);
	profile.sq_depth = sq_depth;
	profile.cq_depth = cq_depth;
	local_open(&profile, true);
	c.queue = local_queue_open(UZ_COMPRESS, &c.opening);
	CHECK(c.queue != NULL);
	c.job_count = c.idle_count = sq_depth + 3;
	c.jobs = test_alloc(c.job_count * sizeof(*c.jobs));
	c.submit = test_alloc(c.job_count * sizeof(*c.submit));
	c.done = test_alloc(c.job_count * sizeof(*c.done));
	c.idle = test_alloc(c.job_count * sizeof(*c.idle));
	c.outputs = test_alloc(c.job_count * ROOM);
	for (uint16_t i = 0; i < c.job_count; i++)
		c.idle[i] = i;
	c.turn = (struct uz_turn){ .jobs = (uintptr_t)c.jobs,
				   .submit = (uintptr_t)c.submit,
				   .done = (uintptr_t)c.done,
				   .job_count = c.job_count };

	for (goal = (uint64_t)laps * sq_depth; c.completed < goal;) {
		turn(&c, test_random(c.idle_count + 1));
		if (test_random(3) > 0)
			emu_machine_step(local_machine());
	}
	while (c.idle_count < c.job_count) {
		emu_machine_step(local_machine());
		turn(&c, 0);
	}
	CHECK_EQ(c.submitted, c.completed);
	CHECK(c.cq_stores < c.sq_stores);
	printf("sq_depth=%u cq_depth=%u jobs=%llu sq_doorbells=%llu cq_doorbells=%llu\n",
	       sq_depth, cq_depth, (unsigned long long)c.completed,
	       (unsigned long long)c.sq_stores, (unsigned long long)c.cq_stores);
	CHECK_EQ(uz_queue_close(c.queue), 0);
	local_close();
	free(c.jobs);
	free(c.submit);
	free(c.done);
	free(c.idle);
	free(c.outputs);
}

int main(int argc, char **argv)
{
	static const uint32_t depths[][2] = { { 1024, 1024 }, { 100, 70 }, { 70, 100 },
					      { 256, 1024 },  { 3, 2 },    { 2, 64 } };

	test_begin(argc, argv);
	for (size_t i = 0; i < COUNT_OF(depths); i++)
		check_depths(depths[i][0], depths[i][1], test_count(5, 50));
	return 0;
}
