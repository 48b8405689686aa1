/*
 * walk.c - passes over the symbols of a Huffman-coded block. Only their lengths in
 * bits matter, so one look-up takes as many literals as its index holds, and a match
 * length behind them with its extra bits.
 */
#include "huffman.h"

#include <errno.h>
#include <stddef.h>

enum {
	INDEX_BITS = 11,
	INDEX_MASK = (1 << INDEX_BITS) - 1,
	LENGTH_EXTRA_MAX = 5,
	DIST_EXTRA_MAX = 13,

	/*
	 * Building the tables costs about as much as reading 900 bytes symbol by
	 * symbol (measured), so short streams do without.
	 */
	TABLES_WORTH_BYTES = 900,
};

/*
 * A table entry. SPECIAL: end of block, a code longer than the index, or no code.
 * Else bits 0-5: how many bits to drop; bits 6-9: those of them that are the code of
 * a single symbol, while the table is being built; MATCH: a distance follows, which
 * is also where its table starts.
 */
enum {
	SPECIAL = 0,
	DROP_MASK = 0x3f,
	CODE_SHIFT = 6,
	CODE_MASK = 0xf,
	MATCH = 1 << INDEX_BITS,
};

struct tables {
	uint16_t litlen[1 << INDEX_BITS];
	uint16_t dist[1 << INDEX_BITS];
};

_Static_assert(offsetof(struct tables, dist) == MATCH * sizeof(uint16_t) &&
		       MATCH > CODE_MASK << CODE_SHIFT,
	       "MATCH added to the first table must be the second");
_Static_assert(2 * INDEX_BITS + LENGTH_EXTRA_MAX + DIST_EXTRA_MAX <= 56 - INDEX_BITS,
	       "two entries must leave a whole index of one refill");
_Static_assert(2 * UZ_MAX_CODE_BITS + LENGTH_EXTRA_MAX + DIST_EXTRA_MAX <= 56,
	       "one refill must last for a length and a distance");

/* A canonical code (RFC 1951 section 3.2.2): its symbols in code order. */
struct code {
	uint16_t count[UZ_MAX_CODE_BITS + 1];
	uint16_t symbol[UZ_LITLEN_SYMBOLS];
};

/* RFC 1951 section 3.2.5. */
static uint32_t length_extra(uint32_t sym)
{
	return sym < 265 || sym == 285 ? 0 : (sym - 261) >> 2;
}

static uint32_t dist_extra(uint32_t sym)
{
	return sym < 4 ? 0 : (sym - 2) >> 1;
}

static void build_code(struct code *c, const uint8_t *lengths, uint32_t symbols)
{
	uint16_t at[UZ_MAX_CODE_BITS + 1];

	memset(c->count, 0, sizeof(c->count));
	for (uint32_t sym = 0; sym < symbols; sym++)
		c->count[lengths[sym]]++;
	c->count[0] = 0;
	at[0] = 0;
	for (uint32_t bits = 1; bits <= UZ_MAX_CODE_BITS; bits++)
		at[bits] = (uint16_t)(at[bits - 1] + c->count[bits - 1]);
	for (uint32_t sym = 0; sym < symbols; sym++)
		if (lengths[sym])
			c->symbol[at[lengths[sym]]++] = (uint16_t)sym;
}

/* The next symbol, dropped; -1 when the bits are no code or are not all there. */
static int32_t next_symbol(struct uz_bits *b, const struct code *c)
{
	uint32_t over = 0; /* the code read so far less the first of its length */
	uint32_t first = 0;

	for (uint32_t bits = 1; bits <= UZ_MAX_CODE_BITS; bits++) {
		over = over << 1 | (b->held >> (bits - 1) & 1);
		if (over < c->count[bits])
			return uz_bits_drop(b, bits) ? c->symbol[first + over] : -1;
		over -= c->count[bits];
		first += c->count[bits];
	}
	return -1;
}

static int walk_distance(struct uz_bits *b, const struct code *dist)
{
	int32_t sym = next_symbol(b, dist);

	if (sym < 0 || sym >= UZ_DIST_USED || !uz_bits_drop(b, dist_extra((uint32_t)sym)))
		return -EBADMSG;
	return 0;
}

/* One literal or match: 0; the end of the block: 1; else -EBADMSG. */
static int walk_symbol(struct uz_bits *b, const struct code *litlen,
		       const struct code *dist)
{
	int32_t sym = next_symbol(b, litlen);

	if (sym < 0 || sym >= UZ_LITLEN_USED)
		return -EBADMSG;
	if (sym <= UZ_END_OF_BLOCK)
		return sym == UZ_END_OF_BLOCK;
	if (!uz_bits_drop(b, length_extra((uint32_t)sym)))
		return -EBADMSG;
	return walk_distance(b, dist);
}

typedef uint32_t entry_of(uint32_t sym, uint32_t bits);

static uint32_t litlen_entry(uint32_t sym, uint32_t bits)
{
	if (sym == UZ_END_OF_BLOCK || sym >= UZ_LITLEN_USED)
		return SPECIAL;
	if (sym < UZ_END_OF_BLOCK)
		return bits << CODE_SHIFT | bits;
	return MATCH | bits << CODE_SHIFT | (bits + length_extra(sym));
}

static uint32_t dist_entry(uint32_t sym, uint32_t bits)
{
	return sym < UZ_DIST_USED ? bits + dist_extra(sym) : SPECIAL;
}

static inline void build_table(uint16_t *table, const struct code *c, entry_of *entry)
{
	const uint16_t *sym = c->symbol;
	uint32_t code = 0;

	memset(table, 0, sizeof(*table) << INDEX_BITS);
	for (uint32_t bits = 1; bits <= INDEX_BITS; bits++, code <<= 1) {
		for (uint32_t n = c->count[bits]; n > 0; n--, code++) {
			uint16_t e = (uint16_t)entry(*sym++, bits);

			for (uint32_t i = uz_reversed(code, bits); i <= INDEX_MASK;
			     i += 1u << bits)
				table[i] = e;
		}
	}
}

/*
 * Adds to each literal what else its index surely holds: more literals, at most one
 * match. 'i >> held' moves zeros in at the top, which are no code's: hence the bound
 * by INDEX_BITS. Downwards, since only lower entries are read, as single symbols.
 */
static void chain_literals(uint16_t *litlen)
{
	for (uint32_t i = INDEX_MASK; i > 0; i--) {
		uint32_t drop = litlen[i];
		uint32_t held = drop >> CODE_SHIFT;

		if (drop == SPECIAL || drop & MATCH)
			continue;
		drop &= DROP_MASK;
		for (;;) {
			uint32_t more = litlen[i >> held];
			uint32_t bits = more >> CODE_SHIFT & CODE_MASK;

			if (more == SPECIAL || held + bits > INDEX_BITS)
				break;
			drop = (more & MATCH) | (held + (more & DROP_MASK));
			held += bits;
			if (more & MATCH)
				break;
		}
		litlen[i] = (uint16_t)drop;
	}
}

static inline void drop_entry(struct uz_bits *b, uint32_t e)
{
	b->held >>= e & DROP_MASK;
	b->count -= e & DROP_MASK;
}

/*
 * The walk while 8 bytes can be loaded; 'litlen' and 'dist' serve what the tables
 * call SPECIAL. Which table comes next is added to an address, not branched on: no
 * branch predictor can tell matches from literals. Each entry is looked up before
 * the refill in front of its use, so that the loads overlap.
 * 0: come back for the rest; 1: the block has ended; else -EBADMSG.
 */
static int walk_tables(struct uz_bits *bits, const struct tables *t,
		       const struct code *litlen, const struct code *dist)
{
	const uint16_t *table = t->litlen;
	struct uz_bits b = *bits;
	uint32_t e;
	int ended = 0;

	uz_bits_refill(&b);
	e = table[b.held & INDEX_MASK];
	while (b.end - b.next >= 8) {
		uz_bits_refill_fast(&b);
		if (__builtin_expect(e == SPECIAL, 0)) {
			ended = table == t->dist ? walk_distance(&b, dist)
						 : walk_symbol(&b, litlen, dist);
			table = t->litlen;
			if (ended)
				break;
			uz_bits_refill(&b);
			e = table[b.held & INDEX_MASK];
			continue;
		}
		drop_entry(&b, e);
		table = t->litlen + (e & MATCH);
		e = table[b.held & INDEX_MASK];
		if (__builtin_expect(e == SPECIAL, 0))
			continue;
		drop_entry(&b, e);
		table = t->litlen + (e & MATCH);
		e = table[b.held & INDEX_MASK];
	}
	if (table == t->dist && !ended) {
		uz_bits_refill(&b);
		ended = walk_distance(&b, dist);
	}
	*bits = b;
	return ended;
}

int uz_block_walk(struct uz_bits *b, const struct uz_lengths *lengths)
{
	struct code litlen, dist;
	int ended = 0;

	build_code(&litlen, lengths->litlen, UZ_LITLEN_SYMBOLS);
	build_code(&dist, lengths->dist, UZ_DIST_SYMBOLS);
	if (b->end - b->next >= TABLES_WORTH_BYTES) {
		struct tables t;

		build_table(t.litlen, &litlen, litlen_entry);
		chain_literals(t.litlen);
		build_table(t.dist, &dist, dist_entry);
		ended = walk_tables(b, &t, &litlen, &dist);
	}
	while (ended == 0) {
		uz_bits_refill(b);
		ended = walk_symbol(b, &litlen, &dist);
	}
	return ended < 0 ? ended : 0;
}
