/*
 * device.h - a client of whatever uacce device there is: emulated under uacce-emu, or
 * real. The tests named device_* know no difference, but for the faults that only an
 * emulated one gives at command.
 */
#ifndef UZ_DEVICE_H
#define UZ_DEVICE_H

#include "test.h"
#include "uacce_zip.h"

enum {
	GZIP_HEADER_BYTES = 10,
	GZIP_TRAILER_BYTES = 8,
	ZLIB_HEADER_BYTES = 2,
	ZLIB_TRAILER_BYTES = 4,
	/* A deadline for what should take milliseconds, on a machine with other work. */
	PATIENCE_SECONDS = 60,
};

struct device {
	char name[64];
	char node[512];
	int32_t generation;
	int64_t mmio_bytes;
	int64_t dus_bytes;
};

/* The n-th device that runs gzip and zlib, by name; false when there are fewer. */
bool device_find(size_t n, struct device *device);
/* The first one, or the test is skipped with the reason. */
struct device device_first(void);
/* A number in sysfs, or -1: "available_instances", "isolate". */
int64_t device_number(const struct device *device, const char *attribute);
/* Waits until so many queues are free, as after a close; false if it takes too long. */
bool device_has_free(const struct device *device, int64_t queues);

/* A queue with its jobs. One thread at a time. */
struct client {
	struct uz_queue *queue;
	struct uz_opening opening;
	struct uz_turn turn;
	struct uz_job *jobs;
	uint16_t *submit;
	uint16_t *done;
	uint32_t job_count;
	uint64_t completed;
	uint64_t submissions; /* turns that submitted */
};

/* False, with the reason in 'opening', when the queue could not be opened. */
bool client_try_open(struct client *c, const struct device *d, int32_t direction,
		     uint32_t job_count);
void client_open(struct client *c, const struct device *d, int32_t direction,
		 uint32_t job_count);
/* What uz_queue_close() returned; adds to what client_summary() prints. */
int32_t client_close(struct client *c);
/* A turn that submits the first 'count' of c->submit. */
int32_t client_turn(struct client *c, uint32_t count);
/* Turns until one job at least is done or the queue has failed: what the turn returned.
 */
int32_t client_wait(struct client *c);

/* One line, for a test's end: requests, laps, queues of this program. */
void client_summary(const char *what);

/* Waits until condition(of) is true; false after PATIENCE_SECONDS. */
bool comes_true(bool (*condition)(void *of), void *of);
double now_seconds(void);
/* Gives the CPU away, longer with each call of a wait; begin with *round = 0. */
void back_off(uint32_t *round);

/*
 * A command to the emulated device, by its control file; false where there is none. The
 * test fails when the emulator refuses the command. control_given() is how many faults of
 * a kind it says it has given.
 */
bool control(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t control_given(const char *kind);
bool control_is_there(void);

#endif
