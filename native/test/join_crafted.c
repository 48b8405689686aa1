/*
 * join_crafted.c - uz_join() and zlib agree on blocks that no compressor writes: codes of
 * any shape up to 15 bits, symbols drawn at random, extra bits too, and headers that are
 * wrong by one thing. 32 KiB come first, so that no distance is too far.
 */
#include "join.h"
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	STREAM_MAX = 100000,
	OUT_MAX = 1 << 20,
	LITLENS = 288,
	DISTS = 32,
	CODE_MAX = 15,
	PREFIX = 32768,
	STORED_HEADER = 5,
};

/* RFC 1951 section 3.2.7. */
static const uint8_t precode_order[19] = { 16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
					   11, 4,  12, 3, 13, 2, 14, 1, 15 };

struct code {
	uint32_t symbols;
	uint8_t length[LITLENS];
	uint32_t first[CODE_MAX + 1]; /* code of the first symbol of each length */
};

static uint8_t stream[STREAM_MAX], joined[STREAM_MAX + UZ_JOIN_MAX_BYTES + 2];
static uint8_t *expected, *actual;
static uint64_t at; /* bit of 'stream' that is written next */
static int64_t accepted, refused;

static void put(uint32_t value, uint32_t bits)
{
	for (; bits > 0; bits--, value >>= 1, at++)
		stream[at / 8] |= (uint8_t)((value & 1) << at % 8);
}

/* RFC 1951 section 3.2.2. */
static void assign(struct code *c)
{
	uint32_t count[CODE_MAX + 1] = { 0 };

	for (uint32_t sym = 0; sym < c->symbols; sym++)
		count[c->length[sym]]++;
	count[0] = 0;
	c->first[0] = 0;
	for (uint32_t length = 1; length <= CODE_MAX; length++)
		c->first[length] = (c->first[length - 1] + count[length - 1]) << 1;
}

/* From the code's top bit on. */
static void put_symbol(const struct code *c, uint32_t sym)
{
	uint32_t length = c->length[sym], code = c->first[length];

	for (uint32_t before = 0; before < sym; before++)
		code += c->length[before] == length;
	while (length-- > 0)
		put(code >> length, 1);
}

/* A complete code of 'used' leaves, by splitting leaves; 'deep' of 4 split the longest.
 */
static void random_code(struct code *c, uint32_t symbols, uint32_t used, uint32_t deep)
{
	uint8_t leaves[LITLENS] = { 0 };
	uint32_t have = 1;

	memset(c, 0, sizeof(*c));
	c->symbols = symbols;
	while (have < used) {
		uint32_t leaf = test_random(4) < deep ? have - 1 : test_random(have);

		if (leaves[leaf] >= CODE_MAX)
			leaf = test_random(have);
		if (leaves[leaf] < CODE_MAX)
			leaves[have++] = ++leaves[leaf];
	}
	if (have == 1)
		leaves[0] = 1;
	for (uint32_t i = 0; i < have; i++) {
		uint32_t sym = i == 0 && symbols > 256 ? 256 : test_random(symbols);

		while (c->length[sym])
			sym = (sym + 1) % symbols;
		c->length[sym] = leaves[i];
	}
	assign(c);
}

/* The lengths of both codes in a row, sometimes with runs. */
static void put_lengths(const struct code *litlen, const struct code *dist)
{
	struct code pre = { .symbols = 19 };
	uint8_t all[LITLENS + DISTS];
	uint32_t count = litlen->symbols + dist->symbols;
	uint32_t long_one = test_random(19);

	memcpy(all, litlen->length, litlen->symbols);
	memcpy(all + litlen->symbols, dist->length, dist->symbols);
	/* 13 codes of four bits and 6 of five are complete. */
	memset(pre.length, 4, 19);
	for (int i = 0; i < 6; i++, long_one = (long_one + 3) % 19)
		pre.length[long_one] = 5;
	assign(&pre);
	put(litlen->symbols - 257, 5);
	put(dist->symbols - 1, 5);
	put(19 - 4, 4);
	for (int i = 0; i < 19; i++)
		put(pre.length[precode_order[i]], 3);
	for (uint32_t i = 0; i < count;) {
		uint32_t run = 1, want;

		while (i + run < count && all[i + run] == all[i])
			run++;
		if (i > 0 && all[i] == all[i - 1] && run >= 3 && test_random(4)) {
			want = run < 6 ? run : 6;
			put_symbol(&pre, 16);
			put(want - 3, 2);
		} else if (all[i] == 0 && run >= 11 && test_random(4)) {
			want = run < 138 ? run : 138;
			put_symbol(&pre, 18);
			put(want - 11, 7);
		} else if (all[i] == 0 && run >= 3 && test_random(4)) {
			want = run < 10 ? run : 10;
			put_symbol(&pre, 17);
			put(want - 3, 3);
		} else {
			want = 1;
			put_symbol(&pre, all[i]);
		}
		i += want;
	}
}

static uint32_t random_symbol(const struct code *c)
{
	uint32_t sym;

	do
		sym = test_random(c->symbols);
	while (!c->length[sym]);
	return sym;
}

static bool has_codes(const struct code *c)
{
	for (uint32_t sym = 0; sym < c->symbols; sym++)
		if (c->length[sym])
			return true;
	return false;
}

/* RFC 1951 section 3.2.5. */
static void put_symbols(const struct code *litlen, const struct code *dist,
			uint32_t count)
{
	if (!has_codes(litlen))
		return;
	for (; count > 0; count--) {
		uint32_t sym = random_symbol(litlen);
		uint32_t extra;

		if (sym == 256)
			continue;
		put_symbol(litlen, sym);
		if (sym < 256)
			continue;
		extra = sym < 265 || sym >= 285 ? 0 : (sym - 261) / 4;
		put(test_random(1u << extra), extra);
		if (!has_codes(dist)) {
			put(test_random(4), 2); /* no code: refused */
			continue;
		}
		sym = random_symbol(dist);
		put_symbol(dist, sym);
		extra = sym < 4 ? 0 : (sym - 2) / 2;
		put(test_random(1u << extra), extra);
	}
	put_symbol(litlen, 256);
}

static void fixed_codes(struct code *litlen, struct code *dist)
{
	litlen->symbols = LITLENS;
	memset(litlen->length, 8, LITLENS);
	memset(litlen->length + 144, 9, 256 - 144);
	memset(litlen->length + 256, 7, 280 - 256);
	dist->symbols = DISTS;
	memset(dist->length, 5, DISTS);
	assign(litlen);
	assign(dist);
	if (test_random(8)) /* else symbols that have a code and no meaning come up */
		litlen->symbols = 286, dist->symbols = 30;
}

/* Mostly as RFC 1951 wants them, else wrong by one thing. */
static void dynamic_codes(struct code *litlen, struct code *dist)
{
	uint32_t litlens = 257 + test_random(30), dists = 1 + test_random(30);
	uint32_t dist_codes = test_random(dists + 1);

	switch (test_random(12)) {
	case 0:
		litlens = 287 + test_random(2);
		break;
	case 1:
		dists = 31 + test_random(2);
		dist_codes = test_random(4) ? dists : 1;
		break;
	}
	random_code(litlen, litlens, 1 + test_random(litlens), test_random(5));
	random_code(dist, dists, dist_codes, test_random(5));
	if (dist_codes == 0)
		memset(dist->length, 0, sizeof(dist->length));
	switch (test_random(24)) {
	case 0: /* over-subscribed or incomplete */
		litlen->length[test_random(litlens)] = (uint8_t)test_random(CODE_MAX + 1);
		break;
	case 1:
		dist->length[test_random(dists)] = (uint8_t)test_random(CODE_MAX + 1);
		break;
	case 2:
		litlen->length[256] = 0;
		break;
	case 3: /* one code of one bit, or of more, which is refused */
		memset(dist->length, 0, sizeof(dist->length));
		dist->length[test_random(dists)] = (uint8_t)(1 + test_random(2));
		break;
	}
	assign(litlen);
	assign(dist);
}

static size_t make_stream(void)
{
	uint32_t blocks = 1 + test_random(3);

	memset(stream, 0, sizeof(stream));
	memcpy(stream, "\x00\x00\x80\xff\x7f", STORED_HEADER);
	at = (STORED_HEADER + PREFIX) * 8;
	for (uint32_t i = 0; i < blocks; i++) {
		struct code litlen, dist;

		memset(&litlen, 0, sizeof(litlen));
		memset(&dist, 0, sizeof(dist));
		put(i + 1 == blocks, 1);
		if (test_random(4)) {
			put(2, 2);
			dynamic_codes(&litlen, &dist);
			put_lengths(&litlen, &dist);
		} else {
			put(1, 2);
			fixed_codes(&litlen, &dist);
		}
		put_symbols(&litlen, &dist, test_random(test_random(2) ? 30 : 1200));
	}
	return (size_t)(at + 7) / 8;
}

static void check_one(void)
{
	size_t bytes = make_stream();
	struct oracle before = oracle_inflate(stream, bytes, expected, OUT_MAX), after;
	int64_t got;

	memcpy(joined, stream, bytes);
	got = uz_join(joined, (int64_t)bytes, (int64_t)bytes + UZ_JOIN_MAX_BYTES);
	if (before.status != Z_STREAM_END || before.consumed != bytes) {
		CHECK_EQ(got, -EBADMSG);
		refused++;
		return;
	}
	CHECK(got > 0);
	accepted++;
	memcpy(joined + got, "\x03\0", 2);
	after = oracle_inflate(joined, (size_t)got + 2, actual, OUT_MAX);
	CHECK_EQ(after.status, Z_STREAM_END);
	CHECK_EQ(after.consumed, got + 2);
	CHECK_EQ(after.produced, before.produced);
	CHECK(memcmp(actual, expected, before.produced) == 0);
}

int main(int argc, char **argv)
{
	int64_t count = test_count(4000, 300000);

	test_begin(argc, argv);
	expected = test_alloc(OUT_MAX);
	actual = test_alloc(OUT_MAX);
	for (int64_t i = 0; i < count; i++)
		check_one();
	test_context("accepted %lld refused %lld", (long long)accepted,
		     (long long)refused);
	CHECK(accepted > count / 5 && refused > count / 10);
	free(expected);
	free(actual);
	return 0;
}
