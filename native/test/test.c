/*
 * test.c - see test.h.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "test.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

static uint64_t seed, state;
static _Thread_local char context[256];

static _Noreturn void end_failed(void)
{
	printf("  context: %s\n  repeat with seed %" PRIu64 "\n",
	       context[0] ? context : "none", seed);
	exit(1);
}

void test_fail(const char *file, int line, const char *condition)
{
	printf("%s:%d: failed: %s\n", file, line, condition);
	end_failed();
}

void test_fail_eq(const char *file, int line, const char *actual_text, int64_t actual,
		  const char *expected_text, int64_t expected)
{
	printf("%s:%d: %s is %" PRId64 ", not %s = %" PRId64 "\n", file, line,
	       actual_text, actual, expected_text, expected);
	end_failed();
}

void test_skip(const char *why)
{
	printf("skipped: %s\n", why);
	exit(77);
}

void test_context(const char *format, ...)
{
	va_list args;

	if (!format) {
		context[0] = '\0';
		return;
	}
	va_start(args, format);
	vsnprintf(context, sizeof(context), format, args);
	va_end(args);
}

/* A fault, say on a guard page, is a failure like another: it has a context. */
static void on_fault(int signal_number)
{
	printf("fault: signal %d\n", signal_number);
	fflush(stdout);
	end_failed();
}

void test_begin(int argc, char **argv)
{
	const char *given = argc > 1 ? argv[1] : getenv("UACCE_SEED");
	struct timespec now;

	if (given && *given) {
		seed = strtoull(given, NULL, 0);
	} else {
		clock_gettime(CLOCK_REALTIME, &now);
		seed = (uint64_t)now.tv_sec * 1000003u ^ (uint64_t)now.tv_nsec ^
		       (uint64_t)getpid() << 32;
	}
	state = seed;
#ifndef __SANITIZE_ADDRESS__ /* which says more itself */
	signal(SIGSEGV, on_fault);
	signal(SIGBUS, on_fault);
#else
	(void)on_fault;
#endif
	printf("seed %" PRIu64 "\n", seed);
	fflush(stdout); /* before anything that may crash */
}

int64_t test_count(int64_t everyday, int64_t campaign)
{
	const char *given = getenv("UACCE_CAMPAIGN");

	return given && strcmp(given, "true") == 0 ? campaign : everyday;
}

/* splitmix64 (public domain): any seed, 0 too, gives a good sequence. */
static uint64_t random64(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t test_random(uint32_t below)
{
	return (uint32_t)((random64() >> 32) * below >> 32);
}

/* Lines of a table with numbers, dates and a few words, as shuffled data has them. */
static void fill_text(uint8_t *data, size_t bytes)
{
	static const char *const words[] = {
		"red",   "green", "orange", "carefully", "quickly", "package",
		"order", "ship",  "truck",  "return",    "collect", "final",
	};
	char line[160];

	for (size_t have = 0; have < bytes;) {
		int wrote = snprintf(
			line, sizeof(line), "%u|%u|%u.%02u|199%u-%02u-%02u|%s %s %s|\n",
			test_random(60000), test_random(2000), test_random(90000),
			test_random(100), test_random(9), test_random(12) + 1,
			test_random(28) + 1, words[test_random(COUNT_OF(words))],
			words[test_random(COUNT_OF(words))],
			words[test_random(COUNT_OF(words))]);
		size_t part = (size_t)wrote < bytes - have ? (size_t)wrote : bytes - have;

		memcpy(data + have, line, part);
		have += part;
	}
}

static void fill_random(uint8_t *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		data[i] = (uint8_t)random64();
}

void data_fill(enum data_kind kind, uint8_t *data, size_t bytes)
{
	size_t part;

	switch (kind) {
	case DATA_TEXT:
		fill_text(data, bytes);
		break;
	case DATA_RANDOM:
		fill_random(data, bytes);
		break;
	case DATA_MIXED:
		for (size_t have = 0; have < bytes; have += part) {
			part = 1 + test_random(20000);
			if (part > bytes - have)
				part = bytes - have;
			data_fill(test_random(DATA_MIXED), data + have, part);
		}
		break;
	default:
		memset(data, 0, bytes);
	}
}

const char *data_name(enum data_kind kind)
{
	static const char *const names[DATA_KINDS] = { "text", "random", "zeros",
						       "mixed" };

	return names[kind];
}

void *test_alloc(size_t bytes)
{
	void *memory = malloc(bytes ? bytes : 1);

	CHECK(memory != NULL);
	return memory;
}

struct guarded guarded_open(size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t usable = (bytes + page - 1) / page * page;
	struct guarded g = { .map_bytes = usable + 2 * page };

	g.map = mmap(NULL, g.map_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(g.map != MAP_FAILED);
	g.end = (uint8_t *)g.map + page + usable;
	g.start = g.end - bytes;
	if (usable)
		CHECK_EQ(
			mprotect((uint8_t *)g.map + page, usable, PROT_READ | PROT_WRITE),
			0);
	return g;
}

void guarded_close(struct guarded *g)
{
	CHECK_EQ(munmap(g->map, g->map_bytes), 0);
}

struct oracle oracle_inflate(const void *in, size_t in_bytes, void *out,
			     size_t out_capacity)
{
	uint8_t nothing;
	z_stream z = {
		.next_in = in,
		.avail_in = (uInt)in_bytes,
		.next_out = out_capacity ? out : &nothing,
		.avail_out = (uInt)out_capacity,
	};
	struct oracle answer;

	CHECK_EQ(inflateInit2(&z, -15), Z_OK);
	answer.status = inflate(&z, Z_FINISH);
	answer.consumed = z.total_in;
	answer.produced = z.total_out;
	inflateEnd(&z);
	return answer;
}
