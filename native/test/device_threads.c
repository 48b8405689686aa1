/*
 * device_threads.c - threads that share a queue under a lock, beside threads with queues
 * of their own, while others fork and spawn: every job is right, and no child holds the
 * device.
 */
#define _GNU_SOURCE

#include "device.h"

#include <dirent.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SHARERS = 3, OWNERS = 2, BYTES = 3000, ROOM = 6000 };

extern char **environ;

static struct device device;
static struct client shared;
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static bool shared_done[SHARERS];
static uint8_t data[BYTES];
static int64_t jobs_each;
static const char *self;
static int files_before; /* that are open before any device is */

static struct uz_job new_job(uint8_t *out)
{
	return (struct uz_job){ .in = (uintptr_t)data,
				.out = (uintptr_t)out,
				.in_bytes = BYTES,
				.out_capacity = ROOM };
}

static void check_job(const struct uz_job *j)
{
	uint8_t plain[BYTES + 1];
	struct oracle o;

	CHECK_EQ(j->status, UZ_JOB_DONE);
	o = oracle_inflate((const void *)(uintptr_t)j->out,
			   j->produced - GZIP_TRAILER_BYTES, plain, sizeof(plain));
	CHECK_EQ(o.produced, BYTES);
	CHECK_EQ(memcmp(plain, data, BYTES), 0);
}

/* One turn for everybody; the caller holds the lock. */
static void shared_turn(uint32_t count)
{
	CHECK_EQ(client_turn(&shared, count), 0);
	for (uint32_t i = 0; i < shared.turn.done_count; i++)
		shared_done[shared.done[i]] = true;
}

static void *sharer(void *number)
{
	uint16_t tag = (uint16_t)(uintptr_t)number;
	uint8_t *out = test_alloc(ROOM);

	for (int64_t i = 0; i < jobs_each; i++) {
		uint32_t round = 0;
		bool done = false;

		pthread_mutex_lock(&shared_lock);
		shared_done[tag] = false;
		shared.jobs[tag] = new_job(out);
		shared.submit[0] = tag;
		shared_turn(1);
		pthread_mutex_unlock(&shared_lock);
		while (!done) {
			pthread_mutex_lock(&shared_lock);
			if (!shared_done[tag])
				shared_turn(0);
			done = shared_done[tag];
			pthread_mutex_unlock(&shared_lock);
			if (!done)
				back_off(&round);
		}
		check_job(&shared.jobs[tag]);
	}
	free(out);
	return NULL;
}

static void *owner(void *unused)
{
	uint8_t *out = test_alloc(ROOM);
	struct client c;

	(void)unused;
	client_open(&c, &device, UZ_COMPRESS, 1);
	for (int64_t i = 0; i < jobs_each; i++) {
		c.jobs[0] = new_job(out);
		c.submit[0] = 0;
		CHECK_EQ(client_turn(&c, 1), 0);
		if (c.turn.done_count == 0)
			CHECK_EQ(client_wait(&c), 0);
		check_job(&c.jobs[0]);
	}
	CHECK_EQ(client_close(&c), 0);
	free(out);
	return NULL;
}

static int open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	CHECK(folder != NULL);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static void child_ends_well(pid_t child)
{
	int status;

	CHECK_EQ(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0);
}

static void *forker(void *unused)
{
	char files[16];
	char *arguments[] = { (char *)self, (char *)"holds-files", files, NULL };
	int64_t forks = test_count(50, 1000);

	(void)unused;
	snprintf(files, sizeof(files), "%d", files_before);
	for (int64_t i = 0; i < forks; i++) {
		pid_t child;

		CHECK_EQ(posix_spawn(&child, self, NULL, NULL, arguments, environ), 0);
		child_ends_well(child);
		child = fork();
		CHECK(child >= 0);
		if (child == 0)
			_exit(0);
		child_ends_well(child);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[SHARERS + OWNERS + 1];
	size_t count = 0;

	if (argc == 3 && strcmp(argv[1], "holds-files") == 0)
		return open_files() != atoi(argv[2]);
	test_begin(argc, argv);
	self = argv[0];
	files_before = open_files();
	device = device_first();
	jobs_each = test_count(1000, 50000);
	data_fill(DATA_TEXT, data, BYTES);
	client_open(&shared, &device, UZ_COMPRESS, SHARERS);
	for (uintptr_t i = 0; i < SHARERS; i++)
		CHECK_EQ(pthread_create(&threads[count++], NULL, sharer, (void *)i), 0);
	for (uintptr_t i = 0; i < OWNERS; i++)
		CHECK_EQ(pthread_create(&threads[count++], NULL, owner, NULL), 0);
	CHECK_EQ(pthread_create(&threads[count++], NULL, forker, NULL), 0);
	for (size_t i = 0; i < count; i++)
		CHECK_EQ(pthread_join(threads[i], NULL), 0);
	CHECK_EQ(client_close(&shared), 0);
	client_summary("device_threads");
	return 0;
}
