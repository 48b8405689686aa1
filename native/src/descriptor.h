/*
 * descriptor.h - what the device reads and writes: submission queue entries, completion
 * queue entries and doorbell values, as pure functions. With descriptor.c the only
 * place that knows the device's bits; docs/hardware.md has them in tables.
 */
#ifndef UZ_DESCRIPTOR_H
#define UZ_DESCRIPTOR_H

#include "uacce_zip.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the device's structures are little-endian, and so is the memory they are put in"
#endif

/* A submission queue entry: 32 words of 32 bits. */
struct uz_sqe {
	uint32_t dw[32];
};

/* A completion queue entry. The device writes the word with the phase last. */
struct uz_cqe {
	uint32_t reserved0;
	uint16_t command;
	uint16_t reserved1;
	uint16_t sq_head; /* the submission queue entry that is complete */
	uint16_t sq_number;
	uint16_t reserved2;
	uint16_t phase; /* bit 0 */
};

_Static_assert(sizeof(struct uz_sqe) == 128, "SET_QP_INFO says 128 bytes");
_Static_assert(sizeof(struct uz_cqe) == 16, "the device steps by 16 bytes");

#define UZ_CQE_PHASE_BIT 1u

/* Where the doorbell is in the doorbell region, from generation 2 on. */
#define UZ_DOORBELL_OFFSET 0x1000

/* The first generation whose entries are of type 3 and carry their tag in word 26. */
#define UZ_GENERATION_TYPE_3 3

/* Makes the entry of 'job', which is in range, for a device of that generation. */
void uz_sqe_encode(struct uz_sqe *sqe, const struct uz_job *job, int32_t generation,
		   uint16_t tag);

/* The tag that a completed entry carries; only a tag that was encoded fits 16 bits. */
uint32_t uz_sqe_tag(const struct uz_sqe *sqe, int32_t generation);

/*
 * Reads a completed entry into the result fields of the job that was encoded in it. 0, or
 * -EPROTO for a result that cannot be; 'direction' is the queue's.
 */
int32_t uz_sqe_decode(const struct uz_sqe *sqe, struct uz_job *job, int32_t direction);

/* The values to store to the doorbell: the new end of the submission queue, and the
 * next entry of the completion queue that will be read, arming no interrupt. */
uint64_t uz_sq_doorbell(uint32_t queue, uint32_t tail);
uint64_t uz_cq_doorbell(uint32_t queue, uint32_t head);

#endif
