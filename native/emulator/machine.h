/*
 * machine.h - the inside of the device model: the structures that its files share, and
 * the calls between them. Everything here is guarded by the machine's lock, except what
 * says otherwise.
 */
#ifndef EMU_MACHINE_H
#define EMU_MACHINE_H

#include "faults.h"
#include "hardware.h"
#include "model.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { NAME_BYTES = 24 };
#define NEVER UINT64_MAX

enum queue_state { QUEUE_INIT, QUEUE_STARTED, QUEUE_ZOMBIE };

enum job_state {
	JOB_IDLE,    /* the slot is the client's */
	JOB_WAITING, /* taken up, due at some time */
	JOB_LOST,    /* taken up, and never heard of again */
};

/* A slot of the submission queue that the device has taken up. */
struct job {
	enum job_state state;
	bool announced; /* FAULT_EARLY_COMPLETION: the CQE is already there */
	bool held;      /* FAULT_REORDER: it waits for a later job */
	bool passed;    /* and that was completed */
	bool missed;    /* the fault could not be had in this job */
	uint16_t next;  /* slot of the next waiting job */
	uint32_t sqe[SQE_WORDS];
	uint64_t due;    /* ns; NEVER until a command releases it */
	uint64_t wait;   /* ns of delay that its fault asks for */
	uint64_t serial; /* order of taking up, over the whole machine */
	uint64_t random; /* state of what is by chance in this job */
	struct fault fault;
};

/* What the stats say of a queue; it outlives it. */
struct record {
	struct record *next;
	const struct device *device;
	uint16_t number;
	uint16_t direction;
	bool open;
	bool held; /* the hardware queue: until PUT_Q or close */
	uint64_t jobs, in_bytes, out_bytes, laps, faults;
	uint64_t sq_doorbells, cq_doorbells, bad_doorbells;
};

struct device {
	char name[NAME_BYTES];
	bool present;
	bool isolated;
	uint64_t reset_until; /* ns: open answers EPERM before */
	uint32_t next_number;
	uint32_t in_use;
	bool used[NUMBERS];
};

struct emu_queue {
	struct emu_machine *machine;
	struct device *device;
	struct emu_queue *next;
	struct record *record;
	struct emu_client client;
	enum queue_state state;
	bool mapped[EMU_REGIONS];
	bool gone; /* neither region may be touched any more */
	/* Somebody is at the client's memory without the lock: nobody may close. */
	bool busy;
	bool stopped;   /* no doorbell is heard any more */
	bool reordered; /* a job is held */
	bool resetting; /* RX stop follows when nothing waits */
	bool exact;     /* a bed reports each doorbell store */

	uint32_t head, tail; /* of the SQ: taken up, rung */
	uint32_t cq_tail;
	uint16_t phase;
	uint64_t doorbell; /* the word seen last */
	uint64_t outstanding;
	uint64_t unacknowledged;
	uint64_t taken; /* jobs, for their random numbers */
	uint64_t random;

	struct job *jobs;     /* sq_depth */
	uint16_t first, last; /* waiting jobs by 'next'; valid while 'waiting' */
	uint32_t waiting;
};

struct engine; /* buffers of whoever serves; guarded by 'serving' */
struct replay; /* results seen; guarded by 'serving' too */

struct emu_machine {
	struct emu_profile profile;
	/* Taken before 'lock' by whoever serves jobs: the thread, or a step. */
	pthread_mutex_t serving;
	struct engine *engine;
	struct replay *replay; /* NULL: nobody asked for it */

	atomic_uint wanted; /* others that wait for either lock */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a queue is no longer busy, was started; stop */
	struct device devices[EMU_DEVICES_MAX];
	struct emu_queue *queues;
	uint32_t started;    /* queues that the thread has to look at */
	atomic_uint waiting; /* jobs of all queues; read without the lock too */
	struct record *records, **records_end;
	struct faults faults;
	uint64_t random;
	uint64_t generation;
	uint64_t queues_opened;
	uint64_t serial;
	uint64_t released;  /* gated jobs that may complete as soon as they come */
	uint64_t rate_free; /* ns: when the rated engine has worked off what it has */
	pthread_t thread;
	bool running;
	bool stop;
};

/* model.c. The thread, which would take the locks again at once, waits for whoever takes
 * them here. */
void emu_lock(struct emu_machine *m);
void emu_lock_serving(struct emu_machine *m);
uint64_t emu_now(void); /* ns of a clock that only goes forward */
uint64_t emu_random(uint64_t *state);
struct device *emu_device_named(struct emu_machine *m, const char *name);

/* queue.c */
uint64_t emu_cq_offset(const struct emu_machine *m); /* in region 1 */
/* Gives the hardware queue back: nothing of the client's is touched from here on. */
void emu_release(struct emu_queue *q);

/* doorbell.c */
/* What was stored before the queue was started is not heard. */
void emu_forget_doorbell(struct emu_queue *q);
void emu_poll_doorbell(struct emu_queue *q);

/* rings.c */
void emu_take_up(struct emu_queue *q, uint64_t now);
void emu_write_back(struct emu_queue *q, uint32_t slot, const uint32_t *sqe);
void emu_write_cqe(struct emu_queue *q, uint32_t sq_head);
enum { STOP_RX = 1, STOP_TX = 2 };
void emu_set_stop(struct emu_queue *q, int words);
void emu_lose_job(struct emu_queue *q, uint32_t slot);
void emu_lose_jobs(struct emu_queue *q); /* all that wait */
void emu_unlink_job(struct emu_queue *q, uint32_t slot);

/* serve.c */
uint32_t emu_serve(struct emu_machine *m); /* 'serving' held, 'lock' not */
uint64_t emu_next_due(struct emu_machine *m);
void emu_give(struct emu_queue *q, enum fault_kind kind); /* counts it */

/* job.c; 'serving' held, 'lock' not; reads nothing of the queue but what is constant */
struct engine *emu_engine_open(const struct emu_profile *profile);
void emu_engine_close(struct engine *e);
/* Does the job and puts its results into job->sqe; sets job->missed. */
void emu_run_job(struct engine *e, const struct emu_client *client, uint32_t direction,
		 struct job *job);
/* Puts results into job->sqe without looking at any byte. */
void emu_prepare_results(uint32_t direction, struct job *job);

/* events.c; 'serving' held too, so that no queue is busy with a job */
void emu_reset(struct emu_machine *m, struct device *d, uint64_t lasts_ns);
void emu_overflow(struct emu_machine *m, struct device *d);
void emu_isolate(struct emu_machine *m, struct device *d, bool isolated);
void emu_remove(struct emu_machine *m, struct device *d);
void emu_return(struct emu_machine *m, struct device *d);
/* Lets so many more jobs complete, in the order of their coming. */
void emu_open_gate(struct emu_machine *m, uint64_t count);

/* stats.c */
void emu_print_queues(const struct emu_machine *m, FILE *out);
void emu_print_sums(const struct emu_machine *m, FILE *out);

#endif
