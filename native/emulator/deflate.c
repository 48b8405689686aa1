/*
 * deflate.c - see deflate.h.
 */
#include "deflate.h"

#include "hardware.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

enum { BITS_MIN = 12, BITS_MAX = 15, WEAK_MEMORY = 1, WEAK_LEVEL = 1, FULL_LEVEL = 6 };

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
			 -(int)window_bits, d->full_ratio ? 8 : WEAK_MEMORY,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	d->open[index] = true;
	return z;
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
	z->avail_in = (uInt)io->in_bytes;
	z->next_out = io->out;
	z->avail_out = (uInt)io->out_bytes;
	answer = deflate(z, io->finish ? Z_FINISH : Z_SYNC_FLUSH);
	if (io->finish)
		return answer == Z_STREAM_END ? io->out_bytes - z->avail_out : 0;
	/* A flush is complete only if there was room beyond it. */
	return answer == Z_OK && z->avail_in == 0 && z->avail_out
		       ? io->out_bytes - z->avail_out
		       : 0;
}
