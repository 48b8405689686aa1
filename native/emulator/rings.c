/*
 * rings.c - the two rings behind the doorbell: taking jobs up, losing them, writing
 * results back; and the stop words.
 */
#include "machine.h"

#include <stdatomic.h>
#include <string.h>

void emu_set_stop(struct emu_queue *q, int words)
{
	struct emu_machine *m = q->machine;
	char *end = (char *)q->client.dus + emu_region_bytes(m, 0, EMU_REGION_DUS);

	q->stopped = true;
	q->tail = q->head;
	if (q->gone)
		return;
	if (words & STOP_TX)
		atomic_store_explicit((_Atomic uint32_t *)(end - 4), 1,
				      memory_order_release);
	if (words & STOP_RX)
		atomic_store_explicit((_Atomic uint32_t *)(end - 8), 1,
				      memory_order_release);
}

void emu_unlink_job(struct emu_queue *q, uint32_t slot)
{
	uint16_t at = q->first, before = at;

	while (at != slot) {
		before = at;
		at = q->jobs[at].next;
	}
	if (at == q->first)
		q->first = q->jobs[at].next;
	else
		q->jobs[before].next = q->jobs[at].next;
	if (at == q->last)
		q->last = before;
	q->waiting--;
	atomic_fetch_sub(&q->machine->waiting, 1);
}

void emu_lose_job(struct emu_queue *q, uint32_t slot)
{
	struct job *job = &q->jobs[slot];

	emu_unlink_job(q, slot);
	job->state = JOB_LOST;
	emu_fault_missed(&q->machine->faults, &job->fault);
}

void emu_lose_jobs(struct emu_queue *q)
{
	while (q->waiting)
		emu_lose_job(q, q->first);
	q->reordered = false;
	q->tail = q->head;
}

/* When the job would be done if nothing went wrong. */
static uint64_t due_time(struct emu_machine *m, const struct job *job, uint64_t now)
{
	uint64_t start;

	switch (m->profile.service) {
	case EMU_GATED:
		if (m->released == 0)
			return NEVER;
		m->released--;
		return now;
	case EMU_NULL:
		return m->profile.lag ? NEVER : now;
	case EMU_RATE:
		start = m->rate_free > now ? m->rate_free : now;
		m->rate_free = start + (uint64_t)((double)job->sqe[DW_IN_BYTES] * 1e9 /
						  (double)m->profile.rate);
		return m->rate_free;
	default:
		return now;
	}
}

static void take_fault(struct emu_queue *q, struct job *job)
{
	struct emu_machine *m = q->machine;
	uint64_t ns;

	job->fault =
		emu_fault_choose(&m->faults, EVENT_JOB, q->device, q->record->direction);
	ns = (uint64_t)job->fault.ms * 1000000u;
	switch (job->fault.kind) {
	case FAULT_DELAY:
	case FAULT_LATE:
		job->wait = ns;
		break;
	case FAULT_JITTER:
		job->wait = ns ? emu_random(&job->random) % ns : 0;
		break;
	default:
		job->wait = 0;
	}
}

/* Of a null device: all but the latest 'lag' jobs are due. */
static void release_all_but_lag(struct emu_queue *q, uint64_t now)
{
	uint32_t lag = q->machine->profile.lag;
	uint16_t slot = q->first;

	for (uint32_t left = q->waiting; left > lag; left--) {
		struct job *job = &q->jobs[slot];

		if (job->due == NEVER)
			job->due = now + job->wait;
		slot = job->next;
	}
}

void emu_take_up(struct emu_queue *q, uint64_t now)
{
	struct emu_machine *m = q->machine;

	while (q->head != q->tail) {
		uint16_t slot = (uint16_t)q->head;
		struct job *job = &q->jobs[slot];

		*job = (struct job){ .state = JOB_WAITING, .serial = ++m->serial };
		memcpy(job->sqe, (char *)q->client.dus + (size_t)slot * SQE_BYTES,
		       SQE_BYTES);
		job->random = q->random ^ ++q->taken * 0x9e3779b97f4a7c15u;
		take_fault(q, job);
		job->due = due_time(m, job, now);
		if (job->due != NEVER)
			job->due += job->wait;
		if (q->waiting++ == 0)
			q->first = slot;
		else
			q->jobs[q->last].next = slot;
		q->last = slot;
		atomic_fetch_add(&m->waiting, 1);
		if (++q->head == m->profile.sq_depth) {
			q->head = 0;
			q->record->laps++;
		}
		/* Given from here on, since its client may not wait for it. */
		if (job->fault.kind == FAULT_LOST) {
			emu_give(q, FAULT_LOST);
			emu_unlink_job(q, slot);
			job->state = JOB_LOST;
		} else if (job->fault.kind == FAULT_LATE) {
			emu_give(q, FAULT_LATE);
			job->fault.kind = FAULT_NONE;
		}
	}
	if (m->profile.service == EMU_NULL)
		release_all_but_lag(q, now);
}

void emu_write_back(struct emu_queue *q, uint32_t slot, const uint32_t *sqe)
{
	memcpy((char *)q->client.dus + (size_t)slot * SQE_BYTES, sqe, SQE_BYTES);
}

void emu_write_cqe(struct emu_queue *q, uint32_t sq_head)
{
	char *cqe = (char *)q->client.dus + emu_cq_offset(q->machine) +
		    (size_t)q->cq_tail * CQE_BYTES;
	uint16_t head = (uint16_t)sq_head, number = q->record->number;

	memcpy(cqe + 8, &head, sizeof(head));
	memcpy(cqe + 10, &number, sizeof(number));
	/* Whoever sees the phase sees what was written before it. */
	atomic_store_explicit((_Atomic uint16_t *)(cqe + 14), q->phase,
			      memory_order_release);
	if (++q->cq_tail == q->machine->profile.cq_depth) {
		q->cq_tail = 0;
		q->phase ^= 1;
	}
	q->unacknowledged++;
	if (q->outstanding)
		q->outstanding--;
}
