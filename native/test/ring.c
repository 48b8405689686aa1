/*
 * ring.c - positions, free places and phases of rings of any depths agree with a model
 * that keeps every entry in a list, over many laps, with completions in any order.
 */
#include "ring.h"
#include "test.h"

#include <string.h>

enum { DEPTH_MAX = 1200 };

/* The device's side and the truth: which entries are taken, and in which order. */
struct model {
	uint32_t taken[DEPTH_MAX]; /* places in the submission ring, oldest first */
	bool complete[DEPTH_MAX];  /* by place */
	uint32_t taken_count, in_flight;
	uint32_t phase[DEPTH_MAX]; /* of the completion ring, zeroed at first */
	uint32_t cq_tail, cq_lap;
	uint32_t unacknowledged;
};

static void complete_any(struct model *m, uint32_t cq_depth)
{
	uint32_t pick = test_random(m->taken_count);

	while (m->complete[m->taken[pick]])
		pick = (pick + 1) % m->taken_count;
	m->complete[m->taken[pick]] = true;
	m->in_flight--;
	CHECK(m->unacknowledged + m->in_flight + 1 <= cq_depth - 1);
	/* The device writes the phase of its lap: 1, 0, 1... */
	m->phase[m->cq_tail] = (m->cq_lap + 1) & 1;
	m->cq_tail = (m->cq_tail + 1) % cq_depth;
	m->cq_lap += m->cq_tail == 0;
	m->unacknowledged++;
}

static void free_oldest(struct model *m, struct uz_sq_ring *sq)
{
	while (m->taken_count > 0 && m->complete[m->taken[0]]) {
		CHECK_EQ(sq->oldest, m->taken[0]);
		m->complete[m->taken[0]] = false;
		sq->oldest = uz_ring_next(sq->oldest, sq->depth);
		memmove(m->taken, m->taken + 1, --m->taken_count * sizeof(m->taken[0]));
	}
}

static void submit(struct model *m, struct uz_sq_ring *sq, struct uz_cq_ring *cq,
		   uint32_t count)
{
	CHECK_EQ(uz_sq_free(sq), sq->depth - 1 - m->taken_count);
	CHECK_EQ(uz_cq_free(cq, m->in_flight),
		 cq->depth - 1 - m->in_flight - m->unacknowledged);
	if (uz_cq_must_acknowledge(cq, m->in_flight, count))
		m->unacknowledged = cq->unacknowledged = 0;
	while (count-- > 0 && uz_sq_free(sq) > 0 && uz_cq_free(cq, m->in_flight) > 0) {
		m->taken[m->taken_count++] = sq->tail;
		m->in_flight++;
		sq->tail = uz_ring_next(sq->tail, sq->depth);
	}
}

static void read_completions(struct model *m, struct uz_cq_ring *cq, uint32_t *left)
{
	while (*left > 0) {
		CHECK_EQ(m->phase[cq->head], cq->phase);
		uz_cq_advance(cq);
		(*left)--;
	}
	/* Nothing more looks new. */
	CHECK(m->phase[cq->head] != cq->phase);
}

static void check_laps(uint32_t sq_depth, uint32_t cq_depth, uint32_t laps)
{
	static struct model m;
	struct uz_sq_ring sq = { .depth = sq_depth };
	struct uz_cq_ring cq = { .depth = cq_depth, .phase = 1 };
	uint32_t unread = 0, done = 0;

	memset(&m, 0, sizeof(m));
	test_context("sq_depth=%u cq_depth=%u", sq_depth, cq_depth);
	while (done < laps * sq_depth) {
		submit(&m, &sq, &cq, 1 + test_random(sq_depth));
		for (uint32_t n = m.in_flight ? 1 + test_random(m.in_flight) : 0; n > 0;
		     n--) {
			complete_any(&m, cq_depth);
			unread++;
			done++;
		}
		read_completions(&m, &cq, &unread);
		free_oldest(&m, &sq);
	}
}

int main(int argc, char **argv)
{
	static const uint32_t depths[] = { 2, 3, 5, 64, 255, 256, 1000, 1024 };
	uint32_t laps = (uint32_t)test_count(8, 200);

	test_begin(argc, argv);
	for (size_t s = 0; s < COUNT_OF(depths); s++)
		for (size_t c = 0; c < COUNT_OF(depths); c++)
			check_laps(depths[s], depths[c], laps);
	return 0;
}
