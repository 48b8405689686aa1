/*
 * rings.c - the doorbell, and the two rings behind it: taking jobs up, writing results
 * back, and the stop words.
 */
#include "machine.h"

#include <stdatomic.h>
#include <string.h>

/* The client, maybe another process, reads and writes these at the same time. */
static uint64_t load_doorbell(const struct emu_queue *q)
{
	uint64_t offset = q->machine->profile.api == 1 ? DOORBELL_V1 : DOORBELL_V2;

	return atomic_load_explicit((_Atomic uint64_t *)((char *)q->client.mmio + offset),
				    memory_order_acquire);
}

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
}

void emu_drop_jobs(struct emu_queue *q)
{
	for (uint16_t slot = q->first; q->waiting; slot = q->jobs[slot].next) {
		q->jobs[slot].state = JOB_LOST;
		emu_fault_missed(&q->machine->faults, &q->jobs[slot].fault);
		q->waiting--;
	}
	q->reordered = false;
	q->tail = q->head;
}

static bool overflows(const struct emu_queue *q)
{
	return q->exact &&
	       q->outstanding + q->unacknowledged > q->machine->profile.cq_depth - 1;
}

/* A tail may go forward over free slots only: whoever goes further would have the
 * device read an entry that it is still to write. */
static bool tail_is_legal(const struct emu_queue *q, uint32_t tail)
{
	uint32_t depth = q->machine->profile.sq_depth;
	uint32_t rung = (q->tail + depth - q->head) % depth;
	uint32_t fresh = (tail + depth - q->tail) % depth;

	if (rung + fresh > depth - 1)
		return false;
	for (uint32_t i = 0; i < fresh; i++) {
		if (q->jobs[(q->tail + i) % depth].state != JOB_IDLE)
			return false;
	}
	return true;
}

static bool ring_sq(struct emu_queue *q, uint32_t tail)
{
	struct emu_machine *m = q->machine;
	uint32_t depth = m->profile.sq_depth;
	struct fault fault;

	if (tail >= depth || !tail_is_legal(q, tail))
		return false;
	q->record->sq_doorbells++;
	if (tail == q->tail)
		return true;
	fault = emu_fault_choose(&m->faults, EVENT_DOORBELL, q->device,
				 q->record->direction);
	if (fault.kind != FAULT_NONE) {
		emu_fault_given(&m->faults, fault.kind, 1);
		q->record->faults++;
		if (fault.kind == FAULT_RX_STOP)
			emu_drop_jobs(q);
		emu_set_stop(q,
			     fault.kind == FAULT_RX_STOP ? STOP_TX | STOP_RX : STOP_TX);
		return true;
	}
	q->outstanding += (tail + depth - q->tail) % depth;
	q->tail = tail;
	return true;
}

/*
 * The new head of the consumer. While polling, earlier ones may have been overwritten
 * unseen, so that only the distance behind the newest completion says anything.
 */
static bool ring_cq(struct emu_queue *q, uint32_t head)
{
	uint32_t depth = q->machine->profile.cq_depth;
	uint32_t behind;

	if (head >= depth)
		return false;
	behind = (q->cq_tail + depth - head) % depth;
	if (behind > q->unacknowledged)
		return false;
	q->unacknowledged = behind;
	q->record->cq_doorbells++;
	return true;
}

static void ring(struct emu_queue *q, uint64_t word)
{
	bool v1 = q->machine->profile.api == 1;
	uint32_t low = (uint32_t)word, index = (uint16_t)(word >> 32);
	uint32_t priority = (uint32_t)(word >> 48);
	uint32_t number = v1 ? low & 0xffff : low & 0x3ff;
	uint32_t command = v1 ? low >> 16 : low >> 12 & 0xf;
	uint32_t reserved = v1 ? 0 : low & 0xffff0c00;
	bool good = number == q->record->number && reserved == 0;

	if (good && command == DB_SQ)
		good = priority == 0 && ring_sq(q, index);
	else if (good && command == DB_CQ)
		good = priority <= 1 && ring_cq(q, index);
	else
		good = false;
	if (!good)
		q->record->bad_doorbells++;
	else if (overflows(q)) {
		emu_drop_jobs(q);
		emu_set_stop(q, STOP_TX | STOP_RX);
	}
}

void emu_forget_doorbell(struct emu_queue *q)
{
	if (q->machine->profile.api == 1 ||
	    emu_region_bytes(q->machine, 0, EMU_REGION_MMIO) > DOORBELL_V2)
		q->doorbell = load_doorbell(q);
}

void emu_poll_doorbell(struct emu_queue *q)
{
	uint64_t word;

	if (q->exact)
		return;
	word = load_doorbell(q);
	if (word == q->doorbell)
		return;
	q->doorbell = word;
	ring(q, word);
}

void emu_queue_doorbell(struct emu_queue *q, uint64_t offset, uint64_t value,
			uint32_t width)
{
	struct emu_machine *m = q->machine;

	emu_lock(m);
	q->exact = true;
	if (q->state == QUEUE_STARTED && !q->stopped) {
		if (offset == (m->profile.api == 1 ? DOORBELL_V1 : DOORBELL_V2) &&
		    width == sizeof(value))
			ring(q, value);
		else
			q->record->bad_doorbells++;
	}
	pthread_mutex_unlock(&m->lock);
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
		if (++q->head == m->profile.sq_depth) {
			q->head = 0;
			q->record->laps++;
		}
		/* Given from here on, since its client may not wait for it. */
		if (job->fault.kind == FAULT_LOST || job->fault.kind == FAULT_LATE) {
			emu_fault_given(&m->faults, job->fault.kind, 1);
			q->record->faults++;
		}
		if (job->fault.kind == FAULT_LOST) {
			emu_unlink_job(q, slot);
			job->state = JOB_LOST;
		}
		if (job->fault.kind == FAULT_LATE)
			job->fault.kind = FAULT_NONE;
	}
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
