/*
 * bed_children.c - forked and executed children have the devices too, 32 of them at a
 * time; a child that inherits a descriptor can use it and keeps the queue alive, but the
 * memory that the device sees stays its parent's.
 */
#define _GNU_SOURCE /* fork */

#include "bed.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 32 };

static struct bed_device d;

static void await(pid_t child)
{
	int status;

	CHECK_EQ(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0);
}

static void check_many(char *program)
{
	char word[] = "child";
	char *const arguments[] = { program, word, NULL };
	pid_t child[CHILDREN];

	for (int i = 0; i < CHILDREN; i++) {
		fflush(stdout);
		child[i] = fork();
		CHECK(child[i] >= 0);
		if (child[i] == 0 && i % 2) {
			execv(program, arguments);
			_exit(1);
		}
		if (child[i] == 0) {
			bed_round_trip(&d, BED_GZIP, 50000);
			_exit(0);
		}
	}
	for (int i = 0; i < CHILDREN; i++)
		await(child[i]);
}

/* The child's copy of 'in' is other than the parent's, at the same address. */
static void check_inherited(void)
{
	static uint8_t in[5000], out[6000];
	int64_t all = bed_number(&d, "available_instances");
	static struct {
		uint32_t sqe_bytes;
		uint16_t sq_depth, cq_depth;
		uint64_t reserved;
	} info;
	struct bed_queue q;
	uint32_t produced;
	int go[2];
	pid_t child;

	CHECK_EQ(pipe(go), 0);
	CHECK_EQ(bed_open(&d, BED_COMPRESS, &q), 0);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		char byte;

		/* An ioctl's argument is the caller's, whoever opened the node. */
		CHECK_EQ(ioctl(q.file, 0xC010480Bu, &info), 0);
		CHECK_EQ(info.sqe_bytes, 128);
		memset(in, 'c', sizeof(in));
		memset(out, 'c', sizeof(out));
		close(go[1]);
		CHECK_EQ(read(go[0], &byte, 1), 0); /* the end of the parent's */
		for (size_t i = 0; i < sizeof(out); i++)
			CHECK_EQ(out[i], 'c');
		_exit(0);
	}
	close(go[0]);
	data_fill(DATA_TEXT, in, sizeof(in));
	CHECK_EQ(bed_job(&q, BED_ZLIB, in, sizeof(in), out, sizeof(out), &produced), 0);
	CHECK(produced > 0);
	CHECK_EQ(munmap((uint8_t *)q.dus, q.dus_bytes), 0);
	CHECK_EQ(munmap((uint8_t *)q.mmio, q.mmio_bytes), 0);
	CHECK_EQ(close(q.file), 0);
	CHECK_EQ(bed_number(&d, "available_instances"), all - 1);
	close(go[1]);
	await(child);
	CHECK_EQ(info.sqe_bytes, 0);
	bed_await(&d, "available_instances", all);
}

int main(int argc, char **argv)
{
	int is_child = argc > 1 && strcmp(argv[1], "child") == 0;
	double start = bed_clock();

	test_begin(is_child ? 1 : argc, argv);
	bed_device(0, &d);
	if (is_child) {
		bed_round_trip(&d, BED_ZLIB, 50000);
		return 0;
	}
	check_many(argv[0]);
	check_inherited();
	bed_await(&d, "available_instances", 64);
	printf("processes=%d: all served after %.0f ms\n", CHILDREN,
	       (bed_clock() - start) * 1e3);
	return 0;
}
