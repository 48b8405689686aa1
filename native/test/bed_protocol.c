/*
 * bed_protocol.c - a program that no preloaded library can help, being static, maps,
 * starts, works, stops and closes queues; zlib agrees with the device, and
 * available_instances is right after every step.
 */
#define _GNU_SOURCE /* dup */

#include "bed.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

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

int main(int argc, char **argv)
{
	struct bed_device d;
	double start;

	test_begin(argc, argv);
	for (uint32_t i = 0; i < 2; i++) {
		bed_device(i, &d);
		check_counts(&d);
		check_mapping(&d);
		bed_round_trip(&d, BED_GZIP, 1 + test_random(1 << 20));
		bed_round_trip(&d, BED_ZLIB, 100000);
		/* Closed and opened again, more often than there are queues. */
		start = bed_clock();
		for (int n = 0; n < 300; n++) {
			struct bed_queue q;

			CHECK_EQ(bed_open(&d, BED_COMPRESS, &q), 0);
			CHECK_EQ(close(q.file), 0);
			CHECK_EQ(munmap((uint8_t *)q.dus, q.dus_bytes), 0);
			CHECK_EQ(munmap((uint8_t *)q.mmio, q.mmio_bytes), 0);
		}
		printf("%s: an open and its close took %.0f us\n", d.name,
		       (bed_clock() - start) / 300 * 1e6);
		bed_await(&d, "available_instances", 64);
	}
	return 0;
}
