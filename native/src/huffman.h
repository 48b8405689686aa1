/*
 * huffman.h - the lengths of Huffman codes as RFC 1951 stores them, checked, and
 * the walk over one block that was coded with them.
 */
#ifndef UZ_HUFFMAN_H
#define UZ_HUFFMAN_H

#include "bits.h"

#include <stdbool.h>
#include <stdint.h>

/* RFC 1951 sections 3.2.5 to 3.2.7. */
enum {
	UZ_END_OF_BLOCK = 256,
	UZ_LITLEN_SYMBOLS = 288, /* 286 and 287 have a fixed code, never occur */
	UZ_LITLEN_USED = 286,
	UZ_DIST_SYMBOLS = 32, /* 30 and 31: the same */
	UZ_DIST_USED = 30,
	UZ_MAX_CODE_BITS = 15,
};

/* Code length of each symbol in bits; 0: the symbol has no code. */
struct uz_lengths {
	uint8_t litlen[UZ_LITLEN_SYMBOLS];
	uint8_t dist[UZ_DIST_SYMBOLS];
};

/*
 * A code of 'bits' <= 16 bits as the stream has it: RFC 1951 section 3.1.1 packs codes
 * from their top bit on, everything else from its lowest.
 */
static inline uint32_t uz_reversed(uint32_t code, uint32_t bits)
{
	code = (code & 0x5555) << 1 | (code >> 1 & 0x5555);
	code = (code & 0x3333) << 2 | (code >> 2 & 0x3333);
	code = (code & 0x0f0f) << 4 | (code >> 4 & 0x0f0f);
	code = (code & 0x00ff) << 8 | (code >> 8 & 0x00ff);
	return code >> (16 - bits);
}

void uz_lengths_fixed(struct uz_lengths *lengths);

/*
 * Reads what follows the three header bits of a dynamic block. 0, or -EBADMSG
 * when the description is cut short or is not what zlib accepts: codes complete,
 * or of a single one-bit code, or (distances only) empty; 256 has a code.
 */
int uz_lengths_read(struct uz_bits *b, struct uz_lengths *lengths);

/*
 * Passes over the symbols of one block up to and including its end-of-block. 0, or
 * -EBADMSG for bits that no symbol has and for a stream that ends first. Whether a
 * distance reaches back further than there is output is not looked at.
 */
int uz_block_walk(struct uz_bits *b, const struct uz_lengths *lengths);

#endif
