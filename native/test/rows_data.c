/*
 * rows_data.c - see rows_data.h.
 */
#include "rows_data.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_MAX = 128 * 8 + 128 * 96 + 64 };

static bool one_in(uint32_t n)
{
	return test_random(n) == 0;
}

static bool is_set(const uint64_t map[2], uint32_t bit)
{
	return map[bit / 64] >> bit % 64 & 1;
}

struct uz_rows_shape rows_shape(uint32_t header, uint32_t words)
{
	struct uz_rows_shape s = { .header = header, .words = words };

	for (uint32_t c = 1; c < words; c++) {
		if (!one_in(3))
			continue;
		s.variable[c / 64] |= (uint64_t)1 << c % 64;
		if (one_in(3))
			s.reserving[c / 64] |= (uint64_t)1 << c % 64;
	}
	return s;
}

static void put_big(uint8_t *out, uint64_t value, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		out[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

static void put_little(uint8_t *out, uint64_t value)
{
	for (uint32_t i = 0; i < 8; i++)
		out[i] = (uint8_t)(value >> 8 * i);
}

/* The kinds of numbers that columns hold; a column keeps its kind. */
static uint64_t number(uint32_t column, uint32_t record)
{
	uint64_t random =
		(uint64_t)test_random(UINT32_MAX) << 32 | test_random(UINT32_MAX);
	double price;

	switch (column % 8) {
	case 0:
		return 0;
	case 1:
		return 1000000 + record;
	case 2:
		return random;
	case 3:
		return (uint64_t)8000 + test_random(2500);
	case 4:
		return (uint64_t)0x4059000000000000 + (random >> 16);
	case 5:
		return 0 - (uint64_t)record * 1000;
	case 6: /* prices */
		price = test_random(100000) / 100.0;
		memcpy(&random, &price, sizeof(random));
		return random;
	default:
		return record / 16 * (uint64_t)0x10001;
	}
}

/* Writes one string and its padding at 'used'; returns where the next begins. */
static uint32_t put_string(uint8_t *row, uint32_t c, bool reserving, bool tame,
			   uint32_t used)
{
	uint32_t bytes = one_in(8) ? 0 : test_random(reserving ? 17 : 40);
	uint32_t takes = (bytes + 7) / 8 * 8;

	if (reserving && takes < 16)
		takes = 16;
	for (uint32_t i = 0; i < bytes; i++)
		row[used + i] = (uint8_t)('a' + test_random(c % 5 + 1));
	if (!tame && takes > bytes && one_in(50))
		row[used + takes - 1] = 7;
	put_little(row + (size_t)c * 8, (uint64_t)used << 32 | bytes);
	if (!tame && one_in(50))
		put_little(row + (size_t)c * 8,
			   (uint64_t)(1 + test_random(200)) << 32 | bytes);
	return used + takes;
}

static uint32_t put_row(const struct uz_rows_shape *s, bool tame, uint32_t record,
			uint8_t *row)
{
	uint32_t used = s->words * 8;

	memset(row, 0, ROW_MAX);
	for (uint32_t c = 0; c < s->words; c++) {
		if (!is_set(s->variable, c))
			put_little(row + (size_t)c * 8, number(c, record));
		else if (!one_in(6)) /* else null */
			used = put_string(row, c, is_set(s->reserving, c), tame, used);
	}
	if (!tame && one_in(20)) {
		for (uint32_t i = 0; i < 24; i++)
			row[used + i] = (uint8_t)test_random(256);
		used += 8 + 8 * test_random(3);
	}
	return used;
}

uint32_t rows_fill(const struct uz_rows_shape *shape, bool tame, uint8_t *data,
		   int64_t bytes)
{
	uint8_t *record = test_alloc(12 + ROW_MAX);
	uint32_t whole = 0;

	for (int64_t have = 0; have < bytes;) {
		int64_t length = put_row(shape, tame, whole, record + shape->header);
		int64_t part = shape->header + length;

		put_big(record, (uint64_t)length, 4);
		if (shape->header == 12)
			put_big(record + 4, number(1 + 6 * test_random(2), whole), 8);
		if (part > bytes - have)
			part = bytes - have;
		else
			whole++;
		memcpy(data + have, record, (size_t)part);
		have += part;
	}
	free(record);
	return whole;
}

struct rows_block rows_encode(const struct uz_rows_shape *shape, const uint8_t *in,
			      int64_t in_bytes, int64_t first, int64_t capacity)
{
	int64_t work_bytes = uz_rows_work_bytes(in_bytes);
	struct guarded from = guarded_open((size_t)in_bytes);
	struct guarded to = guarded_open((size_t)capacity);
	/* A whole number of words, so that its end is the guard. */
	struct guarded work = guarded_open((size_t)(work_bytes + 7) / 8 * 8);
	struct rows_block b = { 0, -1, test_alloc((size_t)capacity) };

	memcpy(from.start, in, (size_t)in_bytes);
	memset(work.start, 0x5a, (size_t)work_bytes);
	b.bytes = uz_rows_encode(shape, from.start, in_bytes, first, work.start,
				 work_bytes, to.start, capacity, &b.body_bytes);
	CHECK_EQ(memcmp(from.start, in, (size_t)in_bytes), 0);
	if (b.bytes > 0)
		memcpy(b.data, to.start, (size_t)b.bytes);
	guarded_close(&from);
	guarded_close(&to);
	guarded_close(&work);
	return b;
}

int64_t rows_decode(const uint8_t *body, int64_t body_bytes, const uint8_t *raw,
		    int64_t raw_bytes, uint8_t *out, int64_t out_bytes)
{
	int64_t work_bytes = uz_rows_work_bytes(out_bytes);
	struct guarded from = guarded_open((size_t)body_bytes);
	struct guarded planes = guarded_open((size_t)raw_bytes);
	struct guarded to = guarded_open((size_t)out_bytes);
	struct guarded work = guarded_open((size_t)(work_bytes + 7) / 8 * 8);
	int64_t result;

	if (body_bytes)
		memcpy(from.start, body, (size_t)body_bytes);
	if (raw_bytes)
		memcpy(planes.start, raw, (size_t)raw_bytes);
	memset(work.start, 0x5a, (size_t)work_bytes);
	result = uz_rows_decode(from.start, body_bytes, planes.start, raw_bytes,
				work.start, work_bytes, to.start, out_bytes);
	memcpy(out, to.start, (size_t)out_bytes);
	guarded_close(&from);
	guarded_close(&planes);
	guarded_close(&to);
	guarded_close(&work);
	return result;
}
