/*
 * bed.h - a device client of a few lines, for the tests of the emulated device's beds:
 * system calls as the kernel's headers have them and nothing of the library, so that it
 * can be wrong in other ways than the library.
 *
 * Every function fails the test where it does not return an error.
 */
#ifndef UZ_BED_H
#define UZ_BED_H

#include "test.h"

#include <limits.h>
#include <sys/types.h>

enum bed_direction { BED_COMPRESS = 0, BED_DECOMPRESS = 1 };
enum bed_format { BED_ZLIB = 2, BED_GZIP = 3 }; /* docs/hardware.md: request types */

struct bed_device {
	char name[NAME_MAX + 1];
	char folder[PATH_MAX]; /* in sysfs */
	char node[PATH_MAX];
	int64_t mmio_bytes, dus_bytes;
};

/* Skips the test when there is no device; 'index' counts in the order of names. */
void bed_device(uint32_t index, struct bed_device *d);
/* The number that an attribute consists of. */
int64_t bed_number(const struct bed_device *d, const char *attribute);
/* Waits until an attribute has a value, which fails the test after two seconds. */
void bed_await(const struct bed_device *d, const char *attribute, int64_t value);

struct bed_queue {
	int file;
	volatile uint8_t *mmio, *dus;
	size_t mmio_bytes, dus_bytes;
	uint32_t number, sq_depth, cq_depth, sqe_type;
	uint32_t tail, head, phase;
};

/* 0, or the negative errno of open(2), before anything else was done. */
int bed_open(const struct bed_device *d, enum bed_direction direction,
	     struct bed_queue *q);
/* PUT_Q, munmap, close. */
void bed_close(struct bed_queue *q);

/*
 * One whole job; waits for it. Returns the status byte; the number of bytes put out is
 * in *produced.
 */
int bed_job(struct bed_queue *q, enum bed_format format, const void *in,
	    uint32_t in_bytes, void *out, uint32_t out_capacity, uint32_t *produced);

/* A compression and its way back, of which zlib says whether they are right. */
void bed_round_trip(const struct bed_device *d, enum bed_format format, uint32_t bytes);

/* Has uacce-emu carry out a command; skips the test when it has no control pipe. */
void bed_command(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Seconds of a clock that only goes forward. */
double bed_clock(void);

#endif
