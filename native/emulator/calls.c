/*
 * calls.c - the character device's calls on an open queue: ioctl and mmap.
 */
#include "machine.h"

#include <errno.h>

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
