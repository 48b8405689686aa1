/*
 * deflate.h - DEFLATE compression, by zlib, as weak as the hardware's.
 */
#ifndef EMU_DEFLATE_H
#define EMU_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deflater;

struct deflater *emu_deflater_open(bool full_ratio);
void emu_deflater_close(struct deflater *d);

struct deflate_io {
	const uint8_t *in, *history; /* what came before 'in', at most the window */
	size_t in_bytes, history_bytes;
	uint8_t *out;
	size_t out_bytes;
	uint32_t window_bits; /* no distance is longer than 1 << this */
	bool finish;          /* else byte-aligned, with an empty stored block */
};

/* Bytes written; 0 when there was no room. */
size_t emu_deflate(struct deflater *d, const struct deflate_io *io);

#endif
