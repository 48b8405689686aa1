/*
 * inflate.c - see inflate.h. It reads a symbol only when all its bits are there, so that
 * the steps between symbols are the only places to stop at.
 */
#include "inflate.h"

#include <string.h>

static const uint16_t length_base[] = { 3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
					15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
					67, 83, 99, 115, 131, 163, 195, 227, 258 };
static const uint8_t length_extra[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
					2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
static const uint16_t dist_base[] = { 1,    2,    3,    4,     5,     7,    9,    13,
				      17,   25,   33,   49,    65,    97,   129,  193,
				      257,  385,  513,  769,   1025,  1537, 2049, 3073,
				      4097, 6145, 8193, 12289, 16385, 24577 };
static const uint8_t code_order[CODE_SYMBOLS] = { 16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
						  11, 4,  12, 3, 13, 2, 14, 1, 15 };

enum { END_OF_BLOCK = 256, NO_SYMBOL = -1, CUT_SHORT = -2 };

static void refill(struct inflate_state *s, struct inflate_io *io)
{
	while (s->bit_count <= 56 && io->consumed < io->in_bytes) {
		s->bits |= (uint64_t)io->in[io->consumed++] << s->bit_count;
		s->bit_count += 8;
	}
}

static uint32_t take(struct inflate_state *s, uint32_t count)
{
	uint32_t value = (uint32_t)(s->bits & ((1u << count) - 1));

	s->bits >>= count;
	s->bit_count -= count;
	return value;
}

/* Whole bytes that were read ahead go back, as far as this call read them. */
static void unread(struct inflate_state *s, struct inflate_io *io)
{
	while (s->bit_count >= 8 && io->consumed > 0) {
		s->bit_count -= 8;
		io->consumed--;
	}
	s->bits &= s->bit_count ? UINT64_MAX >> (64 - s->bit_count) : 0;
}

/*
 * As zlib: a code is complete, or of a single one-bit code, or (an empty 'code') has no
 * symbol at all. 'strict' refuses the latter two.
 */
static bool build(struct inflate_code *code, const uint8_t *lengths, uint32_t symbols,
		  bool strict)
{
	uint16_t next[CODE_BITS_MAX + 2] = { 0 }, first[CODE_BITS_MAX + 2] = { 0 };
	int32_t room = 1;

	memset(code, 0, sizeof(*code));
	for (uint32_t i = 0; i < symbols; i++)
		code->count[lengths[i]]++;
	code->count[0] = 0;
	for (uint32_t n = 1; n <= CODE_BITS_MAX; n++) {
		room = room * 2 - code->count[n];
		if (room < 0)
			return false;
		next[n + 1] = (uint16_t)(next[n] + code->count[n]);
		first[n + 1] = (uint16_t)((first[n] + code->count[n]) << 1);
	}
	if (room > 0 && (strict || next[CODE_BITS_MAX + 1] != code->count[1]))
		return false;
	for (uint32_t i = 0; i < symbols; i++) {
		uint32_t n = lengths[i], value, reversed = 0;

		if (n == 0)
			continue;
		code->symbols[next[n]++] = (uint16_t)i;
		value = first[n]++;
		if (n > FAST_BITS)
			continue;
		for (uint32_t bit = 0; bit < n; bit++)
			reversed |= (value >> bit & 1) << (n - 1 - bit);
		for (uint32_t at = reversed; at < 1 << FAST_BITS; at += 1u << n)
			code->fast[at] = (uint16_t)(i << 4 | n);
	}
	return true;
}

/* The symbol at bit 'skip' and its length; nothing is taken. */
static int peek_symbol(const struct inflate_state *s, const struct inflate_code *code,
		       uint32_t skip, uint32_t *bits)
{
	uint64_t held = s->bits >> skip;
	uint32_t have = s->bit_count - skip;
	uint32_t fast = code->fast[held & ((1 << FAST_BITS) - 1)];
	int32_t value = 0, first = 0, index = 0;

	if (fast && (fast & 15) <= have) {
		*bits = fast & 15;
		return (int)(fast >> 4);
	}
	for (uint32_t n = 1; n <= CODE_BITS_MAX; n++) {
		if (n > have)
			return CUT_SHORT;
		value |= (int32_t)(held >> (n - 1) & 1);
		if (value - first < code->count[n]) {
			*bits = n;
			return code->symbols[index + value - first];
		}
		index += code->count[n];
		first = (first + code->count[n]) << 1;
		value <<= 1;
	}
	return NO_SYMBOL;
}

static bool fixed_codes(struct inflate_state *s)
{
	uint8_t lengths[LITLEN_SYMBOLS];

	for (uint32_t i = 0; i < LITLEN_SYMBOLS; i++)
		lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
	build(&s->litlen, lengths, LITLEN_SYMBOLS, true);
	memset(lengths, 5, DIST_SYMBOLS);
	return build(&s->dist, lengths, DIST_SYMBOLS, true);
}

static enum inflate_answer head(struct inflate_state *s)
{
	if (s->bit_count < 3)
		return INFLATE_MORE;
	s->last = take(s, 1);
	switch (take(s, 2)) {
	case 0:
		take(s, s->bit_count & 7);
		s->step = INFLATE_STORED_LENGTH;
		return INFLATE_FULL;
	case 1:
		fixed_codes(s);
		s->step = INFLATE_SYMBOLS;
		return INFLATE_FULL;
	case 2:
		s->step = INFLATE_COUNTS;
		return INFLATE_FULL;
	default:
		return INFLATE_BAD;
	}
}

static enum inflate_answer counts(struct inflate_state *s)
{
	if (s->bit_count < 14)
		return INFLATE_MORE;
	s->litlens = take(s, 5) + 257;
	s->dists = take(s, 5) + 1;
	s->code_lengths = take(s, 4) + 4;
	s->left = 0;
	memset(s->lengths, 0, sizeof(s->lengths));
	s->step = INFLATE_CODE_LENGTHS;
	return s->litlens > 286 || s->dists > 30 ? INFLATE_BAD : INFLATE_FULL;
}

static enum inflate_answer code_lengths(struct inflate_state *s)
{
	while (s->left < s->code_lengths && s->bit_count >= 3)
		s->lengths[code_order[s->left++]] = (uint8_t)take(s, 3);
	if (s->left < s->code_lengths)
		return INFLATE_MORE;
	if (!build(&s->litlen, s->lengths, CODE_SYMBOLS, true))
		return INFLATE_BAD;
	s->left = 0;
	memset(s->lengths, 0, sizeof(s->lengths));
	s->step = INFLATE_LENGTHS;
	return INFLATE_FULL;
}

static enum inflate_answer lengths(struct inflate_state *s)
{
	static const uint8_t extra[] = { 2, 3, 7 }, base[] = { 3, 3, 11 };
	uint32_t all = s->litlens + s->dists, bits = 0;

	while (s->left < all) {
		int symbol = peek_symbol(s, &s->litlen, 0, &bits);
		uint32_t repeat, repeated = 0;

		if (symbol == CUT_SHORT)
			return INFLATE_MORE;
		if (symbol == NO_SYMBOL || symbol >= CODE_SYMBOLS)
			return INFLATE_BAD;
		if (symbol < 16) {
			take(s, bits);
			s->lengths[s->left++] = (uint8_t)symbol;
			return INFLATE_FULL;
		}
		if (s->bit_count < bits + extra[symbol - 16])
			return INFLATE_MORE;
		take(s, bits);
		repeat = base[symbol - 16] + take(s, extra[symbol - 16]);
		if (symbol == 16 && s->left == 0)
			return INFLATE_BAD;
		if (symbol == 16)
			repeated = s->lengths[s->left - 1];
		if (repeat > all - s->left)
			return INFLATE_BAD;
		memset(s->lengths + s->left, (int)repeated, repeat);
		s->left += repeat;
		return INFLATE_FULL;
	}
	s->step = INFLATE_SYMBOLS;
	return s->lengths[END_OF_BLOCK] &&
			       build(&s->litlen, s->lengths, s->litlens, false) &&
			       build(&s->dist, s->lengths + s->litlens, s->dists, false)
		       ? INFLATE_FULL
		       : INFLATE_BAD;
}

static enum inflate_answer stored_length(struct inflate_state *s)
{
	if (s->bit_count < 32)
		return INFLATE_MORE;
	s->left = take(s, 16);
	s->step = INFLATE_STORED;
	return take(s, 16) == (s->left ^ 0xffff) ? INFLATE_FULL : INFLATE_BAD;
}

static enum inflate_answer stored(struct inflate_state *s, struct inflate_io *io)
{
	size_t part;

	while (s->left && s->bit_count && io->produced < io->out_bytes) {
		io->out[io->produced++] = (uint8_t)take(s, 8);
		s->left--;
	}
	part = s->left;
	if (part > io->in_bytes - io->consumed)
		part = io->in_bytes - io->consumed;
	if (part > io->out_bytes - io->produced)
		part = io->out_bytes - io->produced;
	if (s->bit_count == 0 && part) {
		memcpy(io->out + io->produced, io->in + io->consumed, part);
		io->produced += part;
		io->consumed += part;
		s->left -= (uint32_t)part;
	}
	if (s->left)
		return INFLATE_MORE;
	s->step = s->last ? INFLATE_DONE : INFLATE_HEAD;
	return INFLATE_FULL;
}

/* Reads the match whose length symbol is 'symbol' long 'bits'. */
static enum inflate_answer match(struct inflate_state *s, int symbol, uint32_t bits)
{
	uint32_t length, dist_bits = 0, extra, dist_extra;
	int dist;

	if (symbol > 285)
		return INFLATE_BAD;
	symbol -= END_OF_BLOCK + 1;
	extra = length_extra[symbol];
	if (s->bit_count < bits + extra)
		return INFLATE_MORE;
	dist = peek_symbol(s, &s->dist, bits + extra, &dist_bits);
	if (dist == CUT_SHORT)
		return INFLATE_MORE;
	if (dist < 0 || dist >= 30)
		return INFLATE_BAD;
	dist_extra = dist < 2 ? 0 : (uint32_t)dist / 2 - 1;
	if (s->bit_count < bits + extra + dist_bits + dist_extra)
		return INFLATE_MORE;
	take(s, bits);
	length = length_base[symbol] + take(s, extra);
	take(s, dist_bits);
	s->distance = dist_base[dist] + take(s, dist_extra);
	s->left = length;
	s->step = INFLATE_MATCH;
	return INFLATE_FULL;
}

static enum inflate_answer symbols(struct inflate_state *s, struct inflate_io *io)
{
	for (;;) {
		uint32_t bits = 0;
		int symbol;

		refill(s, io);
		symbol = peek_symbol(s, &s->litlen, 0, &bits);
		if (symbol == CUT_SHORT)
			return INFLATE_MORE;
		if (symbol == NO_SYMBOL)
			return INFLATE_BAD;
		if (symbol > END_OF_BLOCK)
			return match(s, symbol, bits);
		if (symbol == END_OF_BLOCK) {
			take(s, bits);
			s->step = s->last ? INFLATE_DONE : INFLATE_HEAD;
			return INFLATE_FULL;
		}
		if (io->produced == io->out_bytes)
			return INFLATE_MORE;
		take(s, bits);
		io->out[io->produced++] = (uint8_t)symbol;
	}
}

static enum inflate_answer copy(struct inflate_state *s, struct inflate_io *io)
{
	size_t before = io->history_bytes + io->produced;

	if (s->distance > before || s->distance > io->window_bytes)
		return INFLATE_BAD;
	while (s->left && io->produced < io->out_bytes) {
		io->out[io->produced] = s->distance <= io->produced
						? io->out[io->produced - s->distance]
						: io->history[io->history_bytes +
							      io->produced - s->distance];
		io->produced++;
		s->left--;
	}
	if (s->left)
		return INFLATE_MORE;
	s->step = INFLATE_SYMBOLS;
	return INFLATE_FULL;
}

/* INFLATE_FULL: on to the next step. */
static enum inflate_answer step(struct inflate_state *s, struct inflate_io *io)
{
	switch (s->step) {
	case INFLATE_HEAD:
		return head(s);
	case INFLATE_STORED_LENGTH:
		return stored_length(s);
	case INFLATE_STORED:
		return stored(s, io);
	case INFLATE_COUNTS:
		return counts(s);
	case INFLATE_CODE_LENGTHS:
		return code_lengths(s);
	case INFLATE_LENGTHS:
		return lengths(s);
	case INFLATE_SYMBOLS:
		return symbols(s, io);
	case INFLATE_MATCH:
		return copy(s, io);
	default:
		return INFLATE_BAD;
	}
}

enum inflate_answer emu_inflate(struct inflate_state *s, struct inflate_io *io)
{
	enum inflate_answer answer = INFLATE_FULL;

	while (s->step != INFLATE_DONE && answer == INFLATE_FULL) {
		/* A stored block's bytes are copied past the bits. */
		if (s->step != INFLATE_STORED)
			refill(s, io);
		answer = step(s, io);
	}
	if (s->step == INFLATE_DONE) {
		take(s, s->bit_count & 7);
		unread(s, io);
		return INFLATE_END;
	}
	if (answer == INFLATE_BAD)
		return INFLATE_BAD;
	/* Full: what was read ahead is the next call's to pass again. */
	if (io->produced == io->out_bytes) {
		unread(s, io);
		return INFLATE_FULL;
	}
	return INFLATE_MORE;
}

static bool code_is_sound(const struct inflate_code *code)
{
	uint32_t codes = 0;

	for (uint32_t n = 0; n <= CODE_BITS_MAX; n++)
		codes += code->count[n];
	for (uint32_t i = 0; i < LITLEN_SYMBOLS; i++) {
		if (code->symbols[i] >= LITLEN_SYMBOLS)
			return false;
	}
	for (uint32_t i = 0; i < 1 << FAST_BITS; i++) {
		if (code->fast[i] >> 4 >= LITLEN_SYMBOLS ||
		    (code->fast[i] && (code->fast[i] & 15) == 0))
			return false;
	}
	return codes <= LITLEN_SYMBOLS;
}

bool emu_inflate_is_sound(const struct inflate_state *s)
{
	for (uint32_t i = 0; i < sizeof(s->lengths); i++) {
		if (s->lengths[i] > CODE_BITS_MAX)
			return false;
	}
	if (s->step == INFLATE_CODE_LENGTHS && s->left > CODE_SYMBOLS)
		return false;
	if (s->step == INFLATE_LENGTHS && s->left > s->litlens + s->dists)
		return false;
	if (s->step == INFLATE_STORED && s->bit_count % 8 != 0)
		return false;
	return s->step <= INFLATE_DONE && s->bit_count <= 64 && s->litlens <= 286 &&
	       s->dists <= 30 && s->code_lengths <= CODE_SYMBOLS &&
	       code_is_sound(&s->litlen) && code_is_sound(&s->dist);
}
