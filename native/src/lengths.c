/*
 * lengths.c - code lengths of a fixed or a dynamic block (RFC 1951 sections 3.2.6
 * and 3.2.7).
 */
#include "huffman.h"

#include <errno.h>

enum {
	PRECODE_SYMBOLS = 19,
	PRECODE_BITS = 7, /* three bits store each length */
	COPY_PREVIOUS = 16,
	ZEROS_SHORT = 17,
	ZEROS_LONG = 18,
};

/* RFC 1951 section 3.2.7: the order in which the precode's lengths are stored. */
static const uint8_t precode_order[PRECODE_SYMBOLS] = {
	16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
};

void uz_lengths_fixed(struct uz_lengths *lengths)
{
	memset(lengths->litlen, 8, 144);
	memset(lengths->litlen + 144, 9, 256 - 144);
	memset(lengths->litlen + 256, 7, 280 - 256);
	memset(lengths->litlen + 280, 8, UZ_LITLEN_SYMBOLS - 280);
	memset(lengths->dist, 5, UZ_DIST_SYMBOLS);
}

/*
 * Places in the code space of 15 bits that no code claims: 0 for a complete code,
 * negative for one with more codes than fit.
 */
static int32_t unclaimed(const uint8_t *lengths, uint32_t symbols)
{
	int32_t space = 1 << UZ_MAX_CODE_BITS;

	for (uint32_t i = 0; i < symbols; i++)
		if (lengths[i])
			space -= 1 << (UZ_MAX_CODE_BITS - lengths[i]);
	return space;
}

/*
 * RFC 1951 section 3.2.7 allows one distance code of one bit, with the other bit
 * unused, and no distance code at all; zlib reads the same for literals.
 */
static bool code_is_allowed(const uint8_t *lengths, uint32_t symbols)
{
	int32_t space = unclaimed(lengths, symbols);
	uint32_t codes = 0;

	if (space <= 0)
		return space == 0;
	for (uint32_t i = 0; i < symbols; i++)
		codes += lengths[i] != 0;
	return codes == 0 || (codes == 1 && space == 1 << (UZ_MAX_CODE_BITS - 1));
}

/* Entry: symbol << 3 | code length; the code is complete, so none is left out. */
static void precode_table(const uint8_t *lengths, uint8_t *table)
{
	uint32_t code = 0;

	for (uint32_t bits = 1; bits <= PRECODE_BITS; bits++, code <<= 1) {
		for (uint32_t sym = 0; sym < PRECODE_SYMBOLS; sym++) {
			if (lengths[sym] != bits)
				continue;
			for (uint32_t at = uz_reversed(code++, bits);
			     at < 1 << PRECODE_BITS; at += 1u << bits)
				table[at] = (uint8_t)(sym << 3 | bits);
		}
	}
}

static int read_precode(struct uz_bits *b, uint32_t count, uint8_t *table)
{
	uint8_t lengths[PRECODE_SYMBOLS] = { 0 };

	for (uint32_t i = 0; i < count; i++) {
		uz_bits_refill(b);
		lengths[precode_order[i]] = (uint8_t)uz_bits_peek(b, 3);
		if (!uz_bits_drop(b, 3))
			return -EBADMSG;
	}
	if (unclaimed(lengths, PRECODE_SYMBOLS) != 0)
		return -EBADMSG;
	precode_table(lengths, table);
	return 0;
}

/* Fills 'count' lengths; a run may pass from literals to distances. */
static int read_runs(struct uz_bits *b, const uint8_t *table, uint8_t *lengths,
		     uint32_t count)
{
	uint32_t have = 0;

	while (have < count) {
		uint32_t entry, sym, extra, run;

		uz_bits_refill(b);
		entry = table[uz_bits_peek(b, PRECODE_BITS)];
		if (!uz_bits_drop(b, entry & 7))
			return -EBADMSG;
		sym = entry >> 3;
		if (sym < COPY_PREVIOUS) {
			lengths[have++] = (uint8_t)sym;
			continue;
		}
		extra = sym == COPY_PREVIOUS ? 2 : sym == ZEROS_SHORT ? 3 : 7;
		run = uz_bits_peek(b, extra) + (sym == ZEROS_LONG ? 11 : 3);
		if (!uz_bits_drop(b, extra) || run > count - have ||
		    (sym == COPY_PREVIOUS && have == 0))
			return -EBADMSG;
		memset(lengths + have, sym == COPY_PREVIOUS ? lengths[have - 1] : 0, run);
		have += run;
	}
	return 0;
}

int uz_lengths_read(struct uz_bits *b, struct uz_lengths *lengths)
{
	uint8_t all[UZ_LITLEN_USED + UZ_DIST_USED];
	uint8_t table[1 << PRECODE_BITS];
	uint32_t header, litlens, dists;
	int err;

	uz_bits_refill(b);
	header = uz_bits_peek(b, 14);
	if (!uz_bits_drop(b, 14))
		return -EBADMSG;
	litlens = (header & 31) + 257;
	dists = (header >> 5 & 31) + 1;
	if (litlens > UZ_LITLEN_USED || dists > UZ_DIST_USED)
		return -EBADMSG;
	err = read_precode(b, (header >> 10) + 4, table);
	if (!err)
		err = read_runs(b, table, all, litlens + dists);
	if (err)
		return err;
	memset(lengths, 0, sizeof(*lengths));
	memcpy(lengths->litlen, all, litlens);
	memcpy(lengths->dist, all + litlens, dists);
	if (!lengths->litlen[UZ_END_OF_BLOCK] ||
	    !code_is_allowed(lengths->litlen, UZ_LITLEN_SYMBOLS) ||
	    !code_is_allowed(lengths->dist, UZ_DIST_SYMBOLS))
		return -EBADMSG;
	return 0;
}
