/*
 * test.h - checks, the seed, and the data that the tests share. A test program exits
 * 0 (passed), 1 (failed, after saying where and with which seed) or 77 (skipped, after
 * saying why). Its seed is its first argument, else UACCE_SEED, else a fresh one.
 */
#ifndef UZ_TEST_H
#define UZ_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHECK(condition)                                           \
	do {                                                       \
		if (!(condition))                                  \
			test_fail(__FILE__, __LINE__, #condition); \
	} while (0)

#define CHECK_EQ(actual, expected)                                                    \
	do {                                                                          \
		int64_t actual_ = (int64_t)(actual);                                  \
		int64_t expected_ = (int64_t)(expected);                              \
		if (actual_ != expected_)                                             \
			test_fail_eq(__FILE__, __LINE__, #actual, actual_, #expected, \
				     expected_);                                      \
	} while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

_Noreturn void test_fail(const char *file, int line, const char *condition);
_Noreturn void test_fail_eq(const char *file, int line, const char *actual_text,
			    int64_t actual, const char *expected_text, int64_t expected);
_Noreturn void test_skip(const char *why);

/* Reads seed and campaign switch; prints the seed. Call it first. */
void test_begin(int argc, char **argv);

/* What a failure says beside its place; NULL for nothing more. */
void test_context(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* 'everyday', or 'campaign' when UACCE_CAMPAIGN is "true". */
int64_t test_count(int64_t everyday, int64_t campaign);

uint32_t test_random(uint32_t below); /* uniform enough; below > 0 */

enum data_kind { DATA_TEXT, DATA_RANDOM, DATA_ZEROS, DATA_MIXED, DATA_KINDS };
void data_fill(enum data_kind kind, uint8_t *data, size_t bytes);
const char *data_name(enum data_kind kind);

void *test_alloc(size_t bytes); /* never NULL */

/*
 * Memory whose last byte, at end[-1], borders on a page that faults; the page before
 * its first byte faults too. 'bytes' may be 0.
 */
struct guarded {
	uint8_t *start; /* end - bytes */
	uint8_t *end;
	void *map;
	size_t map_bytes;
};
struct guarded guarded_open(size_t bytes);
void guarded_close(struct guarded *g);

/* zlib as the second opinion; none of these shares code with the library. */
struct oracle {
	int status; /* zlib's: Z_STREAM_END when the stream is complete */
	size_t consumed;
	size_t produced;
};
struct oracle oracle_inflate(const void *in, size_t in_bytes, void *out,
			     size_t out_capacity);

#endif
