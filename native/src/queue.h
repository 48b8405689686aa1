/*
 * queue.h - what queue.c (the data path) and queue_open.c (the life) share of a queue.
 */
#ifndef UZ_QUEUE_H
#define UZ_QUEUE_H

#include "descriptor.h"
#include "ring.h"
#include "uacce_zip.h"

#include <stdatomic.h>
#include <stddef.h>

enum uz_entry_state {
	UZ_ENTRY_FREE = 0,
	UZ_ENTRY_IN_FLIGHT = 1,
	UZ_ENTRY_COMPLETE = 2, /* but an older one is not, so its place is not free */
};

/* What the driver knows of one submission queue entry; the device's copy may hold
 * anything. */
struct uz_entry {
	uint16_t tag;
	uint8_t state; /* enum uz_entry_state */
};

struct uz_queue {
	int fd;
	int32_t direction;
	int32_t generation;
	uint32_t number;
	int32_t failure; /* 0, or what every turn returns from now on */

	/* The two regions as mapped; NULL: not. */
	void *doorbells;
	size_t doorbells_bytes;
	void *rings;
	size_t rings_bytes;
	atomic_int gone; /* set by the SIGBUS handler, on the thread that touched */

	/* Within the regions. */
	volatile uint64_t *doorbell;
	struct uz_sqe *sqes;
	const volatile struct uz_cqe *cqes;
	const volatile uint32_t *stop_reaping;    /* RX stop word */
	const volatile uint32_t *stop_submitting; /* TX stop word */

	struct uz_sq_ring sq;
	struct uz_cq_ring cq;
	uint32_t in_flight;
	uint64_t sq_doorbells;
	uint64_t cq_doorbells;

	/* Of the first turn; 'jobs' is 0 before it. */
	uint64_t jobs;
	uint32_t job_count;
	uint8_t *tag_in_flight;   /* by tag, 65536 of them */
	struct uz_entry *entries; /* by place in the submission ring */
};

#endif
