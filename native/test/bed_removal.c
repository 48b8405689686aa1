/*
 * bed_removal.c - a device that is removed takes its node and its folder with it, and
 * whoever touches its memory gets SIGBUS; the other device goes on, and when the removed
 * one returns it works like new. Isolation shows in sysfs.
 */
#define _GNU_SOURCE /* sigaction */

#include "bed.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static sigjmp_buf after_fault;
static volatile sig_atomic_t faults;

static void on_bus_error(int signal)
{
	(void)signal;
	faults++;
	siglongjmp(after_fault, 1);
}

static void touch(volatile uint8_t *address)
{
	if (sigsetjmp(after_fault, 1) == 0)
		*address = 1;
}

static void check_removed(const struct bed_device *d, const struct bed_device *other)
{
	struct bed_queue q, extra;
	struct stat is;
	uint8_t in[1000] = { 1 }, out[1000];
	uint32_t produced;

	CHECK_EQ(bed_open(d, BED_COMPRESS, &q), 0);
	CHECK_EQ(bed_job(&q, BED_ZLIB, in, sizeof(in), out, sizeof(out), &produced), 0);
	touch(q.mmio + 0x1000);
	CHECK_EQ(faults, 0);
	bed_command("remove %s", d->name);
	CHECK_EQ(stat(d->node, &is), -1);
	CHECK_EQ(errno, ENOENT);
	CHECK_EQ(stat(d->folder, &is), -1);
	CHECK_EQ(errno, ENOENT);
	CHECK_EQ(bed_open(d, BED_COMPRESS, &extra), -ENOENT);

	touch(q.mmio + 0x1000);
	CHECK_EQ(faults, 1);
	touch(q.dus);
	CHECK_EQ(faults, 2);
	touch(q.dus + q.dus_bytes - 1);
	CHECK_EQ(faults, 3);
	CHECK_EQ(ioctl(q.file, 0x5700u), -1);
	CHECK_EQ(errno, ENXIO);
	bed_round_trip(other, BED_GZIP, 70000);
	CHECK_EQ(close(q.file), 0);

	bed_command("return %s", d->name);
	CHECK_EQ(bed_number(d, "available_instances"), 64);
	bed_round_trip(d, BED_GZIP, 70000);
	touch(q.dus);
	CHECK_EQ(faults, 4);
	faults = 0;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_bus_error };
	struct bed_device one, two;

	test_begin(argc, argv);
	CHECK_EQ(sigaction(SIGBUS, &action, NULL), 0);
	bed_device(0, &one);
	bed_device(1, &two);
	for (int i = 0; i < 5; i++) {
		check_removed(&one, &two);
		check_removed(&two, &one);
	}
	CHECK_EQ(bed_number(&one, "isolate"), 0);
	bed_command("isolate %s 1", one.name);
	CHECK_EQ(bed_number(&one, "isolate"), 1);
	CHECK_EQ(bed_number(&two, "isolate"), 0);
	bed_command("isolate %s 0", one.name);
	CHECK_EQ(bed_number(&one, "isolate"), 0);
	printf("removals=10: all with SIGBUS, and back\n");
	return 0;
}
