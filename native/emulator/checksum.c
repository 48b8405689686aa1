/*
 * checksum.c - the checksums of gzip and zlib, in the SQE's word and in the trailer.
 */
#include "work.h"

#include <zlib.h>

static uint32_t reversed(uint32_t word)
{
	uint32_t mirror = 0;

	for (int bit = 0; bit < 32; bit++)
		mirror |= (word >> bit & 1) << (31 - bit);
	return mirror;
}

/* A gzip job's word is the state of the engine's CRC unit, its bits in its order. */
uint32_t emu_checksum_word(uint32_t type, uint32_t checksum)
{
	return type == REQUEST_GZIP ? reversed(~checksum) : checksum;
}

uint32_t emu_checksum_of_word(uint32_t type, uint32_t word)
{
	return type == REQUEST_GZIP ? ~reversed(word) : word;
}

uint32_t emu_add_checksum(uint32_t type, uint32_t checksum, const uint8_t *data,
			  uint32_t bytes)
{
	if (type == REQUEST_GZIP)
		return (uint32_t)crc32(checksum, data, bytes);
	return type == REQUEST_ZLIB ? (uint32_t)adler32(checksum, data, bytes) : 0;
}

uint32_t emu_trailer_bytes(uint32_t type)
{
	return type == REQUEST_GZIP ? 8 : type == REQUEST_ZLIB ? 4 : 0;
}

void emu_make_trailer(const struct work *w, uint8_t *trailer)
{
	for (int i = 0; i < 4; i++) {
		if (w->type == REQUEST_ZLIB) {
			trailer[i] = (uint8_t)(w->checksum >> (24 - 8 * i));
			continue;
		}
		trailer[i] = (uint8_t)(w->checksum >> 8 * i);
		trailer[4 + i] = (uint8_t)(w->isize >> 8 * i);
	}
}
