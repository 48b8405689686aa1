/*
 * rows_encode.c - the row filter forward: takes a block of rows apart into columns.
 */
#include "uacce_zip.h"

#include "rows.h"

#include <errno.h>

enum {
	/*
	 * How far ahead of the walk over the records memory is fetched: where the next
	 * record begins is known only when this one's length has arrived.
	 */
	FETCH_AHEAD = 2048,

	/* Rows whose words are gathered together: a cache line of each column. */
	GATHERED_ROWS = 8,
};

/* What the walk finds, and what is made of it; all arrays have one entry a record. */
struct rows {
	const struct uz_rows_shape *shape;
	const uint8_t *in;
	uint32_t records;
	uint32_t end;     /* where the last whole record ends */
	uint32_t *at;     /* where in 'in' each row begins, behind its length and key */
	uint32_t *bytes;  /* length of each row */
	uint32_t *used;   /* how much of it is accounted for */
	uint8_t *strings; /* what variable words point to */
	uint32_t string_bytes;
	uint32_t column_count;
	struct uz_rows_column columns[UZ_ROWS_COLUMNS_MAX];
};

static bool is_set(const uint64_t map[2], uint32_t bit)
{
	return map[bit / 64] >> bit % 64 & 1;
}

/* Finds the whole records; false when there is none, or one of another shape. */
static bool walk(struct rows *r, int64_t in_bytes, int64_t first)
{
	uint32_t header = r->shape->header, fixed = r->shape->words * UZ_ROWS_WORD;
	int64_t at = first;

	while (in_bytes - at >= header) {
		uint32_t bytes = uz_load32_big(r->in + at);

		__builtin_prefetch(
			(const void *)((uintptr_t)r->in + (uintptr_t)at + FETCH_AHEAD));
		/* What is no length may end rows; a row that is too short has another
		 * shape. */
		if (bytes % UZ_ROWS_WORD || bytes == 0 || bytes > in_bytes - at - header)
			break;
		if (bytes < fixed)
			return false;
		r->at[r->records] = (uint32_t)at + header;
		r->bytes[r->records++] = bytes;
		at += header + bytes;
	}
	r->end = (uint32_t)at;
	return r->records > 0;
}

/* The words of all rows, column by column; the keys of a spill file are one more. */
static void gather(struct rows *r)
{
	const uint32_t records = r->records, words = r->shape->words;
	const size_t stride = uz_rows_stride(records);
	const uint8_t *in = r->in;
	const uint32_t *at = r->at;
	uint64_t *values = r->columns[1].values;
	uint32_t i = 0;

	if (r->shape->header > UZ_ROWS_LENGTH) {
		for (uint32_t k = 0; k < records; k++)
			values[k] =
				__builtin_bswap64(uz_load64(in + at[k] - UZ_ROWS_PREFIX));
		values += stride;
	}
	for (; i + GATHERED_ROWS <= records; i += GATHERED_ROWS)
		for (uint32_t c = 0; c < words; c++)
			for (uint32_t k = 0; k < GATHERED_ROWS; k++)
				values[c * stride + i + k] = uz_load64(
					in + at[i + k] + (size_t)c * UZ_ROWS_WORD);
	for (; i < records; i++)
		for (uint32_t c = 0; c < words; c++)
			values[c * stride + i] =
				uz_load64(in + at[i] + (size_t)c * UZ_ROWS_WORD);
}

/* Whether there are zeros from 'done', which ends the string's last word, to 'takes'. */
static bool reserved_is_empty(const uint8_t *from, uint32_t done, uint32_t takes)
{
	for (; done < takes; done += UZ_ROWS_WORD)
		if (uz_load64(from + done))
			return false;
	return true;
}

/*
 * Copies 'bytes' bytes, in chunks where at least one is 'readable' behind them; false
 * when what pads them is not zeros. Writes up to a chunk too much.
 */
static bool copy_string(uint8_t *to, const uint8_t *from, uint32_t bytes, uint32_t takes,
			int64_t readable)
{
	uint32_t padded = uz_rows_padded(bytes);

	if (readable >= (int64_t)bytes + UZ_ROWS_CHUNK)
		uz_rows_copy_chunks(to, from, bytes);
	else
		memcpy(to, from, bytes);
	/* Bytes of the last word that are the string's are shifted out. */
	if (padded != bytes &&
	    uz_load64(from + padded - UZ_ROWS_WORD) >> 8 * (bytes % UZ_ROWS_WORD))
		return false;
	return padded == takes || reserved_is_empty(from, padded, takes);
}

/*
 * Replaces the offsets and lengths of one column by lengths alone where they point to
 * the first byte that is not accounted for, and takes those bytes. False when a word
 * cannot be an offset: the shape does not fit.
 */
static bool take_strings(struct rows *r, struct uz_rows_column *c, bool reserving)
{
	/* Locals: after each byte that is written a member would be loaded again. */
	const uint32_t records = r->records, least = reserving ? UZ_ROWS_RESERVED : 0;
	const uint8_t *in = r->in, *in_end = in + r->end;
	const uint32_t *row_at = r->at, *row_bytes = r->bytes;
	uint32_t *row_used = r->used;
	uint64_t *values = c->values;
	uint8_t *to = r->strings + r->string_bytes;

	c->flags = UZ_ROWS_VARIABLE;
	if (reserving)
		c->flags |= UZ_ROWS_RESERVING;
	c->bytes = to;
	for (uint32_t i = 0; i < records; i++) {
		uint64_t word = values[i];
		uint32_t bytes = (uint32_t)word, used = row_used[i], takes;

		if (word == 0)
			continue;
		if (word >> 32 == 0)
			return false;
		if (word >> 32 != used || bytes > row_bytes[i] - used)
			continue;
		/* Rows and places in them are whole words: the padding is inside. */
		takes = uz_rows_padded(bytes);
		if (takes < least)
			takes = least;
		if (takes > row_bytes[i] - used ||
		    !copy_string(to, in + row_at[i] + used, bytes, takes,
				 in_end - (in + row_at[i] + used)))
			continue;
		to += bytes;
		row_used[i] = used + takes;
		values[i] = bytes + 1;
	}
	c->byte_count = (uint32_t)(to - c->bytes);
	r->string_bytes += c->byte_count;
	return true;
}

/* What no word accounts for goes behind the strings: its length in words is column 0. */
static void take_rest(struct rows *r)
{
	uint8_t *to = r->strings + r->string_bytes;

	for (uint32_t i = 0; i < r->records; i++) {
		uint32_t rest = r->bytes[i] - r->used[i];

		r->columns[0].values[i] = rest / UZ_ROWS_WORD;
		if (rest)
			memcpy(to, r->in + r->at[i] + r->used[i], rest);
		to += rest;
	}
}

static bool take_columns(struct rows *r)
{
	uint32_t words = r->shape->words, first = r->column_count - words;
	bool fits = true;

	gather(r);
	for (uint32_t i = 0; i < r->records; i++)
		r->used[i] = words * UZ_ROWS_WORD;
	for (uint32_t c = 0; c < words && fits; c++)
		if (is_set(r->shape->variable, c))
			fits = take_strings(r, &r->columns[first + c],
					    is_set(r->shape->reserving, c));
	if (fits)
		take_rest(r);
	return fits;
}

/* All but the descriptors, whose lengths are known when they are written. */
static int64_t data_bytes(const struct rows *r, int64_t in_bytes, int64_t first)
{
	int64_t bytes = first + in_bytes - r->end;

	for (uint32_t i = 0; i < r->column_count; i++)
		bytes += (int64_t)uz_rows_value_bytes(&r->columns[i]) * r->records +
			 r->columns[i].byte_count;
	for (uint32_t i = 0; i < r->records; i++)
		bytes += r->bytes[i] - r->used[i];
	return bytes;
}

static uint8_t *put(uint8_t *out, const void *from, int64_t bytes)
{
	if (bytes > 0)
		memcpy(out, from, (size_t)bytes);
	return out + bytes;
}

static int64_t write_block(const struct rows *r, int64_t in_bytes, int64_t first,
			   uint8_t *out, int64_t out_capacity, int64_t *body_bytes)
{
	int64_t data = data_bytes(r, in_bytes, first);
	uint8_t *next = out;
	const uint8_t *rest = r->strings + r->string_bytes;
	uint8_t start[UZ_ROWS_START_MAX + UZ_ROWS_COLUMNS_MAX * UZ_ROWS_DESCRIPTOR_MAX];

	next = uz_rows_put_varint(start, (uint32_t)first);
	next = uz_rows_put_varint(next, r->records);
	next = uz_rows_put_varint(next, (uint32_t)in_bytes - r->end);
	*next++ = (uint8_t)r->shape->header;
	next = uz_rows_put_varint(next, r->shape->words);
	for (uint32_t i = 0; i < r->column_count; i++)
		next = uz_rows_put_descriptor(&r->columns[i], next);
	if (next - start + data > out_capacity)
		return -ENOSPC;
	next = put(out, start, next - start);
	for (uint32_t i = 0; i < r->column_count; i++)
		next = uz_rows_put_values(&r->columns[i], r->records, false, next);
	for (uint32_t i = 0; i < r->column_count; i++)
		next = put(next, r->columns[i].bytes, r->columns[i].byte_count);
	for (uint32_t i = 0; i < r->records; i++) {
		uint32_t bytes = r->bytes[i] - r->used[i];

		next = put(next, rest, bytes);
		rest += bytes;
	}
	next = put(next, r->in, first);
	next = put(next, r->in + r->end, in_bytes - r->end);
	*body_bytes = next - out;
	for (uint32_t i = 0; i < r->column_count; i++)
		next = uz_rows_put_values(&r->columns[i], r->records, true, next);
	return next - out;
}

static bool valid_shape(const struct uz_rows_shape *shape)
{
	return shape &&
	       (shape->header == UZ_ROWS_LENGTH ||
		shape->header == UZ_ROWS_LENGTH + UZ_ROWS_PREFIX) &&
	       shape->words >= 1 && shape->words <= UZ_ROWS_WORDS_MAX;
}

/* Lays the arrays out in 'work': see uz_rows_work_bytes() for why they fit. */
static void lay_out(struct rows *r, void *work, int64_t in_bytes)
{
	size_t records_max = (size_t)in_bytes / (r->shape->header + UZ_ROWS_WORD) + 1;

	r->at = work;
	r->bytes = r->at + records_max;
	r->used = r->bytes + records_max;
}

static void lay_out_columns(struct rows *r, int64_t in_bytes)
{
	size_t records_max = (size_t)in_bytes / (r->shape->header + UZ_ROWS_WORD) + 1;
	size_t stride = uz_rows_stride(r->records);
	uint64_t *values = (uint64_t *)(r->at + (3 * records_max + 1) / 2 * 2);

	r->column_count = 1 + r->shape->words + (r->shape->header > UZ_ROWS_LENGTH);
	for (uint32_t i = 0; i < r->column_count; i++, values += stride)
		r->columns[i] = (struct uz_rows_column){ .values = values };
	r->strings = (uint8_t *)values;
}

int64_t uz_rows_work_bytes(int64_t bytes)
{
	if (bytes < 0 || bytes > UZ_ROWS_MAX_BYTES)
		return -EINVAL;
	/*
	 * A record of w words has at least 12 bytes: three numbers of 4 for it are no
	 * more than the block; w + 1 values of 8, or w + 2 with a key, and its strings
	 * no more than twice the block. A stride adds up to 15 values to each column,
	 * and a string is copied in whole chunks.
	 */
	return 3 * bytes + UZ_ROWS_COLUMNS_MAX * 16 * UZ_ROWS_WORD + 64;
}

int64_t uz_rows_encode(const struct uz_rows_shape *shape, const void *in,
		       int64_t in_bytes, int64_t first, void *work, int64_t work_bytes,
		       void *out, int64_t out_capacity, int64_t *body_bytes)
{
	struct rows r = { .shape = shape, .in = in };

	if (!valid_shape(shape) || !in || in_bytes < 1 || in_bytes > UZ_ROWS_MAX_BYTES ||
	    first < 0 || first > in_bytes || !work || (uintptr_t)work % UZ_ROWS_WORD ||
	    work_bytes < uz_rows_work_bytes(in_bytes) || out_capacity < 0 ||
	    (!out && out_capacity) || !body_bytes)
		return -EINVAL;
	lay_out(&r, work, in_bytes);
	if (!walk(&r, in_bytes, first))
		return -EBADMSG;
	lay_out_columns(&r, in_bytes);
	if (!take_columns(&r))
		return -EBADMSG;
	uz_rows_choose(r.columns, r.column_count, r.records);
	return write_block(&r, in_bytes, first, out, out_capacity, body_bytes);
}
