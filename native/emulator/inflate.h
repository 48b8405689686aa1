/*
 * inflate.h - DEFLATE decompression whose whole state is plain data, so that a stateful
 * job's can lie in the client's context buffer and nowhere else.
 */
#ifndef EMU_INFLATE_H
#define EMU_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 1951 section 3.2.7 */
enum {
	LITLEN_SYMBOLS = 288,
	DIST_SYMBOLS = 32,
	CODE_SYMBOLS = 19,
	CODE_BITS_MAX = 15,
	FAST_BITS = 10,
};

/* A canonical code. */
struct inflate_code {
	uint16_t count[CODE_BITS_MAX + 1]; /* codes of each length */
	uint16_t symbols[LITLEN_SYMBOLS];  /* by code */
	/* By the next bits: symbol << 4 | length; 0 for a longer code or none. */
	uint16_t fast[1 << FAST_BITS];
};

enum inflate_step {
	INFLATE_HEAD,
	INFLATE_STORED_LENGTH,
	INFLATE_STORED,
	INFLATE_COUNTS,
	INFLATE_CODE_LENGTHS,
	INFLATE_LENGTHS,
	INFLATE_SYMBOLS,
	INFLATE_MATCH,
	INFLATE_DONE,
};

/* No pointers: it may be copied, and lie where a client can write. */
struct inflate_state {
	uint64_t bits; /* read, not yet used */
	uint32_t bit_count;
	uint32_t step; /* enum inflate_step */
	uint32_t last; /* the block has BFINAL */
	uint32_t left; /* of a stored block, of a match, of the lengths read */
	uint32_t distance;
	uint32_t litlens, dists, code_lengths;
	uint8_t lengths[LITLEN_SYMBOLS + DIST_SYMBOLS];
	struct inflate_code litlen, dist; /* 'litlen' also decodes the lengths */
};

/* Where a call reads and writes. */
struct inflate_io {
	const uint8_t *in;
	size_t in_bytes, consumed;
	uint8_t *out;
	size_t out_bytes, produced;
	const uint8_t *history; /* what came before 'out' */
	size_t history_bytes;
	uint32_t window_bytes; /* a distance beyond it is an error */
};

enum inflate_answer { INFLATE_MORE, INFLATE_FULL, INFLATE_END, INFLATE_BAD };

/*
 * Takes input and gives output until either is used up (INFLATE_MORE, INFLATE_FULL) or
 * the stream has ended, all its output given and none of what follows it consumed. A
 * state of zeros is a new one.
 */
enum inflate_answer emu_inflate(struct inflate_state *s, struct inflate_io *io);

/* Whether emu_inflate() keeps within its buffers from here on, however it came about. */
bool emu_inflate_is_sound(const struct inflate_state *s);

#endif
