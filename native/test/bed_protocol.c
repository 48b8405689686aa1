/*
 * bed_protocol.c - a program that no preloaded library can help, being static, maps,
 * starts, works, stops and closes queues; zlib agrees with the device, and
 * available_instances is right after every step.
 */
#define _GNU_SOURCE /* dup */

#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { QUEUES = 64, REOPENED = 300, JOBS = 1500, JOB_BYTES = 1000 };

static void check_counts(const struct bed_device *d)
{
	int64_t all = bed_number(d, "available_instances");
	struct bed_queue one, two;
	int copy;

	CHECK_EQ(bed_open(d, BED_COMPRESS, &one), 0);
	CHECK_EQ(bed_number(d, "available_instances"), all - 1);
	CHECK_EQ(bed_open(d, BED_DECOMPRESS, &two), 0);
	CHECK_EQ(bed_number(d, "available_instances"), all - 2);
	CHECK(one.number != two.number);
	bed_close(&one);
	/* PUT_Q has given it back before it returned. */
	CHECK_EQ(bed_number(d, "available_instances"), all - 1);

	/* Without PUT_Q the last reference counts: descriptors and mappings. */
	copy = dup(two.file);
	CHECK(copy >= 0);
	CHECK_EQ(close(two.file), 0);
	CHECK_EQ(munmap((uint8_t *)two.dus, two.dus_bytes), 0);
	CHECK_EQ(close(copy), 0);
	CHECK_EQ(bed_number(d, "available_instances"), all - 1);
	CHECK_EQ(munmap((uint8_t *)two.mmio, two.mmio_bytes), 0);
	bed_await(d, "available_instances", all);
}

static void check_mapping(const struct bed_device *d)
{
	struct bed_queue q;
	void *map;

	CHECK_EQ(bed_open(d, BED_COMPRESS, &q), 0);
	map = mmap(NULL, q.dus_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q.file,
		   sysconf(_SC_PAGESIZE));
	CHECK(map == MAP_FAILED);
	CHECK_EQ(errno, EEXIST);
	map = mmap(NULL, q.dus_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q.file,
		   2 * sysconf(_SC_PAGESIZE));
	CHECK(map == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	/* Any number of the two types, and no other, is the driver's to refuse. */
	CHECK_EQ(ioctl(q.file, _IO('W', 77)), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(ioctl(q.file, 0xC004480Au, NULL), -1);
	CHECK_EQ(errno, EFAULT);
	bed_close(&q);
}

/*
 * The last free queue, again and again: what was closed is free for the next open, and
 * what was opened is counted, at once.
 */
static void check_reopening(const struct bed_device *d)
{
	static struct bed_queue held[QUEUES - 1];
	double start;
	int file;

	for (int i = 0; i < QUEUES - 1; i++)
		CHECK_EQ(bed_open(d, BED_COMPRESS, &held[i]), 0);
	start = bed_clock();
	for (int n = 0; n < REOPENED; n++) {
		file = open(d->node, O_RDWR | O_CLOEXEC);
		CHECK(file >= 0);
		CHECK_EQ(bed_number(d, "available_instances"), 0);
		CHECK_EQ(close(file), 0);
	}
	printf("%s: opens=%d us=%.0f each with its close\n", d->name, REOPENED,
	       (bed_clock() - start) / REOPENED * 1e6);
	for (int i = 0; i < QUEUES - 1; i++)
		bed_close(&held[i]);
	bed_await(d, "available_instances", QUEUES);
}

/* More than a lap of small jobs, each waited for. */
static void check_small_jobs(const struct bed_device *d)
{
	static uint8_t in[JOB_BYTES], out[2 * JOB_BYTES];
	uint32_t produced;
	struct bed_queue q;
	double start;

	data_fill(DATA_TEXT, in, sizeof(in));
	CHECK_EQ(bed_open(d, BED_COMPRESS, &q), 0);
	start = bed_clock();
	for (int n = 0; n < JOBS; n++) {
		CHECK_EQ(bed_job(&q, BED_GZIP, in, sizeof(in), out, sizeof(out),
				 &produced),
			 0);
		CHECK(produced > 18 && produced < sizeof(in));
	}
	printf("%s: jobs=%d bytes=%d us=%.0f each, there and back\n", d->name, JOBS,
	       JOB_BYTES, (bed_clock() - start) / JOBS * 1e6);
	bed_close(&q);
}

int main(int argc, char **argv)
{
	struct bed_device d;

	test_begin(argc, argv);
	for (uint32_t i = 0; i < 2; i++) {
		bed_device(i, &d);
		check_counts(&d);
		check_mapping(&d);
		bed_round_trip(&d, BED_GZIP, 1 + test_random(1 << 20));
		bed_round_trip(&d, BED_ZLIB, 100000);
		check_reopening(&d);
		check_small_jobs(&d);
	}
	return 0;
}
