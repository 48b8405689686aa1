/*
 * speed.c - prints how fast the engines and this library's endings are, so that the
 * cost of a piece (the join; ISA-L's flush) shows: MB/s of CPU time, the best of some
 * interleaved rounds, in blocks of several sizes.
 *
 * Arguments: none, for 4 MiB of generated table rows, or a file of real ones.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "join.h"
#include "test.h"
#include "uacce_zip.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7, IN_MAX = 4 << 20 };

static uint8_t *in, *out;
static int64_t in_bytes, out_capacity;

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct result {
	double seconds;
	int64_t out_bytes;
};

static void keep_best(struct result *best, struct result r)
{
	if (best->seconds == 0 || r.seconds < best->seconds)
		*best = r;
}

static struct result run_ours(int32_t level, int32_t ending, int64_t block)
{
	struct uz_compressor *c = uz_compressor_open(level);
	struct result r = { 0, 0 };
	double start = cpu_seconds();

	for (int64_t at = 0; at + block <= in_bytes; at += block) {
		int64_t wrote = uz_compress(c, ending, in + at, block, out, out_capacity);

		CHECK(wrote > 0);
		r.out_bytes += wrote;
	}
	r.seconds = cpu_seconds() - start;
	uz_compressor_close(c);
	return r;
}

static struct result run_libdeflate(int32_t level, int64_t block)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(level);
	struct result r = { 0, 0 };
	double start = cpu_seconds();

	for (int64_t at = 0; at + block <= in_bytes; at += block)
		r.out_bytes += (int64_t)libdeflate_deflate_compress(
			c, in + at, (size_t)block, out, (size_t)out_capacity);
	r.seconds = cpu_seconds() - start;
	libdeflate_free_compressor(c);
	return r;
}

/* The joins alone: differences of two large times would drown in noise. */
static struct result run_join(int32_t level, int64_t block)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(level);
	struct result r = { 0, 0 };

	for (int64_t at = 0; at + block <= in_bytes; at += block) {
		int64_t bytes = (int64_t)libdeflate_deflate_compress(
			c, in + at, (size_t)block, out, (size_t)out_capacity);
		double start = cpu_seconds();

		r.out_bytes += uz_join(out, bytes, out_capacity);
		r.seconds += cpu_seconds() - start;
	}
	libdeflate_free_compressor(c);
	return r;
}

static double rate(struct result r, int64_t block)
{
	return (double)(in_bytes / block * block) / r.seconds / 1e6;
}

static double ratio(struct result r, int64_t block)
{
	return (double)(in_bytes / block * block) / (double)r.out_bytes;
}

static void deep(int32_t level, int64_t block)
{
	struct result raw = { 0, 0 }, piece = { 0, 0 }, join = { 0, 0 };

	for (int i = 0; i < ROUNDS; i++) {
		keep_best(&raw, run_libdeflate(level, block));
		keep_best(&piece, run_ours(level, UZ_PIECE, block));
		keep_best(&join, run_join(level, block));
	}
	printf("%8lld  libdeflate %d  raw %6.1f  piece %6.1f MB/s  ratio %.4f -> %.4f  "
	       "join %6.1f MB/s = %.2f %% of raw\n",
	       (long long)block, level, rate(raw, block), rate(piece, block),
	       ratio(raw, block), ratio(piece, block), rate(join, block),
	       100 * join.seconds / raw.seconds);
}

static void quick(int32_t level, int64_t block)
{
	struct result final = { 0, 0 }, piece = { 0, 0 };

	for (int i = 0; i < ROUNDS; i++) {
		keep_best(&final, run_ours(level, UZ_FINAL, block));
		keep_best(&piece, run_ours(level, UZ_PIECE, block));
	}
	printf("%8lld  ISA-L %d     final %6.1f  piece %6.1f MB/s  ratio %.4f -> %.4f\n",
	       (long long)block, level, rate(final, block), rate(piece, block),
	       ratio(final, block), ratio(piece, block));
}

int main(int argc, char **argv)
{
	static const int64_t blocks[] = { 4096, 65536, 1 << 20 };
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;

	in = test_alloc(IN_MAX);
	out_capacity = uz_compress_bound(IN_MAX);
	out = test_alloc((size_t)out_capacity);
	if (argc > 1) {
		CHECK(file != NULL);
		in_bytes = (int64_t)fread(in, 1, IN_MAX, file);
		fclose(file);
	} else {
		in_bytes = IN_MAX;
		data_fill(DATA_TEXT, in, IN_MAX);
	}
	for (size_t i = 0; i < COUNT_OF(blocks); i++) {
		deep(3, blocks[i]);
		deep(6, blocks[i]);
		quick(1, blocks[i]);
		quick(2, blocks[i]);
	}
	free(in);
	free(out);
	return 0;
}
