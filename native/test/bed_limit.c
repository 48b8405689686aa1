/*
 * bed_limit.c - two processes share the queues of one device: together they get exactly
 * as many as there are, the next open is EBUSY for everybody, and what a killed process
 * held is free within two seconds.
 */
#define _GNU_SOURCE /* kill */

#include "bed.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GREEDY = 2 };

static struct bed_device d;

/* Takes all it can, a byte for each, a zero byte at the end; and keeps them. */
static _Noreturn void be_greedy(int pipe)
{
	struct bed_queue q;
	int result;

	while ((result = bed_open(&d, BED_COMPRESS, &q)) == 0)
		CHECK_EQ(write(pipe, "q", 1), 1);
	CHECK_EQ(result, -EBUSY);
	CHECK_EQ(write(pipe, "", 1), 1);
	for (;;)
		pause();
}

static int64_t count_queues(int pipe)
{
	int64_t count = 0;
	char byte;

	for (;;) {
		CHECK_EQ(read(pipe, &byte, 1), 1);
		if (byte == 0)
			return count;
		count++;
	}
}

int main(int argc, char **argv)
{
	struct bed_queue *mine, extra;
	int64_t all, count[GREEDY];
	int pipes[GREEDY][2];
	pid_t child[GREEDY];
	double killed;

	test_begin(argc, argv);
	bed_device(0, &d);
	all = bed_number(&d, "available_instances");
	for (int i = 0; i < GREEDY; i++) {
		CHECK_EQ(pipe(pipes[i]), 0);
		child[i] = fork();
		CHECK(child[i] >= 0);
		if (child[i] == 0)
			be_greedy(pipes[i][1]);
		close(pipes[i][1]);
	}
	for (int i = 0; i < GREEDY; i++)
		count[i] = count_queues(pipes[i][0]);
	CHECK_EQ(count[0] + count[1], all);
	CHECK_EQ(bed_number(&d, "available_instances"), 0);
	CHECK_EQ(bed_open(&d, BED_COMPRESS, &extra), -EBUSY);

	killed = bed_clock();
	CHECK_EQ(kill(child[0], SIGKILL), 0);
	bed_await(&d, "available_instances", count[0]);
	printf("queues=%d: two processes had %d and %d; those of the killed one were "
	       "free "
	       "after %.1f ms\n",
	       (int)all, (int)count[0], (int)count[1], (bed_clock() - killed) * 1e3);
	CHECK_EQ(waitpid(child[0], NULL, 0), child[0]);

	mine = test_alloc((size_t)count[0] * sizeof(*mine));
	for (int64_t i = 0; i < count[0]; i++)
		CHECK_EQ(bed_open(&d, BED_DECOMPRESS, &mine[i]), 0);
	CHECK_EQ(bed_open(&d, BED_COMPRESS, &extra), -EBUSY);
	for (int64_t i = 0; i < count[0]; i++)
		bed_close(&mine[i]);
	CHECK_EQ(bed_number(&d, "available_instances"), count[0]);
	free(mine);

	CHECK_EQ(kill(child[1], SIGKILL), 0);
	CHECK_EQ(waitpid(child[1], NULL, 0), child[1]);
	bed_await(&d, "available_instances", all);
	return 0;
}
