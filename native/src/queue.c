/*
 * queue.c - one turn at a queue: reap, submit behind one doorbell, reap.
 *
 * The device reads entries, inputs and doorbells and writes entries, completions and
 * outputs at any time. Everything read from memory that it writes is checked before it is
 * used: a completion that does not fit what is in flight fails the queue.
 */
#include "queue.h"

#include "barrier.h"
#include "mmio.h"

#include <errno.h>
#include <string.h>

static struct uz_job *job_of(const struct uz_queue *q, uint32_t tag)
{
	return (struct uz_job *)(uintptr_t)q->jobs + tag;
}

static uint16_t *tags_at(uint64_t address)
{
	return (uint16_t *)(uintptr_t)address;
}

/* Whether this thread, or another, has touched a region that was not there any more. What
 * was read since is zeros. */
static int is_gone(const struct uz_queue *q)
{
	/* Against the compiler alone: the flag is set by a handler on this thread, in the
	 * middle of a load that comes before this one. */
	atomic_signal_fence(memory_order_seq_cst);
	return atomic_load_explicit(&q->gone, memory_order_acquire);
}

static int32_t check_gone_and_stopped(const struct uz_queue *q)
{
	if (is_gone(q))
		return -ENODEV;
	/* Either word: a queue that takes no more jobs is of no more use, and what is in
	 * flight may never come. */
	if (*q->stop_submitting || *q->stop_reaping)
		return -ESHUTDOWN;
	return is_gone(q) ? -ENODEV : 0;
}

/* Takes the completed entry at 'place' and reports its job. */
static int32_t complete(struct uz_queue *q, uint32_t place, struct uz_turn *turn)
{
	struct uz_entry *entry;
	struct uz_sqe sqe;
	int32_t error;

	if (place >= q->sq.depth)
		return -ERANGE;
	entry = &q->entries[place];
	if (entry->state != UZ_ENTRY_IN_FLIGHT)
		return -EALREADY;
	/* A copy, so that what is checked is what is used. */
	memcpy(&sqe, &q->sqes[place], sizeof(sqe));
	/* The device may have gone in the middle of the copy: half an answer is none. */
	if (is_gone(q))
		return -ENODEV;
	if (uz_sqe_tag(&sqe, q->generation) != entry->tag)
		return -EBADMSG;
	error = uz_sqe_decode(&sqe, job_of(q, entry->tag), q->direction);
	if (error)
		return error;
	entry->state = UZ_ENTRY_COMPLETE;
	q->tag_in_flight[entry->tag] = 0;
	q->in_flight--;
	tags_at(turn->done)[turn->done_count++] = entry->tag;
	return 0;
}

/* Frees the run of completed entries at the oldest end. */
static void free_oldest(struct uz_queue *q)
{
	while (q->sq.oldest != q->sq.tail &&
	       q->entries[q->sq.oldest].state == UZ_ENTRY_COMPLETE) {
		q->entries[q->sq.oldest].state = UZ_ENTRY_FREE;
		q->sq.oldest = uz_ring_next(q->sq.oldest, q->sq.depth);
	}
}

/* Ends: each round takes one of the jobs in flight, or fails the queue. */
static int32_t reap(struct uz_queue *q, struct uz_turn *turn)
{
	int32_t error = 0;

	while (!error && (q->cqes[q->cq.head].phase & UZ_CQE_PHASE_BIT) == q->cq.phase) {
		uz_completion_barrier();
		error = complete(q, q->cqes[q->cq.head].sq_head, turn);
		uz_cq_advance(&q->cq);
	}
	free_oldest(q);
	/* Zeros of a device that is gone look like an impossible completion. */
	return error && !is_gone(q) ? error : check_gone_and_stopped(q);
}

static int may_be_submitted(const struct uz_queue *q, const struct uz_turn *turn,
			    uint32_t tag)
{
	const struct uz_job *job;
	uint64_t piece_capacity;

	if (tag >= turn->job_count || q->tag_in_flight[tag])
		return 0;
	job = job_of(q, tag);
	/* uadk's bound: a piece with less room may end before its input does. */
	piece_capacity = ((uint64_t)job->in_bytes * 9 + 7) / 8;
	return job->in && job->out && job->in_bytes > 0 &&
	       job->in_bytes <= UZ_JOB_MAX_BYTES && job->out_capacity > 0 &&
	       job->out_capacity <= UZ_JOB_MAX_BYTES &&
	       (job->format == UZ_GZIP || job->format == UZ_ZLIB) &&
	       (job->ending == UZ_FINAL ||
		(job->ending == UZ_PIECE && q->direction == UZ_COMPRESS && job->context &&
		 job->out_capacity >= piece_capacity));
}

/* The number of jobs that there is room for. */
static uint32_t room(struct uz_queue *q, uint32_t wanted)
{
	uint32_t sq_free = uz_sq_free(&q->sq);
	uint32_t cq_free;

	if (wanted > sq_free)
		wanted = sq_free;
	/*
	 * Only here: nothing but a submission can make the completion ring overflow, so
	 * at any other time this would be a store to the device for nothing.
	 */
	if (wanted > 0 && uz_cq_must_acknowledge(&q->cq, q->in_flight, wanted)) {
		uz_ring_doorbell(q->doorbell, uz_cq_doorbell(q->number, q->cq.head));
		q->cq_doorbells++;
		q->cq.unacknowledged = 0;
	}
	cq_free = uz_cq_free(&q->cq, q->in_flight);
	return wanted < cq_free ? wanted : cq_free;
}

/* Writes entries up to the first job that has no place or is out of range. */
static int32_t write_entries(struct uz_queue *q, struct uz_turn *turn, uint32_t *tail)
{
	uint32_t count = room(q, turn->submit_count);

	for (; turn->submitted < count; turn->submitted++) {
		uint16_t tag = tags_at(turn->submit)[turn->submitted];
		struct uz_sqe sqe;

		if (!may_be_submitted(q, turn, tag))
			return -EINVAL;
		uz_sqe_encode(&sqe, job_of(q, tag), q->generation, tag);
		memcpy(&q->sqes[*tail], &sqe, sizeof(sqe));
		q->entries[*tail].tag = tag;
		q->entries[*tail].state = UZ_ENTRY_IN_FLIGHT;
		q->tag_in_flight[tag] = 1;
		*tail = uz_ring_next(*tail, q->sq.depth);
	}
	return 0;
}

/* The device was not told of the entries up to 'tail': they are the caller's again. */
static void take_back(struct uz_queue *q, struct uz_turn *turn, uint32_t tail)
{
	for (uint32_t i = q->sq.tail; i != tail; i = uz_ring_next(i, q->sq.depth)) {
		q->entries[i].state = UZ_ENTRY_FREE;
		q->tag_in_flight[q->entries[i].tag] = 0;
	}
	turn->submitted = 0;
}

/* -EINVAL for a job that cannot be submitted, or what failed the queue. */
static int32_t submit(struct uz_queue *q, struct uz_turn *turn)
{
	uint32_t tail = q->sq.tail;
	int32_t invalid = write_entries(q, turn, &tail);
	int32_t failure;

	if (tail == q->sq.tail)
		return invalid;
	/* The last look before the doorbell. A stop that comes between the two makes the
	 * device ignore the doorbell: the deadline of whoever waits is for that. */
	failure = check_gone_and_stopped(q);
	if (failure) {
		take_back(q, turn, tail);
		return failure;
	}
	uz_ring_doorbell(q->doorbell, uz_sq_doorbell(q->number, tail));
	q->sq_doorbells++;
	q->sq.tail = tail;
	q->in_flight += turn->submitted;
	return invalid;
}

/* The table of jobs may not change while the device can complete one. */
static int takes_turn(struct uz_queue *q, const struct uz_turn *turn)
{
	if (!turn->jobs || !turn->done || (!turn->submit && turn->submit_count) ||
	    turn->job_count == 0 || turn->job_count > UINT16_MAX)
		return 0;
	if (!q->jobs) {
		q->jobs = turn->jobs;
		q->job_count = turn->job_count;
	}
	return turn->jobs == q->jobs && turn->job_count == q->job_count;
}

int32_t uz_queue_turn(struct uz_queue *q, struct uz_turn *turn)
{
	int32_t invalid = 0;

	turn->submitted = 0;
	turn->done_count = 0;
	if (!q->failure) {
		if (!takes_turn(q, turn))
			return -EINVAL;
		q->failure = reap(q, turn);
	}
	if (!q->failure) {
		invalid = submit(q, turn);
		if (invalid != -EINVAL)
			q->failure = invalid;
	}
	if (!q->failure)
		q->failure = reap(q, turn);
	turn->sq_doorbells = q->sq_doorbells;
	turn->cq_doorbells = q->cq_doorbells;
	return q->failure ? q->failure : invalid;
}
