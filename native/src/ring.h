/*
 * ring.h - positions in the submission and the completion ring: wrap, phase, free places.
 * Pure arithmetic; depths need not be powers of two, and the two may differ.
 */
#ifndef UZ_RING_H
#define UZ_RING_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t uz_ring_next(uint32_t index, uint32_t depth)
{
	return index + 1 == depth ? 0 : index + 1;
}

/* The submission ring: [oldest, tail) is taken, completed entries in it included. */
struct uz_sq_ring {
	uint32_t depth;
	uint32_t oldest;
	uint32_t tail; /* equal to 'oldest' when nothing is taken */
};

/* One place stays empty: a full ring would look like an empty one. */
static inline uint32_t uz_sq_free(const struct uz_sq_ring *sq)
{
	uint32_t taken = sq->tail >= sq->oldest ? sq->tail - sq->oldest
						: sq->tail + sq->depth - sq->oldest;

	return sq->depth - 1 - taken;
}

/* The completion ring, as its reader sees it. */
struct uz_cq_ring {
	uint32_t depth;
	uint32_t head; /* the next entry to read */
	/* The phase bit of a new entry: 1 on the first lap, over zeroed memory, then
	 * the other on each lap. */
	uint32_t phase;
	uint32_t unacknowledged; /* read, and the device not told */
};

static inline void uz_cq_advance(struct uz_cq_ring *cq)
{
	cq->head = uz_ring_next(cq->head, cq->depth);
	if (cq->head == 0)
		cq->phase ^= 1;
	cq->unacknowledged++;
}

/*
 * How many more jobs may be submitted while 'in_flight' are: each will need an entry that
 * the device takes for free, and one entry stays empty. An overflow stops the queue.
 */
static inline uint32_t uz_cq_free(const struct uz_cq_ring *cq, uint32_t in_flight)
{
	return cq->depth - 1 - in_flight - cq->unacknowledged;
}

/*
 * Whether to acknowledge before 'count' jobs are submitted: only when they would not fit
 * otherwise, since an acknowledgement is a doorbell store too.
 */
static inline bool uz_cq_must_acknowledge(const struct uz_cq_ring *cq, uint32_t in_flight,
					  uint32_t count)
{
	return cq->unacknowledged > 0 && uz_cq_free(cq, in_flight) < count;
}

#endif
