/*
 * device_faults.c - every fault that the emulated device gives is seen by its client as
 * what it is, as often as it was given; a client that gave up on a request finds the
 * memory of that request untouched once its queue is closed.
 */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
	BYTES = 4000,
	ROOM = 8192,
	NEVER = 99, /* no status */
};

/* How a fault shows. */
enum sign {
	SIGN_NONE,     /* not at all: the job is done, and right */
	SIGN_STATUS,   /* the job's status and the device's */
	SIGN_CHECKSUM, /* the device's checksum is not that of the caller's bytes */
	SIGN_OUTPUT,   /* the output is wrong although the checksum is right */
	SIGN_FAILURE,  /* the turn's result, before the job is reported or behind it */
	SIGN_DEADLINE, /* nothing comes */
	SIGN_OPEN,     /* errno of open(2) */
	SIGN_CLOSE,    /* result of closing */
};

struct fault {
	const char *kind;
	const char *arguments;
	int32_t direction;
	enum sign sign;
	int32_t number; /* of SIGN_STATUS: uz_job_status; else a negative errno */
	int32_t device_status;
};

static const struct fault faults[] = {
	{ "delay", "ms=2", UZ_COMPRESS, SIGN_NONE, 0, 0 },
	{ "jitter", "ms=3", UZ_COMPRESS, SIGN_NONE, 0, 0 },
	{ "negative", "", UZ_COMPRESS, SIGN_STATUS, UZ_JOB_DONE, 0x0d },
	{ "ended", "", UZ_DECOMPRESS, SIGN_STATUS, UZ_JOB_DONE, 0x13 },
	{ "no-space", "", UZ_COMPRESS, SIGN_STATUS, UZ_JOB_NO_SPACE, 0x0e },
	{ "no-space", "", UZ_DECOMPRESS, SIGN_STATUS, UZ_JOB_NO_SPACE, 0x0e },
	{ "corrupt", "", UZ_DECOMPRESS, SIGN_STATUS, UZ_JOB_CORRUPT, 0x10 },
	{ "status", "", UZ_COMPRESS, SIGN_STATUS, UZ_JOB_FAILED, 0x41 },
	{ "status", "value=255", UZ_DECOMPRESS, SIGN_STATUS, UZ_JOB_FAILED, 0xff },
	{ "wrong-output", "", UZ_COMPRESS, SIGN_OUTPUT, 0, 0 },
	{ "wrong-output", "", UZ_DECOMPRESS, SIGN_OUTPUT, 0, 0 },
	{ "wrong-crc", "", UZ_COMPRESS, SIGN_CHECKSUM, 0, 0 },
	{ "wrong-input", "", UZ_COMPRESS, SIGN_CHECKSUM, 0, 0 },
	{ "lie", "", UZ_DECOMPRESS, SIGN_CHECKSUM, 0, 0 },
	{ "wrong-length", "", UZ_COMPRESS, SIGN_FAILURE, -EPROTO, 0 },
	{ "nothing", "", UZ_COMPRESS, SIGN_FAILURE, -EPROTO, 0 },
	{ "early-completion", "ms=1000", UZ_COMPRESS, SIGN_FAILURE, -EPROTO, 0 },
	{ "bad-tag", "", UZ_COMPRESS, SIGN_FAILURE, -EBADMSG, 0 },
	{ "bad-head", "", UZ_COMPRESS, SIGN_FAILURE, -ERANGE, 0 },
	{ "bad-head", "value=65535", UZ_DECOMPRESS, SIGN_FAILURE, -ERANGE, 0 },
	{ "wrong-head", "", UZ_COMPRESS, SIGN_FAILURE, -EALREADY, 0 },
	{ "duplicate", "", UZ_COMPRESS, SIGN_FAILURE, -EALREADY, 0 },
	{ "tx-stop", "", UZ_COMPRESS, SIGN_FAILURE, -ESHUTDOWN, 0 },
	{ "rx-stop", "", UZ_DECOMPRESS, SIGN_FAILURE, -ESHUTDOWN, 0 },
	{ "lost", "", UZ_COMPRESS, SIGN_DEADLINE, 0, 0 },
	{ "late", "ms=1000", UZ_COMPRESS, SIGN_DEADLINE, 0, 0 },
	{ "busy", "", UZ_COMPRESS, SIGN_OPEN, -EBUSY, 0 },
	{ "eperm", "", UZ_COMPRESS, SIGN_OPEN, -EPERM, 0 },
	{ "enodev", "", UZ_COMPRESS, SIGN_OPEN, -ENODEV, 0 },
	{ "put-error", "", UZ_COMPRESS, SIGN_CLOSE, -EIO, 0 },
};

static struct device device;
static uint8_t data[BYTES], packed[ROOM];
static uint32_t packed_bytes;
/* Outputs of requests that were given up, poisoned after their queue was closed. */
static uint8_t *abandoned;
static size_t abandoned_count;
static int64_t times, given_before;
static double last_abandoned;

#define POISON 0x5a

static void prepare(void)
{
	z_stream z = { 0 };

	data_fill(DATA_TEXT, data, BYTES);
	CHECK_EQ(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	z.next_in = data;
	z.avail_in = BYTES;
	z.next_out = packed;
	z.avail_out = ROOM;
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	packed_bytes = (uint32_t)z.total_out;
	deflateEnd(&z);
}

static void submit_one(struct client *c, int32_t direction, uint8_t *out)
{
	struct uz_job job = { .out = (uintptr_t)out, .out_capacity = ROOM };

	if (direction == UZ_COMPRESS) {
		job.in = (uintptr_t)data;
		job.in_bytes = BYTES;
	} else {
		job.in = (uintptr_t)packed + GZIP_HEADER_BYTES;
		job.in_bytes = packed_bytes - GZIP_HEADER_BYTES;
	}
	c->jobs[0] = job;
	c->jobs[0].status = NEVER;
	c->submit[0] = 0;
}

static bool output_is_right(const struct uz_job *j, int32_t direction)
{
	const uint8_t *out = (const uint8_t *)(uintptr_t)j->out;
	uint8_t plain[BYTES + 1];
	struct oracle o;

	if (direction == UZ_DECOMPRESS)
		return j->produced == BYTES && memcmp(out, data, BYTES) == 0;
	o = oracle_inflate(out, j->produced - GZIP_TRAILER_BYTES, plain, sizeof(plain));
	return o.status == Z_STREAM_END && o.produced == BYTES &&
	       memcmp(plain, data, BYTES) == 0;
}

/* Whether a request that does not come has been taken up by the device at all. */
static bool is_given(const struct fault *f)
{
	return control_given(f->kind) > given_before;
}

/* Turns until the job is reported, and on until the queue fails where it should. */
static int32_t turns(struct client *c, const struct fault *f, bool *reported)
{
	double patience = f->sign == SIGN_DEADLINE ? 0.02 : PATIENCE_SECONDS;
	double deadline = now_seconds() + patience;
	int32_t result = client_turn(c, 1);
	uint32_t round = 0;

	*reported = c->turn.done_count == 1;
	while (result == 0 && (!*reported || f->sign == SIGN_FAILURE)) {
		if (now_seconds() >= deadline &&
		    (f->sign != SIGN_DEADLINE || is_given(f)))
			return -ETIMEDOUT;
		back_off(&round);
		result = client_turn(c, 0);
		*reported |= c->turn.done_count == 1;
	}
	return result;
}

/* The request is given up, its queue closed, and its memory used for something else. */
static void abandon(struct client *c, uint8_t *out)
{
	CHECK_EQ(client_close(c), 0);
	memset(out, POISON, ROOM);
	abandoned_count++;
	last_abandoned = now_seconds();
}

/* Whether the fault shows; 'c' is closed when it has failed. */
static bool shows(struct client *c, const struct fault *f)
{
	uint8_t *out = abandoned + abandoned_count * ROOM;
	const struct uz_job *j = &c->jobs[0];
	uint32_t checksum = uz_crc32(0, data, BYTES);
	bool reported;
	int32_t result;

	submit_one(c, f->direction, out);
	result = turns(c, f, &reported);
	switch (f->sign) {
	case SIGN_NONE:
		return reported && j->status == UZ_JOB_DONE && j->checksum == checksum &&
		       output_is_right(j, f->direction);
	case SIGN_STATUS:
		return reported && j->status == f->number &&
		       j->device_status == f->device_status &&
		       (f->number != UZ_JOB_DONE || output_is_right(j, f->direction));
	case SIGN_CHECKSUM:
		return reported && j->status == UZ_JOB_DONE && j->checksum != checksum;
	case SIGN_OUTPUT:
		return reported && j->status == UZ_JOB_DONE && j->checksum == checksum &&
		       !output_is_right(j, f->direction);
	case SIGN_FAILURE:
		/* For good: another turn says the same and submits nothing. */
		CHECK_EQ(client_turn(c, 1), result);
		CHECK_EQ(c->turn.submitted, 0);
		CHECK_EQ(client_close(c), 0);
		return result == f->number;
	case SIGN_DEADLINE:
		abandon(c, out);
		return result == -ETIMEDOUT && !reported;
	default:
		return false;
	}
}

static bool shows_in_life(const struct fault *f)
{
	struct client c;
	bool open = client_try_open(&c, &device, f->direction, 1);
	int32_t closed;

	if (f->sign == SIGN_OPEN)
		return !open && c.opening.step == UZ_OPEN_NODE &&
		       c.opening.error == -f->number;
	CHECK(open);
	closed = client_close(&c);
	return closed == f->number;
}

static void check_fault(const struct fault *f)
{
	int64_t before = control_given(f->kind), given, seen = 0;
	struct client c = { 0 };

	control("fault %s count=%d %s", f->kind, (int)times, f->arguments);
	for (int64_t i = 0; i < times; i++) {
		test_context("fault=%s %s round=%d", f->kind, f->arguments, (int)i);
		given_before = before + i;
		if (f->sign == SIGN_OPEN || f->sign == SIGN_CLOSE) {
			seen += shows_in_life(f);
			continue;
		}
		if (!c.queue)
			client_open(&c, &device, f->direction, 1);
		seen += shows(&c, f);
	}
	if (c.queue)
		CHECK_EQ(client_close(&c), 0);
	given = control_given(f->kind) - before;
	printf("fault kind=%s %s given=%lld seen=%lld\n", f->kind, f->arguments,
	       (long long)given, (long long)seen);
	test_context("fault=%s %s", f->kind, f->arguments);
	CHECK_EQ(given, times);
	CHECK_EQ(seen, given);
	control("clear");
	test_context(NULL);
}

/* What a command does to a device, and what its client then sees. */
static void check_command(const char *kind, const char *arguments, int32_t failure)
{
	int64_t before = control_given(kind), seen = 0, given;

	for (int64_t i = 0; i < times; i++) {
		uint32_t round = 0;
		struct client c;
		bool reported;

		test_context("command=%s round=%d", kind, (int)i);
		while (!client_try_open(&c, &device, UZ_COMPRESS, 1)) {
			/* A reset takes a while, and so does a return. */
			CHECK(c.opening.error == EPERM || c.opening.error == ENOENT);
			back_off(&round);
		}
		control("%s %s%s", kind, device.name, arguments);
		submit_one(&c, UZ_COMPRESS, abandoned);
		seen += turns(&c, &(struct fault){ .sign = SIGN_FAILURE }, &reported) ==
			failure;
		CHECK_EQ(client_close(&c), 0);
		if (failure == -ENODEV) {
			struct client gone;

			CHECK(!client_try_open(&gone, &device, UZ_COMPRESS, 1));
			CHECK_EQ(gone.opening.step, UZ_OPEN_NODE);
			control("return %s", device.name);
		}
	}
	given = control_given(kind) - before;
	printf("fault kind=%s given=%lld seen=%lld\n", kind, (long long)given,
	       (long long)seen);
	CHECK_EQ(given, times);
	CHECK_EQ(seen, given);
	test_context(NULL);
}

/* Completions come in another order than submissions; every job is right. */
static void check_reorder(void)
{
	enum { JOBS = 64 };
	static uint8_t out[JOBS][ROOM];
	int64_t before = control_given("reorder"), given, seen = 0;
	struct client c;

	control("fault reorder count=%d every=3 ms=2000", (int)times);
	client_open(&c, &device, UZ_COMPRESS, JOBS);
	while ((given = control_given("reorder") - before) < times) {
		int32_t highest = -1;
		uint32_t left = JOBS;

		for (uint16_t i = 0; i < JOBS; i++) {
			submit_one(&c, UZ_COMPRESS, out[i]);
			c.jobs[i] = c.jobs[0];
			c.jobs[i].out = (uintptr_t)out[i];
			c.submit[i] = i;
		}
		CHECK_EQ(client_turn(&c, JOBS), 0);
		CHECK_EQ(c.turn.submitted, JOBS);
		for (;;) {
			for (uint32_t i = 0; i < c.turn.done_count; i++) {
				seen += c.done[i] < highest;
				highest = c.done[i] > highest ? c.done[i] : highest;
				CHECK_EQ(c.jobs[c.done[i]].status, UZ_JOB_DONE);
				CHECK(output_is_right(&c.jobs[c.done[i]], UZ_COMPRESS));
			}
			left -= c.turn.done_count;
			if (left == 0)
				break;
			CHECK_EQ(client_wait(&c), 0);
		}
	}
	control("clear");
	printf("fault kind=reorder given=%lld seen=%lld\n", (long long)given,
	       (long long)seen);
	CHECK_EQ(seen, given);
	CHECK_EQ(client_close(&c), 0);
}

static bool says(void *what)
{
	return device_number(&device, "isolate") == *(int64_t *)what;
}

static void check_isolation(void)
{
	int64_t yes = 1, no = 0, before = control_given("isolate"), seen = 0;

	for (int64_t i = 0; i < times; i++) {
		control("isolate %s 1", device.name);
		seen += comes_true(says, &yes);
		control("isolate %s 0", device.name);
		CHECK(comes_true(says, &no));
	}
	printf("fault kind=isolate given=%lld seen=%lld\n",
	       (long long)(control_given("isolate") - before), (long long)seen);
	CHECK_EQ(control_given("isolate") - before, seen);
	CHECK_EQ(seen, times);
}

static bool late_writes_are_over(void *unused)
{
	(void)unused;
	return now_seconds() > last_abandoned + 1.2;
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	if (!control_is_there())
		test_skip(
			"only an emulated device gives faults: uacce-emu --control=FILE");
	device = device_first();
	times = test_count(100, 1000);
	/* Two of the kinds abandon a request each time. */
	abandoned = test_alloc((size_t)(2 * times + 1) * ROOM);
	prepare();
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		check_fault(&faults[i]);
	check_reorder();
	check_command("reset", " ms=5", -ESHUTDOWN);
	check_command("overflow", "", -ESHUTDOWN);
	check_command("remove", "", -ENODEV);
	check_isolation();

	CHECK(comes_true(late_writes_are_over, NULL));
	for (size_t i = 0; i < abandoned_count * ROOM; i++)
		CHECK(abandoned[i] == POISON);
	printf("requests given up: %zu, none of their %zu bytes changed afterwards\n",
	       abandoned_count, abandoned_count * (size_t)ROOM);
	client_summary("device_faults");
	return 0;
}
