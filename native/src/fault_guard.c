/*
 * fault_guard.c - the handler for SIGBUS and the table of regions that it looks at.
 *
 * Linux unmaps the regions of an unbound uacce device so that a touch raises SIGBUS. In a
 * JVM that would end the executor.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, siginfo_t */

#include "fault_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>

enum {
	/* Two for each queue, and a host has at most 1024 queues a device. */
	REGIONS = 4096,
};

/* 'start' is 0: free; TAKEN: being written; else the region. */
#define TAKEN ((uintptr_t)1)

struct region {
	_Atomic uintptr_t start;
	_Atomic size_t bytes;
	_Atomic(atomic_int *) gone;
};

static struct region regions[REGIONS];
static struct sigaction previous;
static pthread_mutex_t install_lock = PTHREAD_MUTEX_INITIALIZER;
static bool installed;

/*
 * Covers the region of 'address' if there is one. Async-signal-safe: atomics and one
 * system call. 'start' is read again last, since the entry may have been given to another
 * region between the loads.
 */
static bool cover(uintptr_t address)
{
	for (size_t i = 0; i < REGIONS; i++) {
		struct region *r = &regions[i];
		uintptr_t start = atomic_load_explicit(&r->start, memory_order_acquire);
		size_t bytes = atomic_load_explicit(&r->bytes, memory_order_acquire);
		atomic_int *gone = atomic_load_explicit(&r->gone, memory_order_acquire);

		if (start <= TAKEN || address < start || address - start >= bytes)
			continue;
		if (atomic_load_explicit(&r->start, memory_order_relaxed) != start)
			continue;
		if (mmap((void *)start, bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
			return false;
		atomic_store_explicit(gone, 1, memory_order_release);
		return true;
	}
	return false;
}

/* What would have happened without us. */
static void pass_on(int signal_number, siginfo_t *info, void *context)
{
	bool raised_by_access = info->si_code > 0;

	if (previous.sa_flags & SA_SIGINFO) {
		previous.sa_sigaction(signal_number, info, context);
	} else if (previous.sa_handler == SIG_IGN && !raised_by_access) {
		return;
	} else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
		/* The kernel ignores no access fault. The signal is blocked here, so it
		 * comes when this handler returns, and ends the process. */
		signal(signal_number, SIG_DFL);
		raise(signal_number);
	} else {
		previous.sa_handler(signal_number);
	}
}

static void on_sigbus(int signal_number, siginfo_t *info, void *context)
{
	int saved = errno;

	if (info->si_code <= 0 || !cover((uintptr_t)info->si_addr))
		pass_on(signal_number, info, context);
	errno = saved;
}

static int32_t install(void)
{
	struct sigaction ours;
	int32_t error = 0;

	pthread_mutex_lock(&install_lock);
	if (!installed) {
		if (sigaction(SIGBUS, NULL, &previous) == 0) {
			ours.sa_sigaction = on_sigbus;
			/* The mask is the one that the handler behind us expects to run
			 * under. SA_ONSTACK: a JVM's threads check their stacks' ends.
			 * SA_NODEFER would break pass_on. */
			ours.sa_mask = previous.sa_mask;
			ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
			installed = sigaction(SIGBUS, &ours, NULL) == 0;
		}
		error = installed ? 0 : -errno;
	}
	pthread_mutex_unlock(&install_lock);
	return error;
}

int32_t uz_guard_add(void *start, size_t bytes, atomic_int *gone)
{
	int32_t error = install();

	if (error)
		return error;
	for (size_t i = 0; i < REGIONS; i++) {
		struct region *r = &regions[i];
		uintptr_t free_entry = 0;

		if (!atomic_compare_exchange_strong_explicit(&r->start, &free_entry,
							     TAKEN, memory_order_acquire,
							     memory_order_relaxed))
			continue;
		atomic_store_explicit(&r->bytes, bytes, memory_order_relaxed);
		atomic_store_explicit(&r->gone, gone, memory_order_relaxed);
		/* Last: the handler looks at the others only behind a start. */
		atomic_store_explicit(&r->start, (uintptr_t)start, memory_order_release);
		return 0;
	}
	return -ENOSPC;
}

void uz_guard_remove(const void *start)
{
	for (size_t i = 0; i < REGIONS; i++) {
		uintptr_t expected = (uintptr_t)start;

		if (atomic_compare_exchange_strong_explicit(&regions[i].start, &expected,
							    0, memory_order_release,
							    memory_order_relaxed))
			return;
	}
}
