/*
 * shim_bed.c - one machine in the process, and its queues by descriptor.
 */
#define _GNU_SOURCE /* pthread_atfork, pthread_sigmask */

#include "shim_bed.h"

#include "message.h"
#include "regions.h"
#include "shim_setup.h"
#include "sysfs.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INTERPOSED __attribute__((visibility("default")))

enum { DESCRIPTORS = 65536 }; /* a node beyond them is an empty file */

struct shim_open {
	struct emu_queue *queue;
	struct emu_client client;
	struct emu_regions regions;
	uint32_t references; /* descriptors */
};

/* Guards what follows, apart from the table's pointers. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct shim_open *) table[DESCRIPTORS];
static atomic_int active;
static int running;
static struct emu_shim_setup setup;
static struct emu_machine *machine;
static struct emu_sysfs sysfs;

/* This thread is in here: the calls it makes are not the program's. */
static _Thread_local int inside;

/* By address, which queue a doorbell is of: read without the lock. An entry does not
 * change while its queue is open. */
enum { RUNG_MAX = 256 };
static struct rung {
	_Atomic uintptr_t page; /* 0: free */
	struct shim_open *open; /* for who knows that it is open: its own driver */
} rung[RUNG_MAX];
static uint64_t doorbells_bytes; /* of each queue's page or pages */
static _Atomic uint64_t busy_ns;

static void enter(void)
{
	pthread_mutex_lock(&lock);
	inside = 1;
}

static void leave(void)
{
	inside = 0;
	pthread_mutex_unlock(&lock);
}

static int copy_from(void *of, uint64_t address, void *to, size_t bytes)
{
	(void)of;
	memcpy(to, (const void *)(uintptr_t)address, bytes);
	return 0;
}

static int copy_to(void *of, uint64_t address, const void *from, size_t bytes)
{
	(void)of;
	memcpy((void *)(uintptr_t)address, from, bytes);
	return 0;
}

static void remove_client(void *of)
{
	struct shim_open *o = of;

	emu_regions_remove(&o->regions);
}

static struct shim_open *open_of(int descriptor)
{
	if (descriptor < 0 || descriptor >= DESCRIPTORS)
		return NULL;
	return atomic_load(&table[descriptor]);
}

static void update_files(void)
{
	int result = emu_sysfs_update(&sysfs);

	if (result != 0)
		emu_say_errno(-result, NULL, "Cannot update the device files: path=%s",
			      sysfs.path);
}

int emu_shim_has(int descriptor)
{
	return atomic_load(&active) && !inside && open_of(descriptor) != NULL;
}

long emu_shim_page_bytes(void)
{
	return atomic_load(&active) ? setup.pretended_page : 0;
}

static int run_machine(void)
{
	sigset_t all, before;
	int result = 0;

	if (running || setup.inlined) {
		running = 1;
		return 0;
	}
	/* A signal to the process is for its own threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	result = emu_machine_run(machine);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	running = result == 0;
	return result;
}

static int take(uint32_t device, int descriptor)
{
	struct shim_open *o = calloc(1, sizeof(*o));
	int result = o ? run_machine() : -ENOMEM;

	if (result == 0)
		result = emu_regions_open(&o->regions, machine, device,
					  setup.profile.page_bytes);
	if (result == 0) {
		o->client = (struct emu_client){
			.of = o,
			.read = copy_from,
			.write = copy_to,
			.removed = remove_client,
			.mmio = o->regions.map[EMU_REGION_MMIO],
			.dus = o->regions.map[EMU_REGION_DUS],
		};
		result = emu_queue_open(machine, device, &o->client, &o->queue);
		if (result != 0)
			emu_regions_close(&o->regions);
	}
	if (result != 0) {
		free(o);
		return result;
	}
	o->references = 1;
	atomic_store(&table[descriptor], o);
	return 0;
}

int emu_shim_opened(int descriptor)
{
	struct stat file;
	int device, result = 0;

	if (!atomic_load(&active) || inside || descriptor >= DESCRIPTORS ||
	    fstat(descriptor, &file) != 0)
		return 0;
	enter();
	device = emu_sysfs_find(&sysfs, &file);
	if (device >= 0) {
		result = take((uint32_t)device, descriptor);
		update_files();
	}
	leave();
	return result;
}

void emu_shim_copied(int descriptor, int copy)
{
	struct shim_open *o;

	enter();
	o = open_of(descriptor);
	if (o && copy < DESCRIPTORS) {
		o->references++;
		atomic_store(&table[copy], o);
	}
	leave();
}

static void forget_doorbells(const struct shim_open *o)
{
	for (int i = 0; i < RUNG_MAX; i++) {
		if (rung[i].open == o) {
			atomic_store(&rung[i].page, 0);
			rung[i].open = NULL;
		}
	}
}

void emu_shim_closing(int descriptor)
{
	struct shim_open *o;

	enter();
	o = atomic_exchange(&table[descriptor], NULL);
	if (o && --o->references == 0) {
		forget_doorbells(o);
		emu_queue_close(o->queue);
		emu_regions_close(&o->regions);
		free(o);
		update_files();
	}
	leave();
}

int emu_shim_ioctl(int descriptor, uint32_t command, uint64_t argument)
{
	struct shim_open *o;
	int result = -EBADF;

	enter();
	o = open_of(descriptor);
	if (o) {
		result = emu_queue_ioctl(o->queue, command, argument);
		update_files();
	}
	leave();
	return result;
}

int emu_shim_map(int descriptor, uint64_t offset, uint64_t bytes)
{
	/* The kernel that is pretended rounds up to its own pages. */
	uint64_t page = setup.profile.page_bytes;
	struct shim_open *o;
	int result = -EBADF;

	if (bytes == 0 || bytes > UINT64_MAX - page)
		return -EINVAL;
	enter();
	o = open_of(descriptor);
	if (o) {
		result =
			emu_queue_map(o->queue, offset, (bytes + page - 1) / page * page);
		if (result >= 0)
			result = o->regions.file[result];
	}
	leave();
	return result;
}

void emu_shim_mapped(int descriptor, uint64_t offset, void *address)
{
	if (!setup.inlined || offset != 0)
		return;
	enter();
	for (int i = 0; i < RUNG_MAX; i++) {
		if (!rung[i].open) {
			rung[i].open = open_of(descriptor);
			atomic_store(&rung[i].page, (uintptr_t)address);
			break;
		}
	}
	leave();
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

INTERPOSED void emu_shim_rang(volatile uint64_t *doorbell, uint64_t value)
{
	uint64_t start;

	if (!setup.inlined)
		return;
	start = now_ns();
	for (int i = 0; i < RUNG_MAX; i++) {
		uintptr_t page = atomic_load(&rung[i].page);
		uint64_t offset = (uintptr_t)doorbell - page;

		if (page && offset < doorbells_bytes) {
			emu_queue_doorbell(rung[i].open->queue, offset, value,
					   sizeof(value));
			emu_machine_step(machine);
			break;
		}
	}
	atomic_fetch_add(&busy_ns, now_ns() - start);
}

INTERPOSED void emu_shim_catch_up(void)
{
	uint64_t start;

	if (!setup.inlined || !emu_machine_waits(machine))
		return;
	start = now_ns();
	emu_machine_step(machine);
	atomic_fetch_add(&busy_ns, now_ns() - start);
}

INTERPOSED uint64_t emu_shim_busy_ns(void)
{
	return atomic_load(&busy_ns);
}

INTERPOSED int emu_shim_command(const char *line)
{
	return emu_machine_command(machine, line, stderr);
}

/* What follows runs before main() and after it. */

/* The machine's thread is not in the child, and the queues are the parent's. */
static void in_child(void)
{
	atomic_store(&active, 0);
}

__attribute__((constructor)) static void start(void)
{
	emu_shim_read_setup(&setup);
	machine = emu_machine_open(&setup.profile);
	if (!machine || pthread_atfork(NULL, NULL, in_child) != 0) {
		emu_say("Cannot make the machine: not enough memory");
		_exit(EMU_EXIT_USAGE);
	}
	doorbells_bytes = emu_region_bytes(machine, 0, EMU_REGION_MMIO);
	emu_shim_give_faults(machine);
	emu_shim_place_files(&setup, machine, &sysfs);
	atomic_store(&active, 1);
}

__attribute__((destructor)) static void end(void)
{
	FILE *out;

	if (!atomic_exchange(&active, 0))
		return;
	/* Who opened nothing has nothing to tell, and shall not overwrite who did. */
	if (setup.stats_file && running) {
		out = *setup.stats_file ? fopen(setup.stats_file, "we") : stderr;
		if (out)
			emu_machine_stats(machine, out);
		if (out && out != stderr)
			fclose(out);
	}
	/* The machine stays: threads may be in its calls. */
	emu_shim_remove_files(&setup, &sysfs);
}
