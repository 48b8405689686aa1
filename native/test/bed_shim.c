/*
 * bed_shim.c - the preloaded shim serves a program in its own process: both devices work
 * by whatever page size they pretend, descriptors can be copied, all queues can be had
 * and no more, and a child has none.
 */
#define _GNU_SOURCE /* dup3 */

#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUEUES = 64, PUT_Q = 0x5701 };

static void check_page_size(const struct bed_device *d)
{
	long page = sysconf(_SC_PAGESIZE);

	CHECK_EQ(getpagesize(), page);
	CHECK_EQ(d->dus_bytes % page, 0);
	/* docs/hardware.md: 1024 entries of each ring, and the page of the stop words. */
	if (page == 65536)
		CHECK_EQ(d->dus_bytes, 262144);
	else
		CHECK_EQ(d->dus_bytes, 151552);
}

static void check_limit(const struct bed_device *d)
{
	static struct bed_queue q[QUEUES];
	struct bed_queue extra;

	for (int i = 0; i < QUEUES; i++) {
		CHECK_EQ(bed_number(d, "available_instances"), QUEUES - i);
		CHECK_EQ(bed_open(d, BED_COMPRESS, &q[i]), 0);
	}
	CHECK_EQ(bed_open(d, BED_COMPRESS, &extra), -EBUSY);
	for (int i = 0; i < QUEUES; i++)
		bed_close(&q[i]);
	CHECK_EQ(bed_number(d, "available_instances"), QUEUES);
}

/* By the kernel, to which the descriptor is no device; qemu-user says ENOSYS. */
static int is_refused(int file)
{
	return ioctl(file, PUT_Q) == -1 && (errno == ENOTTY || errno == ENOSYS);
}

static void check_copies(const struct bed_device *d)
{
	struct bed_queue q;
	int copy, file;

	CHECK_EQ(bed_open(d, BED_COMPRESS, &q), 0);
	copy = dup(q.file);
	CHECK(copy >= 0);
	file = open("/dev/null", O_RDWR | O_CLOEXEC);
	CHECK_EQ(dup3(copy, file, O_CLOEXEC), file);
	CHECK_EQ(dup2(file, file), file);
	CHECK_EQ(close(q.file), 0);
	CHECK_EQ(close(copy), 0);
	CHECK_EQ(bed_number(d, "available_instances"), QUEUES - 1);
	/* What is put in its place is no device. */
	copy = open("/dev/null", O_RDWR | O_CLOEXEC);
	CHECK_EQ(dup2(copy, file), file);
	CHECK_EQ(bed_number(d, "available_instances"), QUEUES);
	CHECK(is_refused(file));
	CHECK_EQ(close(copy), 0);
	CHECK_EQ(close(file), 0);
	CHECK_EQ(munmap((uint8_t *)q.dus, q.dus_bytes), 0);
	CHECK_EQ(munmap((uint8_t *)q.mmio, q.mmio_bytes), 0);
}

static void check_child(const struct bed_device *d)
{
	struct bed_queue q;
	pid_t child;
	int status;

	CHECK_EQ(bed_open(d, BED_COMPRESS, &q), 0);
	child = fork();
	CHECK(child >= 0);
	if (child == 0)
		_exit(is_refused(q.file) ? 0 : 1);
	CHECK_EQ(waitpid(child, &status, 0), child);
	CHECK_EQ(status, 0);
	CHECK_EQ(bed_number(d, "available_instances"), QUEUES - 1);
	bed_close(&q);
}

int main(int argc, char **argv)
{
	struct bed_device d;

	test_begin(argc, argv);
	for (uint32_t i = 0; i < 2; i++) {
		bed_device(i, &d);
		check_page_size(&d);
		bed_round_trip(&d, BED_GZIP, 1 + test_random(1 << 18));
		bed_round_trip(&d, BED_ZLIB, 100000);
		check_limit(&d);
		check_copies(&d);
		check_child(&d);
	}
	return 0;
}
