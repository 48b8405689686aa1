/*
 * device_shared.c - two processes share all queues of a device: each queue works, the one
 * behind the last is refused as busy, and what is closed is free again at once.
 */
#define _GNU_SOURCE

#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 5000, ROOM = 8000, QUEUES_MAX = 1024 };

static struct client clients[QUEUES_MAX];

static void round_trip(struct client *c)
{
	static uint8_t data[BYTES], out[ROOM];

	data_fill(DATA_TEXT, data, BYTES);
	c->jobs[0] = (struct uz_job){ .in = (uintptr_t)data,
				      .out = (uintptr_t)out,
				      .in_bytes = BYTES,
				      .out_capacity = ROOM };
	c->submit[0] = 0;
	CHECK_EQ(client_turn(c, 1), 0);
	if (c->turn.done_count == 0)
		CHECK_EQ(client_wait(c), 0);
	CHECK_EQ(c->jobs[0].status, UZ_JOB_DONE);
	CHECK_EQ(c->jobs[0].checksum, uz_crc32(0, data, BYTES));
}

/*
 * Opens queues until the device is busy, writes their number, and closes them when
 * 'go' says so.
 */
static int sharer(const struct device *d, int result, int go)
{
	int32_t count = 0;
	char byte;

	while (count < QUEUES_MAX && client_try_open(&clients[count], d, UZ_COMPRESS, 1))
		round_trip(&clients[count++]);
	CHECK_EQ(clients[count].opening.step, UZ_OPEN_NODE);
	CHECK_EQ(clients[count].opening.error, EBUSY);
	for (int32_t i = 0; i < count; i++)
		round_trip(&clients[i]);
	CHECK_EQ(write(result, &count, sizeof(count)), sizeof(count));
	CHECK_EQ(read(go, &byte, 1), 0); /* until the parent closes its end */
	for (int32_t i = 0; i < count; i++)
		CHECK_EQ(client_close(&clients[i]), 0);
	return 0;
}

int main(int argc, char **argv)
{
	struct device d;
	int result[2], go[2];
	int64_t available;
	int32_t held[2];
	pid_t children[2];
	int status;

	test_begin(argc, argv);
	d = device_first();
	available = device_number(&d, "available_instances");
	CHECK(available >= 2 && available < QUEUES_MAX);
	CHECK_EQ(pipe2(result, O_CLOEXEC), 0);
	CHECK_EQ(pipe2(go, O_CLOEXEC), 0);
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		children[i] = fork();
		CHECK(children[i] >= 0);
		if (children[i] == 0) {
			close(go[1]);
			_exit(sharer(&d, result[1], go[0]));
		}
	}
	close(result[1]); /* a child that fails ends the read below */
	for (size_t i = 0; i < COUNT_OF(held); i++)
		CHECK_EQ(read(result[0], &held[i], sizeof(held[i])), sizeof(held[i]));
	CHECK_EQ(device_number(&d, "available_instances"), 0);
	CHECK_EQ(held[0] + held[1], available);
	close(go[1]);
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		CHECK_EQ(waitpid(children[i], &status, 0), children[i]);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	CHECK(device_has_free(&d, available));
	printf("device_shared: processes=2 queues=%lld held=%d+%d\n",
	       (long long)available, held[0], held[1]);
	return 0;
}
