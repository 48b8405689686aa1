/*
 * descriptor.c - encodes jobs as the device wants them and reads its answers. The
 * numbers of words ("dw") and bits are those of struct hisi_zip_sqe in the kernel's
 * drivers/crypto/hisilicon/zip, the meanings those of drv/hisi_comp.c in Linaro's uadk;
 * docs/hardware.md section 3 has both in one table.
 */
#include "descriptor.h"

#include <errno.h>
#include <string.h>

#define DW7_FINISH     (1u << 25) /* end the stream; without it a sync flush */
#define DW7_STATEFUL   (1u << 26)
#define DW7_NEW_STREAM (1u << 27)
#define DW7_TYPE_3     (3u << 28)

#define DW9_TYPE_ZLIB  0x02u
#define DW9_TYPE_GZIP  0x03u
#define DW9_WINDOW_32K (4u << 12)

#define DW3_STATUS     0xffu
#define DW3_LAST_BLOCK 0x100u

/* The device keeps its context behind 64 bytes in which drivers save words of their own.
 */
#define CONTEXT_OFFSET 64

enum device_status {
	STATUS_SUCCESS = 0x00,
	STATUS_GREW = 0x0d, /* the output is not smaller than the input, and valid */
	STATUS_NO_SPACE = 0x0e,
	STATUS_BAD_TRAILER = 0x10,
	STATUS_ENDED = 0x13, /* decompression reached the end of the stream */
};

static uint32_t low(uint64_t address)
{
	return (uint32_t)address;
}

static uint32_t high(uint64_t address)
{
	return (uint32_t)(address >> 32);
}

void uz_sqe_encode(struct uz_sqe *sqe, const struct uz_job *job, int32_t generation,
		   uint16_t tag)
{
	/* Words that no job of ours uses are 0, and so are those of the answer: an entry
	 * that was never written back has consumed nothing. */
	memset(sqe, 0, sizeof(*sqe));
	sqe->dw[4] = job->in_bytes;
	sqe->dw[7] = DW7_NEW_STREAM;
	if (job->ending == UZ_PIECE) {
		sqe->dw[7] |= DW7_STATEFUL;
		sqe->dw[22] = low(job->context + CONTEXT_OFFSET);
		sqe->dw[23] = high(job->context + CONTEXT_OFFSET);
	} else {
		sqe->dw[7] |= DW7_FINISH;
	}
	sqe->dw[9] =
		DW9_WINDOW_32K | (job->format == UZ_GZIP ? DW9_TYPE_GZIP : DW9_TYPE_ZLIB);
	sqe->dw[14] = job->out_capacity;
	sqe->dw[18] = low(job->in);
	sqe->dw[19] = high(job->in);
	sqe->dw[20] = low(job->out);
	sqe->dw[21] = high(job->out);
	if (generation >= UZ_GENERATION_TYPE_3) {
		sqe->dw[7] |= DW7_TYPE_3;
		sqe->dw[26] = tag;
	} else {
		sqe->dw[13] = tag;
	}
}

uint32_t uz_sqe_tag(const struct uz_sqe *sqe, int32_t generation)
{
	return generation >= UZ_GENERATION_TYPE_3 ? sqe->dw[26] : sqe->dw[13];
}

/* The device keeps the register of the CRC, which is inverted and runs the other way. */
static uint32_t crc32_of_register(uint32_t crc)
{
	crc = ~crc;
	crc = (crc >> 1 & 0x55555555u) | (crc & 0x55555555u) << 1;
	crc = (crc >> 2 & 0x33333333u) | (crc & 0x33333333u) << 2;
	crc = (crc >> 4 & 0x0f0f0f0fu) | (crc & 0x0f0f0f0fu) << 4;
	return __builtin_bswap32(crc);
}

static enum uz_job_status job_status(uint32_t device_status)
{
	switch (device_status) {
	case STATUS_SUCCESS:
	case STATUS_GREW:
	case STATUS_ENDED:
		return UZ_JOB_DONE;
	case STATUS_NO_SPACE:
		return UZ_JOB_NO_SPACE;
	case STATUS_BAD_TRAILER:
		return UZ_JOB_CORRUPT;
	default:
		return UZ_JOB_FAILED;
	}
}

int32_t uz_sqe_decode(const struct uz_sqe *sqe, struct uz_job *job, int32_t direction)
{
	enum uz_job_status status = job_status(sqe->dw[3] & DW3_STATUS);
	uint32_t consumed = sqe->dw[0];
	uint32_t produced = sqe->dw[1];

	if (status == UZ_JOB_DONE &&
	    (consumed == 0 || consumed > job->in_bytes || produced > job->out_capacity ||
	     (produced == 0 && direction == UZ_COMPRESS)))
		return -EPROTO;
	if (status == UZ_JOB_DONE && direction == UZ_COMPRESS && consumed < job->in_bytes)
		status = UZ_JOB_NO_SPACE;
	job->consumed = consumed;
	job->produced = produced;
	job->checksum =
		job->format == UZ_GZIP ? crc32_of_register(sqe->dw[31]) : sqe->dw[31];
	job->status = (uint8_t)status;
	job->device_status = (uint8_t)(sqe->dw[3] & DW3_STATUS);
	job->last_block = (sqe->dw[3] & DW3_LAST_BLOCK) != 0;
	return 0;
}

/* From generation 2: queue in bits 9:0, command in 15:12, index in 47:32. Bits 31:16 are
 * the kernel's, bits 63:48 arm an interrupt. */
#define DOORBELL_QUEUE       0x3ffu
#define DOORBELL_COMMAND_CQ  (1u << 12)
#define DOORBELL_INDEX_SHIFT 32

uint64_t uz_sq_doorbell(uint32_t queue, uint32_t tail)
{
	return (queue & DOORBELL_QUEUE) | (uint64_t)tail << DOORBELL_INDEX_SHIFT;
}

uint64_t uz_cq_doorbell(uint32_t queue, uint32_t head)
{
	return (queue & DOORBELL_QUEUE) | DOORBELL_COMMAND_CQ |
	       (uint64_t)head << DOORBELL_INDEX_SHIFT;
}
