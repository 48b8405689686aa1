/*
 * queue.c - the life of a queue: open, the hardware queue's release, and close.
 */
#include "machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void wait_not_busy(struct emu_queue *q)
{
	while (q->busy)
		pthread_cond_wait(&q->machine->changed, &q->machine->lock);
}

uint64_t emu_cq_offset(const struct emu_machine *m)
{
	return (uint64_t)SQE_BYTES * m->profile.sq_depth;
}

/* The kernel zeroes the CQ and the stop words for a new queue, and leaves in the SQ
 * whatever was there. */
static void fill_rings(struct emu_queue *q, uint64_t dus_bytes)
{
	uint64_t sq_bytes = emu_cq_offset(q->machine);
	uint8_t *dus = q->client.dus;

	for (uint64_t at = 0; at < sq_bytes; at += sizeof(uint64_t)) {
		uint64_t garbage = emu_random(&q->random);

		memcpy(dus + at, &garbage, sizeof(garbage));
	}
	memset(dus + sq_bytes, 0, dus_bytes - sq_bytes);
}

/* The numbers go round, so that the one just freed comes last. */
static uint16_t take_number(struct emu_machine *m, struct device *d)
{
	uint32_t number = d->next_number;

	while (d->used[number])
		number = (number + 1) % m->profile.queues;
	d->used[number] = true;
	d->in_use++;
	d->next_number = (number + 1) % m->profile.queues;
	m->generation++;
	return (uint16_t)number;
}

void emu_release(struct emu_queue *q)
{
	struct emu_machine *m = q->machine;
	struct record *r = q->record;

	q->stopped = true;
	emu_lose_jobs(q);
	if (q->state == QUEUE_STARTED)
		m->started--;
	q->state = QUEUE_ZOMBIE;
	wait_not_busy(q);
	q->gone = true;
	if (r->held) {
		r->held = false;
		q->device->used[r->number] = false;
		q->device->in_use--;
		m->generation++;
	}
}

static int check_open(struct emu_machine *m, const struct device *d)
{
	switch (emu_fault_choose(&m->faults, EVENT_OPEN, d, -1).kind) {
	case FAULT_BUSY:
		emu_fault_given(&m->faults, FAULT_BUSY, 1);
		return -EBUSY;
	case FAULT_EPERM:
		emu_fault_given(&m->faults, FAULT_EPERM, 1);
		return -EPERM;
	case FAULT_ENODEV:
		emu_fault_given(&m->faults, FAULT_ENODEV, 1);
		return -ENODEV;
	default:
		break;
	}
	if (!d->present)
		return -ENODEV;
	/* An isolated device stays stopped: the state that refuses an open in a reset. */
	if (d->isolated || emu_now() < d->reset_until)
		return -EPERM;
	return d->in_use < m->profile.queues ? 0 : -EBUSY;
}

static void link_queue(struct emu_queue *q, struct device *d)
{
	struct emu_machine *m = q->machine;
	struct record *r = q->record;

	q->device = d;
	q->phase = 1;
	q->random = m->profile.seed ^ ++m->queues_opened * 0x2545f4914f6cdd1du;
	r->device = d;
	r->number = take_number(m, d);
	r->open = r->held = true;
	*m->records_end = r;
	m->records_end = &r->next;
	q->next = m->queues;
	m->queues = q;
}

int emu_queue_open(struct emu_machine *m, uint32_t device,
		   const struct emu_client *client, struct emu_queue **queue)
{
	struct emu_queue *q;
	int error;

	*queue = NULL;
	if (device >= m->profile.devices)
		return -ENODEV;
	q = calloc(1, sizeof(*q));
	if (q) {
		q->jobs = calloc(m->profile.sq_depth, sizeof(*q->jobs));
		q->record = calloc(1, sizeof(*q->record));
	}
	if (!q || !q->jobs || !q->record) {
		error = -ENOMEM;
		goto fail;
	}
	q->machine = m;
	q->client = *client;
	emu_lock(m);
	error = check_open(m, &m->devices[device]);
	if (error == 0) {
		link_queue(q, &m->devices[device]);
		fill_rings(q, emu_region_bytes(m, device, EMU_REGION_DUS));
	}
	pthread_mutex_unlock(&m->lock);
	if (error == 0) {
		*queue = q;
		return 0;
	}
fail:
	if (q) {
		free(q->jobs);
		free(q->record);
	}
	free(q);
	return error;
}

void emu_queue_close(struct emu_queue *q)
{
	struct emu_machine *m = q->machine;
	struct emu_queue **at;

	emu_lock(m);
	emu_release(q);
	q->record->open = false;
	for (at = &m->queues; *at != q; at = &(*at)->next)
		;
	*at = q->next;
	pthread_mutex_unlock(&m->lock);
	free(q->jobs);
	free(q);
}
