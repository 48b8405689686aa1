/*
 * hardware.h - numbers of the device that the model keeps to: ioctls, regions, queue
 * entries, doorbell and SQE fields (docs/hardware.md). The driver has its own table:
 * the two are written apart so that one can prove the other wrong.
 */
#ifndef EMU_HARDWARE_H
#define EMU_HARDWARE_H

#include <stdint.h>

/* Queue memory is little-endian, and so is every machine that this is built for. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "fields are loaded as they are");

/* include/uapi/misc/uacce/uacce.h and hisi_qm.h */
#define CMD_START       0x5700u
#define CMD_PUT_Q       0x5701u
#define CMD_SET_QP_CTX  0xc004480au
#define CMD_SET_QP_INFO 0xc010480bu

struct qp_ctx {
	uint16_t id;      /* out */
	uint16_t qc_type; /* in: 0 compress, 1 decompress */
};
struct qp_info { /* out */
	uint32_t sqe_size;
	uint16_t sq_depth, cq_depth;
	uint64_t reserved;
};
_Static_assert(sizeof(struct qp_ctx) == 4 && sizeof(struct qp_info) == 16, "ioctl sizes");

enum {
	DOORBELL_V1 = 0x340,
	DOORBELL_V2 = 0x1000,
	ISOLATED_FRAME_BYTES = 0x10000, /* region 0 where each queue has its own page */

	SQE_BYTES = 128,
	SQE_WORDS = SQE_BYTES / 4,
	CQE_BYTES = 16,
	STOP_BYTES = 8, /* RX stop, then TX stop, at the end of region 1 */
	DEPTH_MIN = 2,
	DEPTH_MAX = 4096,
	NUMBERS = 1024, /* queue numbers: ten bits of the doorbell */

	DB_SQ = 0,
	DB_CQ = 1,

	/* Longest flat buffer of one job (Linaro/uadk drv/hisi_comp.c). */
	FLAT_MAX_BYTES = 8 << 20,
	CONTEXT_BYTES = 64 << 10,
};

/* Words of an SQE. */
enum {
	DW_CONSUMED = 0,
	DW_PRODUCED = 1,
	DW_STATUS = 3,
	DW_IN_BYTES = 4,
	DW_FLAGS = 7,
	DW_REQUEST = 9,
	DW_TAG_TYPE0 = 13,
	DW_OUT_BYTES = 14,
	DW_CTX0 = 15,
	DW_IN = 18,
	DW_OUT = 20,
	DW_CONTEXT = 22,
	DW_TAG_TYPE3 = 26,
	DW_CTX1 = 28,
	DW_CTX2 = 29,
	DW_ISIZE = 30,
	DW_CHECKSUM = 31,
};

/* DW_FLAGS */
#define FLAG_FINISH    (1u << 25)
#define FLAG_STATEFUL  (1u << 26)
#define FLAG_NEW       (1u << 27)
#define SQE_TYPE_SHIFT 28

/* DW_REQUEST */
enum { REQUEST_RAW = 1, REQUEST_ZLIB = 2, REQUEST_GZIP = 3 };
enum { WINDOW_4K = 0, WINDOW_8K = 1, WINDOW_16K = 2, WINDOW_24K = 3, WINDOW_32K = 4 };

/* DW_STATUS. The last three are this model's own numbers: the hardware's list of errors
 * is not published, a driver may only know that they are none of the others. */
enum {
	STATUS_OK = 0x00,
	STATUS_NEGATIVE = 0x0d, /* the output is not smaller than the input */
	STATUS_NO_SPACE = 0x0e,
	STATUS_CHECKSUM = 0x10,
	STATUS_ENDED = 0x13,
	STATUS_ACCESS = 0x41,
	STATUS_BAD_DATA = 0x21,
	STATUS_BAD_REQUEST = 0x22,
	STATUS_BAD_STATE = 0x23, /* a continuation without what the job before it left */
};
#define LAST_BLOCK 0x100u

/* DW_CTX0, bits 3:0: why stateful inflate stopped. */
enum { CTX_IDLE = 0, CTX_LAST_PENDING = 1, CTX_NO_ROOM = 2 };

#endif
