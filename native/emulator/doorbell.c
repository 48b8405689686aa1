/*
 * doorbell.c - the words that a client stores into its doorbell: polled from memory, or
 * reported store by store.
 */
#include "machine.h"

#include <stdatomic.h>

/* The client, maybe another process, reads and writes these at the same time. */
static uint64_t load_doorbell(const struct emu_queue *q)
{
	uint64_t offset = q->machine->profile.api == 1 ? DOORBELL_V1 : DOORBELL_V2;

	return atomic_load_explicit((_Atomic uint64_t *)((char *)q->client.mmio + offset),
				    memory_order_acquire);
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
		emu_give(q, fault.kind);
		if (fault.kind == FAULT_RX_STOP)
			emu_lose_jobs(q);
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
		emu_lose_jobs(q);
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
