/*
 * fault_guard.c - a SIGBUS in a guarded region maps zeroed memory over it and sets its
 * flag; elsewhere it goes to the handler that was there before, or ends the process as it
 * would have without a guard.
 */
#define _GNU_SOURCE /* memfd_create */

#include "fault_guard.h"
#include "test.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf before_fault;
static volatile sig_atomic_t passed_on;
static size_t page;

/* Stands for the JVM's. */
static void earlier_handler(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)info;
	(void)context;
	passed_on++;
	siglongjmp(before_fault, 1);
}

/* Two pages whose file has none: a touch is a SIGBUS, as with a device that is gone. */
static volatile uint8_t *region_without_memory(void)
{
	int fd = memfd_create("region", MFD_CLOEXEC);
	void *region;

	CHECK(fd >= 0);
	region = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(region != MAP_FAILED);
	close(fd);
	return region;
}

static void touch_is_survived(volatile uint8_t *region, atomic_int *gone)
{
	CHECK_EQ(atomic_load(gone), 0);
	region[page + 5] = 1; /* a store that faults is done again, into the new memory */
	CHECK_EQ(atomic_load(gone), 1);
	CHECK_EQ(region[page + 5], 1);
	CHECK_EQ(region[0], 0);
}

static void unguarded_touch_is_passed_on(volatile uint8_t *region)
{
	int before = passed_on;

	if (sigsetjmp(before_fault, 1) == 0) {
		region[0] = 1;
		CHECK(!"the touch of an unguarded region went on");
	}
	CHECK_EQ(passed_on, before + 1);
}

static void *guard_touch_and_forget(void *unused)
{
	(void)unused;
	for (int i = 0; i < 50; i++) {
		volatile uint8_t *region = region_without_memory();
		atomic_int gone = 0;

		CHECK_EQ(uz_guard_add((void *)region, 2 * page, &gone), 0);
		touch_is_survived(region, &gone);
		uz_guard_remove((const void *)region);
		munmap((void *)region, 2 * page);
	}
	return NULL;
}

static void threads_do_not_disturb_each_other(void)
{
	pthread_t threads[4];

	for (size_t i = 0; i < COUNT_OF(threads); i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, guard_touch_and_forget, NULL),
			 0);
	for (size_t i = 0; i < COUNT_OF(threads); i++)
		CHECK_EQ(pthread_join(threads[i], NULL), 0);
}

static void full_table_is_refused(void)
{
	static uint8_t places[5000];
	atomic_int gone = 0;
	size_t added = 0;

	while (added < COUNT_OF(places) && uz_guard_add(&places[added], 1, &gone) == 0)
		added++;
	CHECK(added < COUNT_OF(places));
	CHECK_EQ(uz_guard_add(&places[added], 1, &gone), -ENOSPC);
	uz_guard_remove(&places[17]);
	CHECK_EQ(uz_guard_add(&places[added], 1, &gone), 0);
	for (size_t i = 0; i <= added; i++)
		uz_guard_remove(&places[i]);
}

/* Runs in a process that had no handler before; how it ended is the test's result. */
static int end_of_child(struct sigaction *before, void (*does)(void))
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (child == 0) {
		volatile uint8_t *region = region_without_memory();
		atomic_int gone = 0;

		sigaction(SIGBUS, before, NULL);
		if (uz_guard_add((void *)region, 2 * page, &gone) != 0)
			_exit(2);
		region[0] = 1;
		if (!atomic_load(&gone))
			_exit(3);
		does();
		_exit(0);
	}
	CHECK_EQ(waitpid(child, &status, 0), child);
	return status;
}

static void touch_unguarded(void)
{
	region_without_memory()[0] = 1;
}

static void send_signal(void)
{
	raise(SIGBUS);
}

static void without_earlier_handler_the_kernel_decides(void)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL };
	struct sigaction ignoring = { .sa_handler = SIG_IGN };
	int status;

	status = end_of_child(&by_default, touch_unguarded);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	status = end_of_child(&by_default, send_signal);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	/* An access fault cannot be ignored; a signal that was sent can. */
	status = end_of_child(&ignoring, touch_unguarded);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	status = end_of_child(&ignoring, send_signal);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int argc, char **argv)
{
	struct sigaction earlier = { .sa_sigaction = earlier_handler,
				     .sa_flags = SA_SIGINFO };
	volatile uint8_t *guarded, *other;
	atomic_int gone = 0;

	test_begin(argc, argv);
	page = (size_t)sysconf(_SC_PAGESIZE);
	/* First, since the first guard of a process installs the handler. */
	without_earlier_handler_the_kernel_decides();

	CHECK_EQ(sigaction(SIGBUS, &earlier, NULL), 0);
	guarded = region_without_memory();
	other = region_without_memory();
	CHECK_EQ(uz_guard_add((void *)guarded, 2 * page, &gone), 0);
	unguarded_touch_is_passed_on(other);
	CHECK_EQ(atomic_load(&gone), 0);
	touch_is_survived(guarded, &gone);
	uz_guard_remove((const void *)guarded);
	munmap((void *)guarded, 2 * page);
	/* A region that was forgotten is nobody's. */
	CHECK_EQ(uz_guard_add((void *)other, 2 * page, &gone), 0);
	uz_guard_remove((const void *)other);
	unguarded_touch_is_passed_on(other);
	threads_do_not_disturb_each_other();
	full_table_is_refused();
	return 0;
}
