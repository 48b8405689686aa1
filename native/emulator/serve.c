/*
 * serve.c - one look at every queue: doorbells heard, jobs taken up, and one job that is
 * due done and completed, with what its fault makes of that.
 */
#include "machine.h"
#include "replay.h"

#include <string.h>

enum { NO_SLOT = -1 };

static int due_slot(const struct emu_queue *q, uint64_t now)
{
	uint16_t slot = q->first;

	for (uint32_t left = q->waiting; left; left--) {
		if (q->jobs[slot].due <= now)
			return slot;
		slot = q->jobs[slot].next;
	}
	return NO_SLOT;
}

/*
 * A slot that the client cannot have in flight when it sees the completion. Going back
 * from a job that is never completed, the first one that is not taken up was completed
 * after that job came, or is the one behind the newest: a client may use neither.
 */
static uint32_t slot_not_in_flight(const struct emu_queue *q, uint32_t slot)
{
	uint32_t depth = q->machine->profile.sq_depth;

	for (uint32_t i = 1; i < depth; i++) {
		uint32_t other = (slot + depth - i) % depth;

		if (q->jobs[other].state == JOB_IDLE)
			return other;
	}
	return slot;
}

void emu_give(struct emu_queue *q, enum fault_kind kind)
{
	emu_fault_given(&q->machine->faults, kind, 1);
	q->record->faults++;
}

/* The next completion of the queue has come: who was put behind it is due. */
static void let_pass(struct emu_queue *q, uint64_t serial)
{
	uint16_t slot = q->first;

	for (uint32_t left = q->waiting; left; left--) {
		struct job *job = &q->jobs[slot];

		if (job->held && job->serial < serial) {
			job->passed = true;
			job->due = 0;
			q->reordered = false;
		}
		slot = job->next;
	}
}

static void write_results(struct emu_queue *q, uint32_t slot, struct job *job)
{
	uint32_t tag = q->machine->profile.api >= 3 ? DW_TAG_TYPE3 : DW_TAG_TYPE0;

	switch (job->fault.kind) {
	case FAULT_BAD_TAG:
		job->sqe[tag] ^= 1 + (uint32_t)(emu_random(&job->random) % 0xffff);
		break;
	case FAULT_WRONG_HEAD:
		emu_write_cqe(q, slot_not_in_flight(q, slot));
		return;
	default:
		break;
	}
	emu_write_back(q, slot, job->sqe);
	if (job->announced)
		return;
	emu_write_cqe(q, job->fault.kind != FAULT_BAD_HEAD ? slot
			 : job->fault.value                ? job->fault.value
					    : q->machine->profile.sq_depth);
	if (job->fault.kind == FAULT_DUPLICATE)
		emu_write_cqe(q, slot);
}

/* What remains to be done when the work is: 'job' is as the engine left it. */
static void complete(struct emu_queue *q, uint32_t slot, struct job *job)
{
	struct faults *faults = &q->machine->faults;
	struct record *r = q->record;

	if (job->held)
		q->reordered = false;
	emu_unlink_job(q, slot);
	q->jobs[slot].state = job->fault.kind == FAULT_WRONG_HEAD ? JOB_LOST : JOB_IDLE;
	write_results(q, slot, job);
	if (job->fault.kind != FAULT_NONE) {
		if (job->missed || (job->fault.kind == FAULT_REORDER && !job->passed))
			emu_fault_missed(faults, &job->fault);
		else
			emu_give(q, job->fault.kind);
	}
	r->jobs++;
	r->in_bytes += job->sqe[DW_CONSUMED];
	r->out_bytes += job->sqe[DW_PRODUCED];
	if (q->reordered)
		let_pass(q, job->serial);
}

/* Takes and gives back the lock; false when the job was dropped meanwhile. */
static bool work(struct emu_queue *q, uint32_t slot, struct job *job)
{
	struct emu_machine *m = q->machine;
	const struct job *now = &q->jobs[slot];
	bool prepared = m->profile.service == EMU_NULL || m->profile.service == EMU_RATE;
	struct replay_key key;

	if (prepared && !m->replay) {
		emu_prepare_results(q->record->direction, job);
		return true;
	}
	if (prepared &&
	    emu_replay_find(m->replay, &q->client, q->record->direction, job, &key))
		return true;
	q->busy = true;
	pthread_mutex_unlock(&m->lock);
	emu_run_job(m->engine, &q->client, q->record->direction, job);
	if (prepared)
		emu_replay_keep(m->replay, &key, job);
	pthread_mutex_lock(&m->lock);
	q->busy = false;
	pthread_cond_broadcast(&m->changed);
	return !q->gone && now->state == JOB_WAITING && now->serial == job->serial;
}

/* Whether the job, due as it is, has first to wait a little for its fault's sake. */
static bool postpone(struct emu_queue *q, uint32_t slot, uint64_t now)
{
	struct job *job = &q->jobs[slot];
	uint64_t later = now + (uint64_t)job->fault.ms * 1000000u;

	if (job->fault.kind == FAULT_EARLY_COMPLETION && !job->announced) {
		job->announced = true;
		job->due = later;
		emu_write_cqe(q, slot);
		/* Whether or not the client, seeing it, still waits for the rest. */
		emu_give(q, FAULT_EARLY_COMPLETION);
		job->fault.kind = FAULT_NONE;
		return true;
	}
	if (job->fault.kind != FAULT_REORDER || job->held)
		return false;
	if (q->reordered) {
		/* Two that wait for each other would both wait for nothing. */
		emu_fault_missed(&q->machine->faults, &job->fault);
		job->fault.kind = FAULT_NONE;
		return false;
	}
	job->held = q->reordered = true;
	job->due = later;
	return true;
}

static uint32_t serve_queue(struct emu_queue *q, uint64_t now)
{
	int slot = due_slot(q, now);
	struct job job;

	while (slot != NO_SLOT && postpone(q, (uint32_t)slot, now))
		slot = due_slot(q, now);
	if (slot == NO_SLOT)
		return 0;
	job = q->jobs[slot];
	if (!work(q, (uint32_t)slot, &job))
		return 0;
	complete(q, (uint32_t)slot, &job);
	return 1;
}

uint32_t emu_serve(struct emu_machine *m)
{
	uint64_t now = emu_now();
	uint32_t done = 0;

	pthread_mutex_lock(&m->lock);
	for (struct emu_queue *q = m->queues; q; q = q->next) {
		if (q->state != QUEUE_STARTED || q->gone)
			continue;
		if (!q->stopped) {
			emu_poll_doorbell(q);
			emu_take_up(q, now);
		}
		done += serve_queue(q, now);
		if (q->resetting && q->waiting == 0) {
			q->resetting = false;
			emu_set_stop(q, STOP_RX);
		}
	}
	pthread_mutex_unlock(&m->lock);
	return done;
}

uint64_t emu_next_due(struct emu_machine *m)
{
	uint64_t due = NEVER;

	pthread_mutex_lock(&m->lock);
	for (struct emu_queue *q = m->queues; q; q = q->next) {
		uint16_t slot = q->first;

		for (uint32_t left = q->waiting; left; left--) {
			if (q->jobs[slot].due < due)
				due = q->jobs[slot].due;
			slot = q->jobs[slot].next;
		}
	}
	pthread_mutex_unlock(&m->lock);
	return due;
}
