/*
 * deflate.c - see deflate.h.
 *
 * The hardware's output is larger than that of zlib's level 1: 26 % on the one corpus
 * that was published (docs/hardware.md), which is a ratio of 0.79 of zlib's. Level 1 with
 * a small block of symbols, a short search and in turn codes that fit and the fixed ones
 * comes to that. Measured with zlib 1.2.13, in blocks of 64 KiB and of 1 MiB:
 *
 *   prose of common words 0.80  0.80     rows of eight-byte fields   0.80  0.80
 *   Markdown documents    0.78  0.76     lines of a table, as text   0.82  0.80
 *   kernel headers        0.82  0.81     licence texts               0.71  0.68
 */
#include "deflate.h"

#include "hardware.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

enum {
	BITS_MIN = 12,
	BITS_MAX = 15,
	FULL_LEVEL = 6,
	FULL_MEMORY = 8,
	WEAK_LEVEL = 1,
	WEAK_MEMORY = 2, /* blocks of 255 symbols */
	/* Level 1's own, but for the number of matches that are tried: 4. */
	WEAK_GOOD = 4,
	WEAK_LAZY = 4,
	WEAK_NICE = 8,
	PART_BYTES = 8 << 10,
};

/* How the parts of an input are compressed in turn. */
static const struct {
	int strategy, tries;
} turns[] = {
	{ Z_FIXED, 3 }, { Z_DEFAULT_STRATEGY, 3 }, { Z_DEFAULT_STRATEGY, 2 },
	{ Z_FIXED, 3 }, { Z_DEFAULT_STRATEGY, 3 }, { Z_DEFAULT_STRATEGY, 2 },
	{ Z_FIXED, 3 }, { Z_DEFAULT_STRATEGY, 3 },
};

struct deflater {
	bool full_ratio;
	bool open[BITS_MAX - BITS_MIN + 1];
	z_stream streams[BITS_MAX - BITS_MIN + 1];
};

struct deflater *emu_deflater_open(bool full_ratio)
{
	struct deflater *d = calloc(1, sizeof(*d));

	if (d)
		d->full_ratio = full_ratio;
	return d;
}

void emu_deflater_close(struct deflater *d)
{
	if (!d)
		return;
	for (int i = 0; i <= BITS_MAX - BITS_MIN; i++) {
		if (d->open[i])
			deflateEnd(&d->streams[i]);
	}
	free(d);
}

/* zlib's window cannot be changed, and making one takes longer than a small job. */
static z_stream *stream(struct deflater *d, uint32_t window_bits)
{
	uint32_t index = window_bits - BITS_MIN;
	z_stream *z = &d->streams[index];

	if (d->open[index])
		return deflateReset(z) == Z_OK ? z : NULL;
	if (deflateInit2(z, d->full_ratio ? FULL_LEVEL : WEAK_LEVEL, Z_DEFLATED,
			 -(int)window_bits, d->full_ratio ? FULL_MEMORY : WEAK_MEMORY,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	d->open[index] = true;
	return z;
}

/* Gives zlib all but the last part of the input; false when there was no room. */
static bool weaken(z_stream *z, const struct deflate_io *io)
{
	size_t part = 0;

	for (;; part++) {
		size_t left = io->in_bytes - part * PART_BYTES;
		size_t turn = part % (sizeof(turns) / sizeof(turns[0]));

		/* A change of the strategy ends a block, which takes room. */
		if (deflateParams(z, WEAK_LEVEL, turns[turn].strategy) != Z_OK)
			return false;
		deflateTune(z, WEAK_GOOD, WEAK_LAZY, WEAK_NICE, turns[turn].tries);
		if (left <= PART_BYTES) {
			z->avail_in = (uInt)left;
			return true;
		}
		z->avail_in = PART_BYTES;
		if (deflate(z, Z_NO_FLUSH) != Z_OK || z->avail_in)
			return false;
	}
}

size_t emu_deflate(struct deflater *d, const struct deflate_io *io)
{
	z_stream *z = stream(d, io->window_bits);
	int answer;

	if (!z || io->out_bytes == 0)
		return 0;
	if (io->history_bytes)
		deflateSetDictionary(z, io->history, (uInt)io->history_bytes);
	z->next_in = io->in;
	z->next_out = io->out;
	z->avail_out = (uInt)io->out_bytes;
	if (d->full_ratio)
		z->avail_in = (uInt)io->in_bytes;
	else if (!weaken(z, io))
		return 0;
	answer = deflate(z, io->finish ? Z_FINISH : Z_SYNC_FLUSH);
	if (io->finish)
		return answer == Z_STREAM_END ? io->out_bytes - z->avail_out : 0;
	/* A flush is complete only if there was room beyond it. */
	return answer == Z_OK && z->avail_in == 0 && z->avail_out
		       ? io->out_bytes - z->avail_out
		       : 0;
}
