/*
 * device_killed.c - a client that is killed with requests in flight holds no queue two
 * seconds later.
 */
#define _GNU_SOURCE

#include "device.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUEUES = 4, JOBS = 64, BYTES = 60000, ROOM = 70000 };

/* Keeps its queues busy until it is killed. */
static _Noreturn void victim(const struct device *d, int ready)
{
	static struct client clients[QUEUES];
	static uint8_t data[BYTES], out[ROOM];
	char byte = 0;

	data_fill(DATA_TEXT, data, BYTES);
	for (int i = 0; i < QUEUES; i++)
		client_open(&clients[i], d, UZ_COMPRESS, JOBS);
	for (uint64_t turn = 0;; turn++) {
		struct client *c = &clients[turn % QUEUES];

		/* Their order does not matter, and the output is nobody's to read. */
		for (uint16_t tag = 0; turn < QUEUES && tag < JOBS; tag++) {
			c->jobs[tag] = (struct uz_job){ .in = (uintptr_t)data,
							.out = (uintptr_t)out,
							.in_bytes = BYTES,
							.out_capacity = ROOM };
			c->submit[tag] = tag;
		}
		CHECK_EQ(client_turn(c, turn < QUEUES ? JOBS : c->turn.done_count), 0);
		for (uint32_t i = 0; i < c->turn.done_count; i++)
			c->submit[i] = c->done[i];
		if (turn == 2 * QUEUES)
			CHECK_EQ(write(ready, &byte, 1), 1);
	}
}

int main(int argc, char **argv)
{
	int64_t kills = test_count(10, 1000), available;
	double longest = 0;
	struct device d;

	test_begin(argc, argv);
	d = device_first();
	available = device_number(&d, "available_instances");
	for (int64_t i = 0; i < kills; i++) {
		int ready[2];
		pid_t child;
		double killed;
		char byte;

		test_context("kill=%d", (int)i);
		CHECK_EQ(pipe2(ready, O_CLOEXEC), 0);
		child = fork();
		CHECK(child >= 0);
		if (child == 0)
			victim(&d, ready[1]);
		close(ready[1]);
		CHECK_EQ(read(ready[0], &byte, 1), 1);
		close(ready[0]);
		CHECK_EQ(device_number(&d, "available_instances"), available - QUEUES);
		CHECK_EQ(kill(child, SIGKILL), 0);
		killed = now_seconds();
		CHECK_EQ(waitpid(child, NULL, 0), child);
		CHECK(device_has_free(&d, available));
		if (now_seconds() - killed > longest)
			longest = now_seconds() - killed;
		CHECK(now_seconds() - killed < 2);
	}
	printf("device_killed: kills=%d queues=%d held=0 longest_ms=%.0f\n", (int)kills,
	       (int)kills * QUEUES, longest * 1e3);
	return 0;
}
