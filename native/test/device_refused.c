/*
 * device_refused.c - what cannot be opened says at which step and why, and leaves no
 * descriptor, mapping or thread behind.
 */
#define _GNU_SOURCE

#include "device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t entries_of(const char *folder)
{
	DIR *d = opendir(folder);
	size_t count = 0;

	CHECK(d != NULL);
	while (readdir(d))
		count++;
	closedir(d);
	return count;
}

/* Mappings of files and devices; the heap's come and go with malloc. */
static size_t file_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[1024];
	size_t count = 0;

	CHECK(maps != NULL);
	while (fgets(line, sizeof(line), maps))
		count += strchr(line, '/') != NULL;
	fclose(maps);
	return count;
}

/* One byte longer than the device's own, and so on: what sysfs might say wrongly. */
static void refused(struct device d, int32_t direction, enum uz_open_step step, int error)
{
	size_t files = entries_of("/proc/self/fd");
	size_t threads = entries_of("/proc/self/task");
	size_t mappings = file_mappings();
	struct client c;

	test_context("node=%s direction=%d generation=%d mmio=%lld dus=%lld", d.node,
		     direction, d.generation, (long long)d.mmio_bytes,
		     (long long)d.dus_bytes);
	CHECK(!client_try_open(&c, &d, direction, 1));
	CHECK_EQ(c.opening.step, step);
	CHECK_EQ(c.opening.error, error);
	if (step == UZ_OPEN_ARGUMENTS)
		CHECK(c.opening.actual != c.opening.limit);
	CHECK_EQ(entries_of("/proc/self/fd"), files);
	CHECK_EQ(entries_of("/proc/self/task"), threads);
	CHECK_EQ(file_mappings(), mappings);
}

static struct device at(struct device d, const char *node)
{
	snprintf(d.node, sizeof(d.node), "%s", node);
	return d;
}

static void wrong_nodes(struct device d)
{
	char file[] = "/tmp/uacce-node-XXXXXX";
	int fd = mkstemp(file);

	CHECK(fd >= 0);
	/* Mappable like a node, but it knows no ioctl. */
	CHECK_EQ(ftruncate(fd, d.dus_bytes + sysconf(_SC_PAGESIZE)), 0);
	close(fd);
	refused(at(d, file), UZ_COMPRESS, UZ_OPEN_DIRECTION, ENOTTY);
	CHECK_EQ(chmod(file, 0), 0);
	if (access(file, W_OK) != 0) /* else this process may do anything */
		refused(at(d, file), UZ_COMPRESS, UZ_OPEN_NODE, EACCES);
	CHECK_EQ(unlink(file), 0);
	refused(at(d, file), UZ_COMPRESS, UZ_OPEN_NODE, ENOENT);
	refused(at(d, "/dev"), UZ_COMPRESS, UZ_OPEN_NODE, EISDIR);
	refused(at(d, "/dev/null"), UZ_COMPRESS, UZ_OPEN_MAP_RINGS, ENODEV);
	refused(at(d, ""), UZ_COMPRESS, UZ_OPEN_NODE, ENOENT);
}

static void wrong_numbers(struct device good)
{
	static const int64_t sizes[] = { INT64_MIN, -1, 0, 7, INT64_MAX };
	struct device d = good;

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		d = good;
		d.mmio_bytes = sizes[i];
		refused(d, UZ_COMPRESS, UZ_OPEN_ARGUMENTS, EINVAL);
		d = good;
		d.dus_bytes = sizes[i];
		refused(d, UZ_COMPRESS, UZ_OPEN_ARGUMENTS, EINVAL);
	}
	d = good;
	d.mmio_bytes = 0x1007; /* the doorbell's last byte is missing */
	refused(d, UZ_COMPRESS, UZ_OPEN_ARGUMENTS, EINVAL);
	d = good;
	d.dus_bytes += sysconf(_SC_PAGESIZE);
	refused(d, UZ_COMPRESS, UZ_OPEN_MAP_RINGS, EINVAL);
	d = good;
	d.dus_bytes = sysconf(_SC_PAGESIZE);
	refused(d, UZ_COMPRESS, UZ_OPEN_MAP_RINGS, EINVAL);
	d = good;
	d.mmio_bytes *= 16;
	refused(d, UZ_COMPRESS, UZ_OPEN_MAP_DOORBELL, EINVAL);
	for (int32_t generation = -1; generation < 2; generation++) {
		d = good;
		d.generation = generation;
		refused(d, UZ_COMPRESS, UZ_OPEN_ARGUMENTS, EINVAL);
	}
	refused(good, -1, UZ_OPEN_ARGUMENTS, EINVAL);
	refused(good, 2, UZ_OPEN_ARGUMENTS, EINVAL);
}

int main(int argc, char **argv)
{
	struct device d;
	int64_t available;

	test_begin(argc, argv);
	d = device_first();
	available = device_number(&d, "available_instances");
	wrong_nodes(d);
	wrong_numbers(d);
	/* Each open that went as far as the device has given its queue back. */
	CHECK(device_has_free(&d, available));
	CHECK_EQ(uz_queue_close(NULL), 0);
	return 0;
}
