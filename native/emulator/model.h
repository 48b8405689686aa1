/*
 * model.h - an emulated HiSilicon ZIP accelerator behind Linux uacce: what the kernel's
 * character device and the hardware behind it answer, and nothing of how a client
 * reaches them. It knows no processes, files or Java; a bed does: uacce-emu (another
 * process is the client), the shim and the unit tests (this one is).
 *
 *   Errors    A function that can fail returns 0, or the negative errno that the
 *             kernel's call would give.
 *   Threads   Any function on any thread; one lock inside, held for no callback that
 *             waits. Jobs run on the machine's own thread between emu_machine_run()
 *             and emu_machine_stop(), or on the caller's in emu_machine_step().
 *   Numbers   Layouts, bits and error codes are those of docs/hardware.md.
 */
#ifndef EMU_MODEL_H
#define EMU_MODEL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { EMU_REGION_MMIO = 0, EMU_REGION_DUS = 1, EMU_REGIONS = 2 };
enum { EMU_DEVICES_MAX = 16 };

/* How jobs are served. */
enum emu_service {
	EMU_WORK,  /* DEFLATE, as weak as the hardware's */
	EMU_NULL,  /* complete at once, nothing read, prepared results */
	EMU_RATE,  /* as EMU_NULL, at a fixed rate of input bytes over all queues */
	EMU_GATED, /* as EMU_WORK, but a job completes only when a command releases it */
};

/* What a machine is like; constant while it lives. Zero-filled is not a profile: start
 * from emu_profile_default(). */
struct emu_profile {
	uint64_t seed;
	uint32_t devices; /* 1..EMU_DEVICES_MAX; ids are not contiguous */
	uint32_t queues;  /* of each device, 1..1024; default 64 */
	uint32_t api;     /* 1, 2, 3, 5: hisi_qm_vN; default 2 */
	uint32_t sq_depth, cq_depth;
	uint32_t page_bytes; /* 4096 or 65536: region sizes and mmap offsets */
	int numa_node;       /* -1 by default */
	int sva;             /* 0: the SVA flag is clear */
	int noiommu;         /* 1: flag bit 1, and _noiommu behind the api */
	int old_kernel;      /* 1: EINVAL where newer kernels say ENXIO; no depth ioctl */
	int full_ratio;      /* 1: zlib's own ratio instead of the hardware's */
	int inflate_ends_0x13; /* 1: stateless inflate ends with 0x13 and the last-block
				  bit */
	enum emu_service service;
	uint64_t rate; /* EMU_RATE: input bytes per second, of the whole machine */
	/* EMU_NULL: a job completes when so many later ones of its queue have come, so
	 * that many are always under way; 0: at once. */
	uint32_t lag;
	int replay; /* EMU_NULL, EMU_RATE: results are those of a real job (replay.h) */
};
void emu_profile_default(struct emu_profile *profile);

/*
 * Sets one option, as on uacce-emu's command line without the dashes: "devices=2",
 * "depth=256", "rate=500M", "null". 0, or -EINVAL with the reason in 'why'.
 */
int emu_profile_set(struct emu_profile *profile, const char *option, char *why,
		    size_t why_bytes);
/* One line for each option: its name, range, default and meaning. */
void emu_profile_print_options(FILE *out);

struct emu_machine;
struct emu_queue;

/* NULL: no memory, or a profile that emu_profile_set() could not have made. */
struct emu_machine *emu_machine_open(const struct emu_profile *profile);
void emu_machine_close(struct emu_machine *machine); /* stopped, all queues closed */
int emu_machine_run(struct emu_machine *machine);    /* starts the thread */
void emu_machine_stop(struct emu_machine *machine);  /* and ends it */
/* Serves what is there now, on this thread; the number of jobs completed. */
uint32_t emu_machine_step(struct emu_machine *machine);
/* Whether a job that was taken up is not completed yet. Takes no lock. */
int emu_machine_waits(struct emu_machine *machine);

uint32_t emu_machine_devices(struct emu_machine *machine);
/*
 * "hisi_zip-4": the name in sysfs and of the node, by position 0..devices-1. The ids are
 * always 1, 4, 5, 9, 10, 13, 14, 18 and so on, as on a host with other accelerators.
 */
const char *emu_device_name(struct emu_machine *machine, uint32_t device);
/* 1 while the device is there: a removed one has neither node nor sysfs folder. */
int emu_device_present(struct emu_machine *machine, uint32_t device);
/*
 * The text of a sysfs attribute ("api", "flags", "algorithms", "available_instances",
 * "region_mmio_size", "region_dus_size", "isolate", "isolate_strategy",
 * "device/numa_node") with its newline and a NUL. Its length without the NUL; -ENOENT
 * for an attribute that is hidden or unknown, -ENOSPC.
 */
int64_t emu_device_attribute(struct emu_machine *machine, uint32_t device,
			     const char *name, char *text, size_t capacity);
/* The names above, NULL behind the last. */
extern const char *const emu_attributes[];
uint64_t emu_region_bytes(struct emu_machine *machine, uint32_t device, int region);
/*
 * Changes whenever a text of emu_device_attribute() or emu_device_present() may have:
 * a bed that keeps files compares it.
 */
uint64_t emu_machine_generation(struct emu_machine *machine);

/* What a bed gives for each open of a node. It outlives the queue. */
struct emu_client {
	void *of; /* passed to each callback */
	/* Copy from and to the client's memory: 0, or -EFAULT and an unknown part done.
	 */
	int (*read)(void *of, uint64_t address, void *to, size_t bytes);
	int (*write)(void *of, uint64_t address, const void *from, size_t bytes);
	/* The device is gone: a touch of either region must be a SIGBUS from now on. The
	 * model touches neither any more, and waits for this before it closes the queue.
	 */
	void (*removed)(void *of);
	/* The two regions, as large as emu_region_bytes(), zero-filled by the bed. */
	void *mmio;
	void *dus;
};

/* open(2): allocates a hardware queue. -EBUSY, -EPERM (a reset, or isolated), -ENODEV. */
int emu_queue_open(struct emu_machine *machine, uint32_t device,
		   const struct emu_client *client, struct emu_queue **queue);
/* ioctl(2): 0 or a negative errno. The argument is an address in the client. */
int emu_queue_ioctl(struct emu_queue *queue, uint32_t command, uint64_t argument);
/* mmap(2): which region a client's call means, or a negative errno. */
int emu_queue_map(struct emu_queue *queue, uint64_t offset, uint64_t bytes);
/* munmap(2) of a region need not be told. close(2): the queue stops and is freed. When
 * it returns, nothing of the client's is touched any more. */
void emu_queue_close(struct emu_queue *queue);

/*
 * A store of 'width' bytes at 'offset' of region 0, for a bed that traps each of them
 * and leaves the region's memory as it is. Where nobody calls this the model polls that
 * memory and sees only the last store before each look: an acknowledgement may be
 * overwritten unseen, so nothing is concluded from one that is missing. Here each store
 * counts: the completion queue overflows, and both stop words are set, as soon as jobs
 * outstanding and completions not yet acknowledged together exceed cq_depth - 1.
 */
void emu_queue_doorbell(struct emu_queue *queue, uint64_t offset, uint64_t value,
			uint32_t width);

/*
 * One line of the command file: "fault lost count=100 every=7", "reset hisi_zip-4",
 * "release 3", "stats" ... (emu_print_commands). The answer, which may be of several
 * lines, goes to 'out'. 0, or -EINVAL with a line that says what is wrong.
 */
int emu_machine_command(struct emu_machine *machine, const char *line, FILE *out);
void emu_print_commands(FILE *out);

/*
 * What happened so far, as lines of name=value: one for each queue that was ever
 * opened, one for each fault kind that was ever asked for, one for all:
 *
 *   queue device=hisi_zip-4 number=7 direction=compress open=0 jobs=12 in_bytes=...
 *         out_bytes=... laps=3 faults=1       (one line)
 *   fault kind=lost given=100
 *   total queues_opened=2 queues_held=0 jobs=24 laps=3 faults_given=100
 *
 * A queue's line goes on with sq_doorbells, cq_doorbells and bad_doorbells, the total's
 * with bad_doorbells: words for another queue, malformed ones, and tails or heads that
 * no correct client writes. Polled doorbells are those that were seen.
 */
void emu_machine_stats(struct emu_machine *machine, FILE *out);

#endif
