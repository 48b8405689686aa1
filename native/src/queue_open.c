/*
 * queue_open.c - the life of a queue: open, map, configure, start; stop, unmap, close.
 *
 * Numbers are those of the mainline kernel (include/uapi/misc/uacce/uacce.h and
 * hisi_qm.h); the 2019 proposals of this interface used the same numbers for other
 * things.
 */
#define _DEFAULT_SOURCE /* syscall numbers, O_CLOEXEC */

#include "fault_guard.h"
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* struct hisi_qp_ctx: the direction goes in, the queue's number comes out. */
struct qp_context {
	uint16_t number;
	uint16_t direction;
};

/* struct hisi_qp_info: all out, in spite of the name of its ioctl. */
struct qp_info {
	uint32_t sqe_bytes;
	uint16_t sq_depth;
	uint16_t cq_depth;
	uint64_t reserved;
};

#define START_Q     _IO('W', 0)
#define PUT_Q       _IO('W', 1)
#define SET_QP_CTX  _IOWR('H', 10, struct qp_context)
#define SET_QP_INFO _IOWR('H', 11, struct qp_info)

_Static_assert(START_Q == 0x5700 && PUT_Q == 0x5701, "uacce.h of the kernel");
_Static_assert(SET_QP_CTX == 0xC004480A && SET_QP_INFO == 0xC010480B, "hisi_qm.h");

#define AT(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #field)

/* Java reads and writes these by offset. */
AT(struct uz_job, in, 0);
AT(struct uz_job, out, 8);
AT(struct uz_job, context, 16);
AT(struct uz_job, in_bytes, 24);
AT(struct uz_job, out_capacity, 28);
AT(struct uz_job, format, 32);
AT(struct uz_job, ending, 33);
AT(struct uz_job, consumed, 36);
AT(struct uz_job, produced, 40);
AT(struct uz_job, checksum, 44);
AT(struct uz_job, status, 48);
AT(struct uz_job, device_status, 49);
AT(struct uz_job, last_block, 50);
_Static_assert(sizeof(struct uz_job) == 64, "one cache line for each job");
AT(struct uz_opening, step, 0);
AT(struct uz_opening, error, 4);
AT(struct uz_opening, actual, 8);
AT(struct uz_opening, limit, 16);
AT(struct uz_opening, queue, 24);
AT(struct uz_opening, sq_depth, 28);
AT(struct uz_opening, cq_depth, 32);
_Static_assert(sizeof(struct uz_opening) == 40, "as Java allocates it");
AT(struct uz_turn, jobs, 0);
AT(struct uz_turn, submit, 8);
AT(struct uz_turn, done, 16);
AT(struct uz_turn, job_count, 24);
AT(struct uz_turn, submit_count, 28);
AT(struct uz_turn, submitted, 32);
AT(struct uz_turn, done_count, 36);
AT(struct uz_turn, sq_doorbells, 40);
AT(struct uz_turn, cq_doorbells, 48);
_Static_assert(sizeof(struct uz_turn) == 64, "as Java allocates it");

enum {
	REGION_MMIO = 0,
	REGION_DUS = 1,
	GENERATION_MIN = 2,
	GENERATION_MAX = 5,
	/* What a kernel without SET_QP_INFO has (uadk assumes the same). */
	OLD_KERNEL_DEPTH = 1024,
	/* Two indices that differ, at least. */
	DEPTH_MIN = 2,
	TAGS = UINT16_MAX + 1,
};

/* The largest rings that 16-bit depths can ask for are below 10 MiB; more is no region
 * size but garbage, and mapping it would cost address space. */
#define REGION_MAX_BYTES   (INT64_C(1) << 30)
#define DOORBELL_END_BYTES (UZ_DOORBELL_OFFSET + (int64_t)sizeof(uint64_t))
#define STOP_WORDS_BYTES   (2 * (int64_t)sizeof(uint32_t))

static int failed(struct uz_opening *opening, enum uz_open_step step, int error)
{
	opening->step = (int32_t)step;
	opening->error = error;
	return -1;
}

static int out_of_range(struct uz_opening *opening, enum uz_open_step step, int error,
			int64_t actual, int64_t limit)
{
	opening->actual = actual;
	opening->limit = limit;
	return failed(opening, step, error);
}

static int check_arguments(const char *path, int32_t direction, int32_t generation,
			   int64_t mmio_bytes, int64_t dus_bytes,
			   struct uz_opening *opening)
{
	const enum uz_open_step step = UZ_OPEN_ARGUMENTS;

	if (!path)
		return failed(opening, step, EFAULT);
	if (direction != UZ_COMPRESS && direction != UZ_DECOMPRESS)
		return out_of_range(opening, step, EINVAL, direction, UZ_DECOMPRESS);
	if (generation < GENERATION_MIN || generation > GENERATION_MAX)
		return out_of_range(opening, step, EINVAL, generation, GENERATION_MIN);
	if (mmio_bytes < DOORBELL_END_BYTES)
		return out_of_range(opening, step, EINVAL, mmio_bytes,
				    DOORBELL_END_BYTES);
	if (dus_bytes < STOP_WORDS_BYTES)
		return out_of_range(opening, step, EINVAL, dus_bytes, STOP_WORDS_BYTES);
	if (mmio_bytes > REGION_MAX_BYTES || dus_bytes > REGION_MAX_BYTES)
		return out_of_range(opening, step, EINVAL,
				    mmio_bytes > dus_bytes ? mmio_bytes : dus_bytes,
				    REGION_MAX_BYTES);
	return 0;
}

/* A region's offset is its index in pages of this kernel. */
static void *map_region(const struct uz_queue *q, int region, size_t bytes)
{
	void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd,
			   region * sysconf(_SC_PAGESIZE));

	return start == MAP_FAILED ? NULL : start;
}

static int open_and_map(struct uz_queue *q, const char *path, struct uz_opening *opening)
{
	q->fd = open(path, O_RDWR | O_CLOEXEC);
	if (q->fd < 0)
		return failed(opening, UZ_OPEN_NODE, errno);
	/* Exactly as long as sysfs says, or the kernel refuses. */
	q->rings = map_region(q, REGION_DUS, q->rings_bytes);
	if (!q->rings)
		return failed(opening, UZ_OPEN_MAP_RINGS, errno);
	q->doorbells = map_region(q, REGION_MMIO, q->doorbells_bytes);
	if (!q->doorbells)
		return failed(opening, UZ_OPEN_MAP_DOORBELL, errno);
	return 0;
}

static int configure(struct uz_queue *q, struct uz_opening *opening)
{
	struct qp_context context = { .direction = (uint16_t)q->direction };
	struct qp_info info = { 0 };

	if (ioctl(q->fd, SET_QP_CTX, &context) != 0)
		return failed(opening, UZ_OPEN_DIRECTION, errno);
	q->number = context.number;
	if (ioctl(q->fd, SET_QP_INFO, &info) != 0) {
		if (errno != EINVAL)
			return failed(opening, UZ_OPEN_DEPTH, errno);
		info.sqe_bytes = sizeof(struct uz_sqe);
		info.sq_depth = OLD_KERNEL_DEPTH;
		info.cq_depth = OLD_KERNEL_DEPTH;
	}
	if (info.sqe_bytes != sizeof(struct uz_sqe))
		return out_of_range(opening, UZ_OPEN_DEPTH, EPROTO, info.sqe_bytes,
				    sizeof(struct uz_sqe));
	if (info.sq_depth < DEPTH_MIN || info.cq_depth < DEPTH_MIN)
		return out_of_range(opening, UZ_OPEN_DEPTH, EPROTO,
				    info.sq_depth < info.cq_depth ? info.sq_depth
								  : info.cq_depth,
				    DEPTH_MIN);
	q->sq.depth = info.sq_depth;
	q->cq.depth = info.cq_depth;
	q->cq.phase = 1;
	opening->queue = q->number;
	opening->sq_depth = info.sq_depth;
	opening->cq_depth = info.cq_depth;
	return 0;
}

/* Where everything is in the two regions: SQ, CQ, and the stop words at the very end. */
static int lay_out(struct uz_queue *q, struct uz_opening *opening)
{
	int64_t sq_bytes = (int64_t)sizeof(struct uz_sqe) * q->sq.depth;
	int64_t cq_bytes = (int64_t)sizeof(struct uz_cqe) * q->cq.depth;
	int64_t needed = sq_bytes + cq_bytes + STOP_WORDS_BYTES;
	char *rings = q->rings;
	char *end = rings + q->rings_bytes;

	/* On kernels from before the stop words they would be the last completion. */
	if ((int64_t)q->rings_bytes < needed)
		return out_of_range(opening, UZ_OPEN_REGION, EPROTO,
				    (int64_t)q->rings_bytes, needed);
	q->sqes = (struct uz_sqe *)rings;
	q->cqes = (const volatile struct uz_cqe *)(rings + sq_bytes);
	q->stop_submitting = (const volatile uint32_t *)end - 1;
	q->stop_reaping = (const volatile uint32_t *)end - 2;
	q->doorbell = (volatile uint64_t *)((char *)q->doorbells + UZ_DOORBELL_OFFSET);
	q->entries = calloc(q->sq.depth, sizeof(*q->entries));
	q->tag_in_flight = calloc(TAGS, sizeof(*q->tag_in_flight));
	if (!q->entries || !q->tag_in_flight)
		return failed(opening, UZ_OPEN_MEMORY, ENOMEM);
	return 0;
}

static int guard_and_start(struct uz_queue *q, struct uz_opening *opening)
{
	int32_t error = uz_guard_add(q->rings, q->rings_bytes, &q->gone);

	if (!error)
		error = uz_guard_add(q->doorbells, q->doorbells_bytes, &q->gone);
	if (error)
		return failed(opening, UZ_OPEN_GUARD, -error);
	/* The kernel zeroes the completion queue, whose phase bits matter, and not this
	 * one: no stale entry of another user's is left for the device to take up. */
	memset(q->sqes, 0, sizeof(struct uz_sqe) * q->sq.depth);
	if (ioctl(q->fd, START_Q) != 0)
		return failed(opening, UZ_OPEN_START, errno);
	return 0;
}

/* Unmaps, closes and frees whatever there is. */
static void release(struct uz_queue *q)
{
	if (q->rings) {
		uz_guard_remove(q->rings);
		munmap(q->rings, q->rings_bytes);
	}
	if (q->doorbells) {
		uz_guard_remove(q->doorbells);
		munmap(q->doorbells, q->doorbells_bytes);
	}
	if (q->fd >= 0)
		close(q->fd);
	free(q->entries);
	free(q->tag_in_flight);
	free(q);
}

struct uz_queue *uz_queue_open(const char *path, int32_t direction, int32_t generation,
			       int64_t mmio_bytes, int64_t dus_bytes,
			       struct uz_opening *opening)
{
	struct uz_queue *q;

	memset(opening, 0, sizeof(*opening));
	if (check_arguments(path, direction, generation, mmio_bytes, dus_bytes, opening))
		return NULL;
	q = calloc(1, sizeof(*q));
	if (!q) {
		failed(opening, UZ_OPEN_MEMORY, ENOMEM);
		return NULL;
	}
	q->fd = -1;
	q->direction = direction;
	q->generation = generation;
	q->doorbells_bytes = (size_t)mmio_bytes;
	q->rings_bytes = (size_t)dus_bytes;
	if (open_and_map(q, path, opening) || configure(q, opening) ||
	    lay_out(q, opening) || guard_and_start(q, opening)) {
		/* No job was submitted, so that nothing of the caller's can be written
		 * to; closing the node stops what was started. */
		release(q);
		return NULL;
	}
	return q;
}

int32_t uz_queue_close(struct uz_queue *q)
{
	int32_t error = 0;

	if (!q)
		return 0;
	/* Waits for what is running. ENXIO: the queue is stopped already, by a reset. */
	if (ioctl(q->fd, PUT_Q) != 0 && errno != ENXIO)
		error = -errno;
	release(q);
	return error;
}
