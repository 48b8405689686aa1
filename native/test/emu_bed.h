/*
 * emu_bed.h - the device model called directly, its client's memory being this
 * process's: one queue, entries put into it and taken out as a driver does.
 */
#ifndef EMU_BED_H
#define EMU_BED_H

#include "model.h"
#include "test.h"

enum { GZIP = 3, ZLIB_STREAM = 2, RAW = 1, COMPRESS = 0, DECOMPRESS = 1 };

/* Words of an SQE that the tests look at. */
enum {
	CONSUMED = 0,
	PRODUCED = 1,
	STATUS = 3,
	IN_BYTES = 4,
	FLAGS = 7,
	REQUEST = 9,
	OUT_SPACE = 14,
	CTX0 = 15,
	CTX1 = 28,
	CTX2 = 29,
	ISIZE = 30,
	CHECKSUM = 31,
};
#define FINISH   (1u << 25)
#define STATEFUL (1u << 26)
#define NEW      (1u << 27)

struct sqe {
	uint32_t dw[32];
};

struct bed {
	struct emu_machine *machine;
	struct emu_queue *queue;
	struct emu_profile profile;
	struct emu_client client;
	uint64_t dus_bytes, mmio_bytes;
	uint16_t number;
	int direction;
	uint32_t sq_tail, cq_head, phase;
	bool untouchable; /* a touch of the client's memory is a failure */
	uint64_t touches;
	uint32_t removed;
};

/* A machine with these options, "api=3 depth=64". */
struct emu_machine *bed_machine(struct emu_profile *profile, const char *options);

/* Opens a queue of the first device and starts it; the other, without START. */
void bed_open(struct bed *b, struct emu_machine *machine,
	      const struct emu_profile *profile, int direction);
int bed_open_only(struct bed *b, struct emu_machine *machine,
		  const struct emu_profile *profile, uint32_t device);
int bed_set_direction(struct bed *b, int direction);
void bed_close(struct bed *b);
int bed_ioctl(struct bed *b, uint32_t command, void *argument);

/* A job that is whole; 32 KiB of window. */
struct sqe bed_job(const struct bed *b, int type, const void *in, uint32_t in_bytes,
		   void *out, uint32_t out_bytes, uint32_t tag);
void bed_context(struct sqe *sqe, void *context, uint32_t flags);
uint32_t bed_tag(const struct bed *b, const struct sqe *sqe);
uint32_t bed_push(struct bed *b, const struct sqe *sqe); /* the slot; no doorbell */
void bed_ring(struct bed *b);
void bed_store(struct bed *b, uint64_t doorbell);
/* The next completion: its entry, copied, and sq_head; false when there is none. */
bool bed_reap(struct bed *b, struct sqe *sqe, uint32_t *sq_head);
uint32_t bed_stop_word(const struct bed *b, int from_end);
/* Pushes, rings, steps until it is done, and returns it with all its results. */
struct sqe bed_run(struct bed *b, const struct sqe *sqe);

double bed_seconds(void);            /* of a clock that only goes forward */
uint32_t crc_of_word(uint32_t word); /* of dw31 of a gzip job */
void bed_command(struct bed *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The number behind 'name=' in the first line of the stats that starts with 'line'. */
int64_t bed_stat(struct emu_machine *machine, const char *line, const char *name);

#endif
