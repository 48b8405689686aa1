/*
 * rows_fuzz_round_trip.c - for libFuzzer: what uz_rows_encode() takes apart comes
 * together again byte for byte, and neither direction touches anything beside its
 * buffers.
 *
 * Input: one byte each of header, words and where the first record begins; two masks of
 * 8 bytes, the variable words and the reserving ones; then records: a byte that says how
 * many words of row are behind the fixed part, and the row. With its upper bit set the
 * variable words are made to point at what is there, which a fuzzer seldom finds.
 */
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t in_bytes);

enum { START_BYTES = 3 + 2 * 8, WORDS_MAX = 20, EXTRA_WORDS = 15, BLOCK_MAX = 1 << 16 };

/* What is left of the input; behind its end there are zeros. */
struct source {
	const uint8_t *next;
	const uint8_t *end;
};

static void take(struct source *from, void *to, size_t bytes)
{
	size_t have = (size_t)(from->end - from->next);

	if (have > bytes)
		have = bytes;
	memset(to, 0, bytes);
	if (have)
		memcpy(to, from->next, have);
	from->next += have;
}

static void *memory(size_t bytes)
{
	void *to = malloc(bytes);

	if (!to)
		abort();
	return to;
}

static void point(const struct uz_rows_shape *s, uint8_t *row, size_t row_bytes)
{
	size_t used = (size_t)s->words * 8;

	for (uint32_t c = 0; c < s->words; c++) {
		uint8_t *word = row + (size_t)c * 8;
		size_t length = word[0] % 24, takes = (length + 7) / 8 * 8;

		if (!(s->variable[0] >> c & 1))
			continue;
		if (s->reserving[0] >> c & 1 && takes < 16)
			takes = 16;
		if (takes > row_bytes - used)
			continue;
		memset(word, 0, 8);
		word[0] = (uint8_t)length;
		word[4] = (uint8_t)used;
		word[5] = (uint8_t)(used >> 8);
		memset(row + used + length, 0, takes - length);
		used += takes;
	}
}

static size_t fill(const struct uz_rows_shape *s, struct source *from, uint8_t *block)
{
	size_t have = 0;

	while (from->next < from->end) {
		uint8_t control;
		size_t row_bytes;

		take(from, &control, 1);
		row_bytes = 8 * (s->words + (size_t)(control & EXTRA_WORDS));
		if (s->header + row_bytes > BLOCK_MAX - have)
			break;
		memset(block + have, 0, s->header);
		block[have + 2] = (uint8_t)(row_bytes >> 8);
		block[have + 3] = (uint8_t)row_bytes;
		if (s->header > 4)
			take(from, block + have + 4, s->header - 4);
		have += s->header;
		take(from, block + have, row_bytes);
		if (control & 0x80)
			point(s, block + have, row_bytes);
		have += row_bytes;
	}
	return have;
}

static void check(const struct uz_rows_shape *s, const uint8_t *block, size_t bytes,
		  size_t first)
{
	size_t work_bytes = (size_t)uz_rows_work_bytes((int64_t)bytes);
	size_t room = 2 * bytes + 4096;
	void *work = memory(work_bytes);
	uint8_t *out = memory(room), *back = memory(bytes), *exact;
	int64_t body = 0, made;

	made = uz_rows_encode(s, block, (int64_t)bytes, (int64_t)first, work,
			      (int64_t)work_bytes, out, (int64_t)room, &body);
	if (made > 0) {
		/* The body in memory that ends with it. */
		exact = memcpy(memory((size_t)body), out, (size_t)body);
		if (uz_rows_decode(exact, body, out + body, made - body, work,
				   (int64_t)work_bytes, back, (int64_t)bytes) != 0 ||
		    memcmp(block, back, bytes) != 0)
			abort();
		/* It fits what it takes, and nothing less. */
		if (uz_rows_encode(s, block, (int64_t)bytes, (int64_t)first, work,
				   (int64_t)work_bytes, out, made - 1, &body) != -ENOSPC)
			abort();
		free(exact);
	} else if (made != -EBADMSG) {
		abort();
	}
	free(work);
	free(out);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t in_bytes)
{
	struct source from = { in, in + in_bytes };
	struct uz_rows_shape s = { .header = 4 };
	uint8_t start[3], *block, *exact;
	size_t bytes, first;

	if (in_bytes < START_BYTES + 8)
		return 0;
	take(&from, start, sizeof(start));
	if (start[0] & 1)
		s.header = 12;
	s.words = 1 + start[1] % WORDS_MAX;
	take(&from, s.variable, 8);
	take(&from, s.reserving, 8);
	block = memory(BLOCK_MAX);
	bytes = fill(&s, &from, block);
	/* A block that begins, or ends, inside a record. */
	first = start[2] < bytes && start[0] & 2 ? start[2] : 0;
	if (start[0] & 4)
		bytes -= (start[0] >> 3) % (bytes + 1);
	if (bytes && first <= bytes) {
		exact = memcpy(memory(bytes), block, bytes);
		check(&s, exact, bytes, first);
		free(exact);
	}
	free(block);
	return 0;
}
