/*
 * events.c - what happens to a device as a whole, and to its queues by that: reset,
 * overflow, isolation, removal and return; and the gate of a gated machine.
 */
#include "machine.h"

/* A reset drains some jobs and loses others. */
static void reset_queue(struct emu_queue *q, uint64_t now)
{
	uint16_t slot = q->first;

	emu_set_stop(q, STOP_TX);
	for (uint32_t left = q->waiting; left; left--) {
		struct job *job = &q->jobs[slot];
		uint16_t next = job->next;

		if (emu_random(&q->machine->random) % 2)
			job->due = now;
		else
			emu_lose_job(q, slot);
		slot = next;
	}
	if (q->waiting)
		q->resetting = true;
	else
		emu_set_stop(q, STOP_RX);
}

void emu_reset(struct emu_machine *m, struct device *d, uint64_t lasts_ns)
{
	uint64_t now = emu_now();

	d->reset_until = now + lasts_ns;
	for (struct emu_queue *q = m->queues; q; q = q->next) {
		if (q->device != d || q->gone || q->stopped)
			continue;
		emu_give(q, FAULT_RESET);
		reset_queue(q, now);
	}
}

void emu_overflow(struct emu_machine *m, struct device *d)
{
	for (struct emu_queue *q = m->queues; q; q = q->next) {
		if (q->device != d || q->gone || q->stopped)
			continue;
		emu_give(q, FAULT_OVERFLOW);
		emu_lose_jobs(q);
		emu_set_stop(q, STOP_TX | STOP_RX);
	}
}

void emu_isolate(struct emu_machine *m, struct device *d, bool isolated)
{
	if (isolated && !d->isolated)
		emu_fault_given(&m->faults, FAULT_ISOLATE, 1);
	d->isolated = isolated;
	m->generation++;
}

static struct emu_queue *queue_of(struct emu_machine *m, const struct device *d)
{
	for (struct emu_queue *q = m->queues; q; q = q->next) {
		if (q->device == d && !q->gone)
			return q;
	}
	return NULL;
}

void emu_remove(struct emu_machine *m, struct device *d)
{
	struct emu_queue *q;

	d->present = false;
	m->generation++;
	while ((q = queue_of(m, d)) != NULL) {
		emu_give(q, FAULT_REMOVE);
		emu_release(q);
		if (!q->client.removed)
			continue;
		q->busy = true; /* nobody may close it meanwhile */
		pthread_mutex_unlock(&m->lock);
		q->client.removed(q->client.of);
		pthread_mutex_lock(&m->lock);
		q->busy = false;
		pthread_cond_broadcast(&m->changed);
	}
}

void emu_return(struct emu_machine *m, struct device *d)
{
	d->present = true;
	d->isolated = false;
	d->reset_until = 0;
	m->generation++;
}

static struct job *next_gated(struct emu_machine *m)
{
	struct job *first = NULL;

	for (struct emu_queue *q = m->queues; q; q = q->next) {
		uint16_t slot = q->first;

		for (uint32_t left = q->waiting; left; left--) {
			struct job *job = &q->jobs[slot];

			if (job->due == NEVER && (!first || job->serial < first->serial))
				first = job;
			slot = job->next;
		}
	}
	return first;
}

void emu_open_gate(struct emu_machine *m, uint64_t count)
{
	struct job *job;

	for (; count && (job = next_gated(m)) != NULL; count--)
		job->due = emu_now() + job->wait;
	m->released += count;
}
