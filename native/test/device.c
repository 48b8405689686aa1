/*
 * device.c - finds devices in sysfs, and the smallest client that uses one as Java does.
 */
#define _GNU_SOURCE

#include "device.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DEVICES_MAX = 64 };

static uint64_t total_jobs, total_laps, total_queues, total_sq_doorbells;

static const char *folder(const char *variable, const char *usual)
{
	const char *value = getenv(variable);

	return value && *value ? value : usual;
}

static bool read_attribute(const char *device, const char *attribute, char *text,
			   size_t capacity)
{
	char path[768];
	size_t bytes;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s",
		 folder("UACCE_CLASS_FOLDER", "/sys/class/uacce"), device, attribute);
	file = fopen(path, "re");
	if (!file)
		return false;
	bytes = fread(text, 1, capacity - 1, file);
	fclose(file);
	text[bytes] = '\0';
	return true;
}

static bool has_line(const char *text, const char *line)
{
	size_t bytes = strlen(line);

	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, line, bytes) == 0 && (at[bytes] == '\n' || !at[bytes]))
			return true;
	}
	return false;
}

int64_t device_number(const struct device *device, const char *attribute)
{
	char text[64];

	return read_attribute(device->name, attribute, text, sizeof(text)) ? atoll(text)
									   : -1;
}

/* To a device without shared addresses ours would be physical ones. */
static bool may_be_used(const struct device *d, const char *api)
{
	enum { SVA = 1, NOIOMMU = 2 };
	int64_t flags = device_number(d, "flags");

	return flags >= 0 && (flags & (SVA | NOIOMMU)) == SVA &&
	       !strstr(api, "_noiommu") && device_number(d, "isolate") != 1;
}

static bool read_device(const char *name, struct device *d)
{
	static const char api_prefix[] = "hisi_qm_v";
	char api[64], algorithms[512];

	if (strlen(name) >= sizeof(d->name) ||
	    !read_attribute(name, "api", api, sizeof(api)) ||
	    !read_attribute(name, "algorithms", algorithms, sizeof(algorithms)) ||
	    strncmp(api, api_prefix, sizeof(api_prefix) - 1) != 0 ||
	    !has_line(algorithms, "gzip") || !has_line(algorithms, "zlib"))
		return false;
	snprintf(d->name, sizeof(d->name), "%s", name);
	snprintf(d->node, sizeof(d->node), "%s/%s", folder("UACCE_DEVICE_FOLDER", "/dev"),
		 name);
	d->generation = atoi(api + sizeof(api_prefix) - 1);
	d->mmio_bytes = device_number(d, "region_mmio_size");
	d->dus_bytes = device_number(d, "region_dus_size");
	return d->generation >= 2 && may_be_used(d, api);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct device *)a)->name, ((const struct device *)b)->name);
}

bool device_find(size_t n, struct device *device)
{
	static struct device devices[DEVICES_MAX];
	DIR *class = opendir(folder("UACCE_CLASS_FOLDER", "/sys/class/uacce"));
	const struct dirent *entry;
	size_t count = 0;

	if (!class)
		return false;
	while (count < DEVICES_MAX && (entry = readdir(class)))
		count += read_device(entry->d_name, &devices[count]);
	closedir(class);
	qsort(devices, count, sizeof(devices[0]), by_name);
	if (n < count)
		*device = devices[n];
	return n < count;
}

struct device device_first(void)
{
	struct device d;

	if (!device_find(0, &d))
		test_skip("no uacce device with gzip and zlib: run this under uacce-emu");
	return d;
}

bool client_try_open(struct client *c, const struct device *d, int32_t direction,
		     uint32_t job_count)
{
	memset(c, 0, sizeof(*c));
	c->queue = uz_queue_open(d->node, direction, d->generation, d->mmio_bytes,
				 d->dus_bytes, &c->opening);
	CHECK_EQ(c->queue != NULL, c->opening.step == UZ_OPENED);
	if (!c->queue)
		return false;
	c->jobs = test_alloc(job_count * sizeof(*c->jobs));
	c->submit = test_alloc(job_count * sizeof(*c->submit));
	c->done = test_alloc(job_count * sizeof(*c->done));
	memset(c->jobs, 0, job_count * sizeof(*c->jobs));
	c->job_count = job_count;
	c->turn.jobs = (uintptr_t)c->jobs;
	c->turn.submit = (uintptr_t)c->submit;
	c->turn.done = (uintptr_t)c->done;
	c->turn.job_count = job_count;
	__atomic_add_fetch(&total_queues, 1, __ATOMIC_RELAXED);
	return true;
}

void client_open(struct client *c, const struct device *d, int32_t direction,
		 uint32_t job_count)
{
	test_context("open node=%s", d->node);
	if (!client_try_open(c, d, direction, job_count)) {
		fprintf(stderr, "step=%d errno=%d (%s)\n", c->opening.step,
			c->opening.error, strerror(c->opening.error));
		CHECK(!"the queue opens");
	}
	test_context(NULL);
}

int32_t client_close(struct client *c)
{
	int32_t closed = uz_queue_close(c->queue);

	__atomic_add_fetch(&total_jobs, c->completed, __ATOMIC_RELAXED);
	__atomic_add_fetch(&total_laps, c->completed / c->opening.sq_depth,
			   __ATOMIC_RELAXED);
	__atomic_add_fetch(&total_sq_doorbells, c->turn.sq_doorbells, __ATOMIC_RELAXED);
	free(c->jobs);
	free(c->submit);
	free(c->done);
	memset(c, 0, sizeof(*c));
	return closed;
}

int32_t client_turn(struct client *c, uint32_t count)
{
	int32_t result;

	c->turn.submit_count = count;
	result = uz_queue_turn(c->queue, &c->turn);
	c->completed += c->turn.done_count;
	c->submissions += c->turn.submitted > 0;
	return result;
}

int32_t client_wait(struct client *c)
{
	double deadline = now_seconds() + PATIENCE_SECONDS;
	uint32_t round = 0;
	int32_t result;

	while ((result = client_turn(c, 0)) == 0 && c->turn.done_count == 0) {
		CHECK(now_seconds() < deadline);
		back_off(&round);
	}
	return result;
}

void client_summary(const char *what)
{
	printf("%s: requests=%llu laps=%llu queues=%llu sq_doorbells=%llu\n", what,
	       (unsigned long long)total_jobs, (unsigned long long)total_laps,
	       (unsigned long long)total_queues, (unsigned long long)total_sq_doorbells);
}

double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void back_off(uint32_t *round)
{
	struct timespec pause = { .tv_nsec = 50000 };

	if ((*round)++ < 100)
		sched_yield();
	else
		nanosleep(&pause, NULL);
}

bool comes_true(bool (*condition)(void *of), void *of)
{
	double deadline = now_seconds() + PATIENCE_SECONDS;
	uint32_t round = 0;

	while (!condition(of)) {
		if (now_seconds() >= deadline)
			return false;
		back_off(&round);
	}
	return true;
}

struct free_queues {
	const struct device *device;
	int64_t queues;
};

static bool are_free(void *of)
{
	struct free_queues *f = of;

	return device_number(f->device, "available_instances") == f->queues;
}

bool device_has_free(const struct device *device, int64_t queues)
{
	struct free_queues f = { device, queues };

	return comes_true(are_free, &f);
}

bool control_is_there(void)
{
	return getenv("UACCE_EMU_CONTROL") != NULL;
}

static FILE *answers;

/* What the emulator has answered from byte 'from' on, in memory of this function's. */
static const char *answers_from(long from)
{
	static char text[64 << 10];
	size_t bytes;

	CHECK_EQ(fseek(answers, from, SEEK_SET), 0);
	bytes = fread(text, 1, sizeof(text) - 1, answers);
	text[bytes] = '\0';
	return text;
}

static long end_of_answers(void)
{
	char path[512];

	if (!answers) {
		snprintf(path, sizeof(path), "%s.log", getenv("UACCE_EMU_CONTROL"));
		answers = fopen(path, "a+e");
		CHECK(answers != NULL);
	}
	CHECK_EQ(fseek(answers, 0, SEEK_END), 0);
	return ftell(answers);
}

/* Sends a line and waits for its answer, which is the next one in the log. */
static const char *ask(const char *line)
{
	double deadline = now_seconds() + PATIENCE_SECONDS;
	long from = end_of_answers();
	uint32_t round = 0;
	const char *text;
	char ok[320];
	FILE *fifo = fopen(getenv("UACCE_EMU_CONTROL"), "we");

	CHECK(fifo != NULL);
	fprintf(fifo, "%s\n", line);
	CHECK_EQ(fclose(fifo), 0);
	snprintf(ok, sizeof(ok), "ok: %s\n", line);
	test_context("control line=%s", line);
	while (!strstr(text = answers_from(from), ok)) {
		CHECK(!strstr(text, "error: "));
		CHECK(now_seconds() < deadline);
		back_off(&round);
	}
	test_context(NULL);
	return text;
}

bool control(const char *format, ...)
{
	char line[256];
	va_list arguments;

	if (!control_is_there())
		return false;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	ask(line);
	return true;
}

int64_t control_given(const char *kind)
{
	char wanted[64];
	const char *at;

	snprintf(wanted, sizeof(wanted), "fault kind=%s given=", kind);
	at = strstr(ask("sums"), wanted);
	return at ? atoll(at + strlen(wanted)) : 0;
}
