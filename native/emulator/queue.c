/*
 * queue.c - the character device's calls on one queue: open, ioctl, mmap and close.
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

/* Newer kernels look at the state of the queue before anything else. */
static int check_zombie(const struct emu_queue *q)
{
	if (q->state != QUEUE_ZOMBIE)
		return 0;
	return q->machine->profile.old_kernel ? -EINVAL : -ENXIO;
}

static int start(struct emu_queue *q)
{
	struct emu_machine *m = q->machine;
	int error = check_zombie(q);

	if (error)
		return error;
	if (q->state != QUEUE_INIT)
		return -EINVAL;
	if (q->stopped || emu_now() < q->device->reset_until)
		return -EPERM;
	q->state = QUEUE_STARTED;
	emu_forget_doorbell(q);
	m->started++;
	pthread_cond_broadcast(&m->changed);
	return 0;
}

static int put(struct emu_queue *q)
{
	struct emu_machine *m = q->machine;
	struct fault fault;

	if (q->state == QUEUE_ZOMBIE)
		return m->profile.old_kernel ? 0 : -ENXIO;
	fault = emu_fault_choose(&m->faults, EVENT_PUT, q->device, q->record->direction);
	if (fault.kind == FAULT_PUT_ERROR) {
		emu_give(q, fault.kind);
		return -EIO;
	}
	emu_release(q);
	return 0;
}

static int set_context(struct emu_queue *q, struct qp_ctx *ctx)
{
	int error = check_zombie(q);

	if (error)
		return error;
	if (ctx->qc_type > 1)
		return -EINVAL;
	/* The type is latched into the hardware when the queue starts. */
	if (q->state == QUEUE_INIT)
		q->record->direction = ctx->qc_type;
	ctx->id = q->record->number;
	return 0;
}

static int locked_ioctl(struct emu_queue *q, uint32_t command, void *data)
{
	const struct emu_profile *p = &q->machine->profile;
	int error;

	switch (command) {
	case CMD_START:
		return start(q);
	case CMD_PUT_Q:
		return put(q);
	case CMD_SET_QP_CTX:
		return set_context(q, data);
	case CMD_SET_QP_INFO:
		error = check_zombie(q);
		if (error || p->old_kernel)
			return error ? error : -EINVAL;
		*(struct qp_info *)data =
			(struct qp_info){ SQE_BYTES, (uint16_t)p->sq_depth,
					  (uint16_t)p->cq_depth, 0 };
		return 0;
	default:
		error = check_zombie(q);
		return error ? error : -EINVAL;
	}
}

int emu_queue_ioctl(struct emu_queue *q, uint32_t command, uint64_t argument)
{
	union {
		struct qp_ctx ctx;
		struct qp_info info;
	} data = { .info = { 0 } };
	size_t bytes = command == CMD_SET_QP_CTX    ? sizeof(data.ctx)
		       : command == CMD_SET_QP_INFO ? sizeof(data.info)
						    : 0;
	int error;

	if (bytes && q->client.read(q->client.of, argument, &data, bytes) != 0)
		return -EFAULT;
	emu_lock(q->machine);
	error = locked_ioctl(q, command, &data);
	pthread_mutex_unlock(&q->machine->lock);
	if (error == 0 && bytes &&
	    q->client.write(q->client.of, argument, &data, bytes) != 0)
		return -EFAULT;
	return error;
}

static int locked_map(struct emu_queue *q, uint64_t offset, uint64_t bytes)
{
	struct emu_machine *m = q->machine;
	uint64_t page = m->profile.page_bytes, region = offset / page, limit;
	int error = check_zombie(q);

	if (offset % page != 0 || bytes == 0 || region >= EMU_REGIONS)
		return -EINVAL;
	if (error)
		return error;
	if (q->mapped[region])
		return -EEXIST;
	limit = emu_region_bytes(m, 0, (int)region);
	if (bytes > limit)
		return -EINVAL;
	bytes = (bytes + page - 1) / page * page; /* as mmap itself does */
	if (region == EMU_REGION_DUS && bytes != limit)
		return -EINVAL;
	q->mapped[region] = true;
	return (int)region;
}

int emu_queue_map(struct emu_queue *q, uint64_t offset, uint64_t bytes)
{
	int region;

	emu_lock(q->machine);
	region = locked_map(q, offset, bytes);
	pthread_mutex_unlock(&q->machine->lock);
	return region;
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
