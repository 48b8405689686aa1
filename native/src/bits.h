/*
 * bits.h - reads a DEFLATE stream bit by bit, least significant first
 * (RFC 1951 section 3.1.1), and never past its end.
 */
#ifndef UZ_BITS_H
#define UZ_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * Bits of 'held' above 'count' are either zero or a copy of what 'next' points
 * at, so that a refill may OR the same bytes in again.
 */
struct uz_bits {
	const uint8_t *next;
	const uint8_t *end;
	uint64_t held;
	uint32_t count; /* valid bits in 'held', at most 63 */
};

static inline uint64_t uz_load64(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Needs 8 bytes at 'next'; leaves at least 56 bits. */
static inline void uz_bits_refill_fast(struct uz_bits *b)
{
	b->held |= uz_load64(b->next) << b->count;
	b->next += (63 - b->count) >> 3;
	b->count |= 56;
}

/* Leaves at least 56 bits, or all that the stream still has. */
static inline void uz_bits_refill(struct uz_bits *b)
{
	if (b->end - b->next >= 8) {
		uz_bits_refill_fast(b);
		return;
	}
	while (b->count < 56 && b->next < b->end) {
		b->held |= (uint64_t)*b->next++ << b->count;
		b->count += 8;
	}
}

/* False, and nothing taken, when fewer than 'n' bits are held; n <= 32. */
static inline bool uz_bits_drop(struct uz_bits *b, uint32_t n)
{
	if (b->count < n)
		return false;
	b->held >>= n;
	b->count -= n;
	return true;
}

/* The next 'n' <= 16 bits; garbage that uz_bits_drop(n) refuses at the end. */
static inline uint32_t uz_bits_peek(const struct uz_bits *b, uint32_t n)
{
	return (uint32_t)b->held & ((1u << n) - 1);
}

#endif
