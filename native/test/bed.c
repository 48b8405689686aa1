/*
 * bed.c - see bed.h.
 */
#define _GNU_SOURCE /* O_CLOEXEC, scandir, fseeko */

#include "bed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

/* include/uapi/misc/uacce/uacce.h and hisi_qm.h, as numbers. */
#define START_Q  0x5700u
#define PUT_Q    0x5701u
#define SET_CTX  0xC004480Au
#define SET_INFO 0xC010480Bu

/* docs/hardware.md: the rings, the doorbell and the fields of an entry. */
enum {
	SQE_BYTES = 128,
	CQE_BYTES = 16,
	DOORBELL = 0x1000,
	STATUS_OK = 0x00,
	WAIT_SECONDS = 10,
};

double bed_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *folder(const char *variable, const char *usual)
{
	const char *given = getenv(variable);

	return given && *given ? given : usual;
}

static int is_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int read_text(const struct bed_device *d, const char *attribute, char *text,
		     size_t capacity)
{
	char path[PATH_MAX + NAME_MAX];
	ssize_t bytes;
	int file;

	snprintf(path, sizeof(path), "%s/%s", d->folder, attribute);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	bytes = read(file, text, capacity - 1);
	close(file);
	CHECK(bytes > 0 && (size_t)bytes < capacity - 1);
	text[bytes] = 0;
	CHECK(text[bytes - 1] == '\n');
	return 0;
}

int64_t bed_number(const struct bed_device *d, const char *attribute)
{
	char text[64], *end;
	int64_t number;

	test_context("%s/%s", d->name, attribute);
	CHECK_EQ(read_text(d, attribute, text, sizeof(text)), 0);
	number = strtoll(text, &end, 10);
	CHECK(end > text && strcmp(end, "\n") == 0);
	test_context("%s", d->name);
	return number;
}

void bed_await(const struct bed_device *d, const char *attribute, int64_t value)
{
	double end = bed_clock() + 2;

	while (bed_number(d, attribute) != value) {
		if (bed_clock() > end)
			CHECK_EQ(bed_number(d, attribute), value);
		sched_yield();
	}
}

void bed_device(uint32_t index, struct bed_device *d)
{
	const char *classes = folder("UACCE_CLASS_FOLDER", "/sys/class/uacce");
	struct dirent **names;
	int count = scandir(classes, &names, is_name, alphasort);

	if (count <= 0)
		test_skip("there is no uacce device; run it under uacce-emu");
	CHECK(index < (uint32_t)count);
	snprintf(d->name, sizeof(d->name), "%s", names[index]->d_name);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	CHECK(snprintf(d->folder, sizeof(d->folder), "%s/%s", classes, d->name) <
	      PATH_MAX);
	CHECK(snprintf(d->node, sizeof(d->node), "%s/%s",
		       folder("UACCE_DEVICE_FOLDER", "/dev"), d->name) < PATH_MAX);
	d->mmio_bytes = bed_number(d, "region_mmio_size");
	d->dus_bytes = bed_number(d, "region_dus_size");
}

int bed_open(const struct bed_device *d, enum bed_direction direction,
	     struct bed_queue *q)
{
	struct {
		uint16_t number, direction;
	} context = { 0xffff, (uint16_t)direction };
	struct {
		uint32_t sqe_bytes;
		uint16_t sq_depth, cq_depth;
		uint64_t reserved;
	} info = { 0 };
	char api[64];

	memset(q, 0, sizeof(*q));
	q->file = open(d->node, O_RDWR | O_CLOEXEC);
	if (q->file < 0)
		return -errno;
	CHECK_EQ(fcntl(q->file, F_GETFD), FD_CLOEXEC);
	q->dus_bytes = (size_t)d->dus_bytes;
	q->mmio_bytes = (size_t)d->mmio_bytes;
	q->dus = mmap(NULL, q->dus_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q->file,
		      sysconf(_SC_PAGESIZE));
	CHECK(q->dus != MAP_FAILED);
	q->mmio =
		mmap(NULL, q->mmio_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, q->file, 0);
	CHECK(q->mmio != MAP_FAILED);
	CHECK_EQ(ioctl(q->file, SET_CTX, &context), 0);
	CHECK_EQ(ioctl(q->file, SET_INFO, &info), 0);
	CHECK_EQ(info.sqe_bytes, SQE_BYTES);
	q->number = context.number;
	q->sq_depth = info.sq_depth;
	q->cq_depth = info.cq_depth;
	q->phase = 1;
	CHECK_EQ(read_text(d, "api", api, sizeof(api)), 0);
	q->sqe_type = strcmp(api, "hisi_qm_v2\n") == 0 ? 0 : 3;
	memset((uint8_t *)q->dus, 0, (size_t)SQE_BYTES * q->sq_depth);
	CHECK_EQ(ioctl(q->file, START_Q), 0);
	return 0;
}

void bed_close(struct bed_queue *q)
{
	CHECK_EQ(ioctl(q->file, PUT_Q), 0);
	CHECK_EQ(munmap((uint8_t *)q->dus, q->dus_bytes), 0);
	CHECK_EQ(munmap((uint8_t *)q->mmio, q->mmio_bytes), 0);
	CHECK_EQ(close(q->file), 0);
}

static void fill_entry(uint32_t *sqe, const struct bed_queue *q, enum bed_format format,
		       const void *in, uint32_t in_bytes, void *out,
		       uint32_t out_capacity)
{
	uint64_t from = (uint64_t)(uintptr_t)in, to = (uint64_t)(uintptr_t)out;

	memset(sqe, 0, SQE_BYTES);
	sqe[4] = in_bytes;
	sqe[7] = 0x0A000000u | q->sqe_type << 28;
	sqe[9] = 0x4000u | (uint32_t)format;
	sqe[q->sqe_type == 0 ? 13 : 26] = q->tail;
	sqe[14] = out_capacity;
	sqe[18] = (uint32_t)from;
	sqe[19] = (uint32_t)(from >> 32);
	sqe[20] = (uint32_t)to;
	sqe[21] = (uint32_t)(to >> 32);
}

/* Waits until a completion is there; its index in the submission queue. */
static uint32_t await_completion(struct bed_queue *q)
{
	uint16_t *cqe =
		(uint16_t *)(q->dus + SQE_BYTES * q->sq_depth + CQE_BYTES * q->head);
	double end = bed_clock() + WAIT_SECONDS;

	while ((__atomic_load_n(&cqe[7], __ATOMIC_ACQUIRE) & 1) != q->phase) {
		CHECK(bed_clock() < end);
		sched_yield();
	}
	q->head = (q->head + 1) % q->cq_depth;
	q->phase ^= q->head == 0;
	return cqe[4];
}

int bed_job(struct bed_queue *q, enum bed_format format, const void *in,
	    uint32_t in_bytes, void *out, uint32_t out_capacity, uint32_t *produced)
{
	uint32_t slot = q->tail;
	volatile uint32_t *sqe = (volatile uint32_t *)(q->dus + SQE_BYTES * slot);

	fill_entry((uint32_t *)(q->dus + SQE_BYTES * slot), q, format, in, in_bytes, out,
		   out_capacity);
	q->tail = (q->tail + 1) % q->sq_depth;
	/* ThreadSanitizer knows no fences. */
	__atomic_store_n((uint64_t *)(q->mmio + DOORBELL),
			 (uint64_t)q->tail << 32 | q->number, __ATOMIC_SEQ_CST);
	CHECK_EQ(await_completion(q), slot);
	*produced = sqe[1];
	return (int)(sqe[3] & 0xff);
}

void bed_round_trip(const struct bed_device *d, enum bed_format format, uint32_t bytes)
{
	static const uint8_t gzip_header[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
	static const uint8_t zlib_header[2] = { 0x78, 0x9c };
	uint32_t header = format == BED_GZIP ? 10 : 2, capacity = bytes * 2 + 1024;
	uint8_t *in = test_alloc(bytes), *out = test_alloc(capacity);
	uint8_t *back = test_alloc(bytes);
	z_stream zlib = { 0 };
	struct bed_queue q;
	uint32_t produced;

	data_fill(DATA_TEXT, in, bytes);
	CHECK_EQ(bed_open(d, BED_COMPRESS, &q), 0);
	memcpy(out, format == BED_GZIP ? gzip_header : zlib_header, header);
	CHECK_EQ(bed_job(&q, format, in, bytes, out + header, capacity - header,
			 &produced),
		 STATUS_OK);
	CHECK(produced < bytes);
	CHECK_EQ(inflateInit2(&zlib, format == BED_GZIP ? 15 + 16 : 15), Z_OK);
	zlib.next_in = out;
	zlib.avail_in = header + produced;
	zlib.next_out = back;
	zlib.avail_out = bytes;
	CHECK_EQ(inflate(&zlib, Z_FINISH), Z_STREAM_END);
	CHECK_EQ(zlib.avail_in, 0);
	CHECK_EQ(zlib.avail_out, 0);
	CHECK(memcmp(in, back, bytes) == 0);
	CHECK_EQ(inflateEnd(&zlib), Z_OK);
	bed_close(&q);

	memset(back, 0, bytes);
	CHECK_EQ(bed_open(d, BED_DECOMPRESS, &q), 0);
	CHECK_EQ(bed_job(&q, format, out + header, produced, back, bytes, &produced),
		 STATUS_OK);
	CHECK_EQ(produced, bytes);
	CHECK(memcmp(in, back, bytes) == 0);
	bed_close(&q);
	free(in);
	free(out);
	free(back);
}

/* Whether a line of the file, from 'from' on, is 'answer'; the file's size in *size. */
static int has_answer(const char *path, off_t from, const char *answer)
{
	FILE *log = fopen(path, "re");
	char line[1024];
	int found = 0;

	if (!log)
		return 0;
	CHECK_EQ(fseeko(log, from, SEEK_SET), 0);
	while (!found && fgets(line, sizeof(line), log)) {
		line[strcspn(line, "\n")] = 0;
		CHECK(strncmp(line, "error: ", 7) != 0);
		found = strcmp(line, answer) == 0;
	}
	fclose(log);
	return found;
}

void bed_command(const char *format, ...)
{
	const char *control = getenv("UACCE_EMU_CONTROL");
	char command[512], answer[600], log[PATH_MAX];
	double end = bed_clock() + WAIT_SECONDS;
	struct stat before;
	va_list arguments;
	int bytes, file;

	if (!control)
		test_skip("there is no control pipe; run it under uacce-emu "
			  "--control=FILE");
	va_start(arguments, format);
	bytes = vsnprintf(command, sizeof(command) - 1, format, arguments);
	va_end(arguments);
	CHECK(bytes > 0 && (size_t)bytes < sizeof(command) - 1);
	test_context("command %s", command);
	snprintf(answer, sizeof(answer), "ok: %s", command);
	snprintf(log, sizeof(log), "%s.log", control);
	CHECK_EQ(stat(log, &before), 0);
	command[bytes] = '\n';
	file = open(control, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	CHECK(file >= 0);
	CHECK_EQ(write(file, command, (size_t)bytes + 1), bytes + 1);
	close(file);
	while (!has_answer(log, before.st_size, answer)) {
		CHECK(bed_clock() < end);
		sched_yield();
	}
}
