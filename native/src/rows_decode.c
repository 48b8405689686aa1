/*
 * rows_decode.c - the row filter backward: puts a block of rows together again from
 * columns. The input is anybody's: nothing of it is used before it is checked.
 */
#include "uacce_zip.h"

#include "rows.h"

#include <errno.h>

/* Rows put together at once, where all have one length: a cache line of each column. */
enum { ROWS_AT_ONCE = 8 };

struct input {
	const uint8_t *next;
	const uint8_t *end;
};

struct decoder {
	struct input body;
	struct input raw;
	uint32_t head, records, tail;
	uint32_t header;
	uint32_t words;
	uint32_t column_count;
	size_t stride;
	struct uz_rows_column columns[UZ_ROWS_COLUMNS_MAX];

	/* The columns of the words, and those of them that have strings, in order. */
	const struct uz_rows_column *word_columns;
	uint32_t variable_count;
	uint8_t variable[UZ_ROWS_WORDS_MAX];
	struct input strings[UZ_ROWS_WORDS_MAX]; /* of variable[i] */
	struct input rest;
};

static bool has(const struct input *in, uint64_t bytes)
{
	return (uint64_t)(in->end - in->next) >= bytes;
}

/* Takes 'bytes' bytes; NULL when there are fewer. */
static const uint8_t *take(struct input *in, uint64_t bytes)
{
	const uint8_t *taken = in->next;

	if (!has(in, bytes))
		return NULL;
	in->next += bytes;
	return taken;
}

static bool take_byte(struct input *in, uint8_t *value)
{
	if (in->next == in->end)
		return false;
	*value = *in->next++;
	return true;
}

/* In its shortest form and below 2^31, as in a frame's header. */
static bool take_varint(struct input *in, uint32_t *value)
{
	uint64_t sum = 0;
	uint8_t byte;

	for (uint32_t shift = 0; shift < 35; shift += 7) {
		if (!take_byte(in, &byte))
			return false;
		sum |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*value = (uint32_t)sum;
			return sum <= INT32_MAX && (byte || shift == 0);
		}
	}
	return false;
}

static bool take_start(struct decoder *d, int64_t out_bytes)
{
	uint8_t header;
	uint64_t least;

	if (!take_varint(&d->body, &d->head) || !take_varint(&d->body, &d->records) ||
	    !take_varint(&d->body, &d->tail) || !take_byte(&d->body, &header) ||
	    !take_varint(&d->body, &d->words))
		return false;
	if (d->records < 1 || d->words < 1 || d->words > UZ_ROWS_WORDS_MAX ||
	    (header != UZ_ROWS_LENGTH && header != UZ_ROWS_LENGTH + UZ_ROWS_PREFIX))
		return false;
	least = (uint64_t)d->head + d->tail +
		(uint64_t)d->records * (header + d->words * UZ_ROWS_WORD);
	d->header = header;
	d->column_count = 1 + d->words + (header > UZ_ROWS_LENGTH);
	return least <= (uint64_t)out_bytes;
}

static bool take_form(struct decoder *d, struct uz_rows_column *c, uint32_t at)
{
	uint8_t packing;

	switch (c->form) {
	case UZ_ROWS_CONSTANT:
		return !(c->flags & UZ_ROWS_STEPS);
	case UZ_ROWS_SAME:
		return take_byte(&d->body, &c->same) && c->same < at &&
		       !(c->flags & (UZ_ROWS_STEPS | UZ_ROWS_BASE));
	case UZ_ROWS_PLANES:
		return take_byte(&d->body, &c->mask) && take_byte(&d->body, &c->raw) &&
		       c->mask && !(c->raw & ~c->mask);
	case UZ_ROWS_PACKED:
		if (!take_byte(&d->body, &packing))
			return false;
		c->width = packing & 0xf;
		c->lowest = packing >> 4;
		return c->width >= 1 && c->lowest + c->width <= UZ_ROWS_WORD;
	default:
		return false;
	}
}

static bool take_descriptor(struct decoder *d, uint32_t at)
{
	struct uz_rows_column *c = &d->columns[at];
	bool word = at >= d->column_count - d->words;
	const uint8_t *base;
	uint8_t first;

	if (!take_byte(&d->body, &first))
		return false;
	c->form = first & UZ_ROWS_FORM;
	c->flags = first & (uint8_t)~UZ_ROWS_FORM;
	if (!take_form(d, c, at))
		return false;
	if (c->flags & UZ_ROWS_BASE) {
		base = take(&d->body, UZ_ROWS_WORD);
		if (!base)
			return false;
		c->base = uz_load64(base);
	}
	if (!(c->flags & UZ_ROWS_VARIABLE))
		return !(c->flags & (UZ_ROWS_RESERVING | UZ_ROWS_SAME_BYTES));
	if (!word)
		return false;
	d->variable[d->variable_count++] = (uint8_t)(at - (d->column_count - d->words));
	if (!(c->flags & UZ_ROWS_SAME_BYTES))
		return take_varint(&d->body, &c->byte_count);
	return take_byte(&d->body, &c->same_as) && c->same_as < at &&
	       (d->columns[c->same_as].flags & UZ_ROWS_VARIABLE);
}

UZ_WIDE static void get_first_plane(const uint8_t *plane, uint32_t records, uint32_t byte,
				    uint64_t start, uint64_t *x)
{
	for (uint32_t i = 0; i < records; i++)
		x[i] = start | (uint64_t)plane[i] << 8 * byte;
}

UZ_WIDE static void get_plane(const uint8_t *plane, uint32_t records, uint32_t byte,
			      uint64_t *x)
{
	for (uint32_t i = 0; i < records; i++)
		x[i] |= (uint64_t)plane[i] << 8 * byte;
}

static bool get_planes(struct decoder *d, struct uz_rows_column *c, uint64_t start)
{
	const uint8_t *plane;
	bool first = true;

	for (uint32_t b = 0; b < UZ_ROWS_WORD; b++) {
		if (!(c->mask >> b & 1))
			continue;
		plane = take(c->raw >> b & 1 ? &d->raw : &d->body, d->records);
		if (!plane)
			return false;
		if (first)
			get_first_plane(plane, d->records, b, start, c->values);
		else
			get_plane(plane, d->records, b, c->values);
		first = false;
	}
	return true;
}

static bool get_packed(struct decoder *d, struct uz_rows_column *c, uint64_t start)
{
	uint32_t shift = 8u * c->lowest, i = 0;
	const uint8_t *packed = take(&d->body, (uint64_t)d->records * c->width);
	uint64_t mask = c->width == UZ_ROWS_WORD ? UINT64_MAX
						 : uz_low_bytes(UINT64_MAX, c->width);

	if (!packed)
		return false;
	for (; i < d->records && d->body.end - packed >= UZ_ROWS_WORD;
	     i++, packed += c->width)
		c->values[i] = start | (uz_load64(packed) & mask) << shift;
	for (; i < d->records; i++, packed += c->width) {
		uint64_t value = 0;

		for (uint32_t b = 0; b < c->width; b++)
			value |= (uint64_t)packed[b] << 8 * b;
		c->values[i] = start | value << shift;
	}
	return true;
}

static void add_steps(uint64_t *x, uint32_t records, uint64_t sum)
{
	for (uint32_t i = 0; i < records; i++) {
		sum += x[i] >> 1 ^ (0 - (x[i] & 1));
		x[i] = sum;
	}
}

static bool get_values(struct decoder *d, struct uz_rows_column *c)
{
	uint64_t start = c->flags & UZ_ROWS_STEPS ? 0 : c->base;

	switch (c->form) {
	case UZ_ROWS_SAME:
		memcpy(c->values, d->columns[c->same].values,
		       d->records * sizeof(*c->values));
		break;
	case UZ_ROWS_PLANES:
		if (!get_planes(d, c, start))
			return false;
		break;
	case UZ_ROWS_PACKED:
		if (!get_packed(d, c, start))
			return false;
		break;
	default:
		for (uint32_t i = 0; i < d->records; i++)
			c->values[i] = start;
	}
	if (c->flags & UZ_ROWS_STEPS)
		add_steps(c->values, d->records, c->base);
	return true;
}

static bool get_strings(struct decoder *d)
{
	for (uint32_t v = 0; v < d->variable_count; v++) {
		uint32_t at = d->column_count - d->words + d->variable[v];
		struct uz_rows_column *c = &d->columns[at];

		if (c->flags & UZ_ROWS_SAME_BYTES) {
			c->bytes = d->columns[c->same_as].bytes;
			c->byte_count = d->columns[c->same_as].byte_count;
		} else {
			c->bytes = take(&d->body, c->byte_count);
		}
		if (!c->bytes)
			return false;
		d->strings[v] = (struct input){ c->bytes, c->bytes + c->byte_count };
	}
	return true;
}

/*
 * Copies a string and zeros behind it, 'takes' bytes. Where a chunk more can be read and
 * written, what is too much is overwritten by what follows, which comes later.
 */
static void put_string(uint8_t *out, uint64_t room, const struct input *from,
		       const uint8_t *body_end, uint32_t bytes, uint32_t takes)
{
	if (body_end - from->next >= (int64_t)bytes + UZ_ROWS_CHUNK &&
	    room >= (uint64_t)bytes + UZ_ROWS_CHUNK) {
		uz_rows_copy_chunks(out, from->next, bytes);
		memset(out + bytes, 0, UZ_ROWS_RESERVED);
		return;
	}
	if (bytes)
		memcpy(out, from->next, bytes);
	memset(out + bytes, 0, takes - bytes);
}

/*
 * What the variable words of record 'i' stand for: offsets into the row, and the bytes
 * there. Returns how much of the row there is now, or 0 when it does not fit 'room'.
 */
static uint32_t put_variable(struct decoder *d, uint32_t i, uint8_t *row, uint64_t room)
{
	uint32_t used = d->words * UZ_ROWS_WORD;

	for (uint32_t v = 0; v < d->variable_count; v++) {
		const struct uz_rows_column *c = &d->word_columns[d->variable[v]];
		uint64_t word = c->values[i];
		uint32_t bytes, takes;

		if (word == 0 || word >> 32)
			continue; /* null, or as it was */
		if (word > (uint64_t)INT32_MAX + 1)
			return 0;
		bytes = (uint32_t)word - 1;
		takes = uz_rows_padded(bytes);
		if (c->flags & UZ_ROWS_RESERVING && takes < UZ_ROWS_RESERVED)
			takes = UZ_ROWS_RESERVED;
		if (!has(&d->strings[v], bytes) || takes > room - used)
			return 0;
		uz_store64(row + (size_t)d->variable[v] * UZ_ROWS_WORD,
			   (uint64_t)used << 32 | bytes);
		put_string(row + used, room - used, &d->strings[v], d->body.end, bytes,
			   takes);
		d->strings[v].next += bytes;
		used += takes;
	}
	return used;
}

/* Adds words that no column accounts for; as put_variable(). */
static uint32_t put_rest(struct decoder *d, uint8_t *row, uint32_t used, uint64_t room,
			 uint64_t words)
{
	const uint8_t *from;

	if (words > (room - used) / UZ_ROWS_WORD)
		return 0;
	from = take(&d->rest, words * UZ_ROWS_WORD);
	if (!from)
		return 0;
	memcpy(row + used, from, words * UZ_ROWS_WORD);
	return used + (uint32_t)words * UZ_ROWS_WORD;
}

/*
 * Writes the records; returns the end of the last, or NULL when they do not fit. What
 * the loop needs is in locals: after each byte that is written the compiler would have
 * to load a member again.
 */
static uint8_t *put_records(struct decoder *d, uint8_t *out, const uint8_t *end)
{
	const uint32_t records = d->records, words = d->words, header = d->header;
	const uint32_t fixed = words * UZ_ROWS_WORD, variable_count = d->variable_count;
	const size_t stride = d->stride;
	const uint64_t *values = d->word_columns->values;
	const uint64_t *excess = d->columns[0].values, *keys = d->columns[1].values;

	for (uint32_t i = 0; i < records; i++) {
		const uint64_t *value = values + i;
		uint8_t *row = out + header;
		uint32_t used = fixed;
		uint64_t room;

		if ((uint64_t)(end - out) < header + fixed)
			return NULL;
		room = (uint64_t)(end - row);
		for (uint32_t at = 0; at < fixed; at += UZ_ROWS_WORD, value += stride)
			uz_store64(row + at, *value);
		if (variable_count)
			used = put_variable(d, i, row, room);
		if (excess[i] && used)
			used = put_rest(d, row, used, room, excess[i]);
		if (used == 0)
			return NULL;
		if (header > UZ_ROWS_LENGTH)
			uz_store64(row - UZ_ROWS_PREFIX, __builtin_bswap64(keys[i]));
		uz_store32_big(out, used);
		out = row + used;
	}
	return out;
}

/* A word of each of some records that have one length, from the values of its column. */
static inline void put_words(uint8_t *out, size_t record_bytes, const uint64_t *values,
			     uint32_t count)
{
	for (uint32_t k = 0; k < count; k++)
		uz_store64(out + k * record_bytes, values[k]);
}

/*
 * As put_records(), of rows that are their fixed parts and nothing else, some records at
 * a time. take_start() has seen that they fit.
 */
static uint8_t *put_fixed_records(const struct decoder *d, uint8_t *out)
{
	const uint32_t records = d->records, words = d->words, header = d->header;
	const uint32_t fixed = words * UZ_ROWS_WORD;
	const size_t stride = d->stride, record_bytes = header + fixed;
	const uint64_t *values = d->word_columns->values, *keys = d->columns[1].values;
	uint8_t *row = out + header;
	uint32_t i = 0;

	for (uint32_t k = 0; k < records; k++) {
		uz_store32_big(out + k * record_bytes, fixed);
		if (header > UZ_ROWS_LENGTH)
			uz_store64(out + k * record_bytes + UZ_ROWS_LENGTH,
				   __builtin_bswap64(keys[k]));
	}
	for (; i + ROWS_AT_ONCE <= records;
	     i += ROWS_AT_ONCE, row += ROWS_AT_ONCE * record_bytes)
		for (uint32_t c = 0; c < words; c++)
			put_words(row + c * UZ_ROWS_WORD, record_bytes,
				  values + c * stride + i, ROWS_AT_ONCE);
	for (uint32_t c = 0; c < words; c++)
		put_words(row + c * UZ_ROWS_WORD, record_bytes, values + c * stride + i,
			  records - i);
	return out + records * record_bytes;
}

static bool all_fixed(const struct decoder *d)
{
	return d->variable_count == 0 && d->columns[0].form == UZ_ROWS_CONSTANT &&
	       d->columns[0].base == 0;
}

static bool put_block(struct decoder *d, uint8_t *out, uint8_t *end)
{
	const uint8_t *head, *tail;

	/* Behind the strings: the rest, as long as the body allows, head and tail. */
	if (!has(&d->body, (uint64_t)d->head + d->tail))
		return false;
	tail = d->body.end - d->tail;
	head = tail - d->head;
	d->rest = (struct input){ d->body.next, head };
	if (d->head)
		memcpy(out, head, d->head);
	out += d->head;
	end -= d->tail;
	out = all_fixed(d) ? put_fixed_records(d, out) : put_records(d, out, end);
	if (out != end || d->rest.next != d->rest.end)
		return false;
	for (uint32_t v = 0; v < d->variable_count; v++)
		if (d->strings[v].next != d->strings[v].end)
			return false;
	if (d->tail)
		memcpy(end, tail, d->tail);
	return true;
}

static bool decode(struct decoder *d, uint64_t *values, uint8_t *out, int64_t out_bytes)
{
	if (!take_start(d, out_bytes))
		return false;
	d->stride = uz_rows_stride(d->records);
	for (uint32_t i = 0; i < d->column_count; i++) {
		d->columns[i] =
			(struct uz_rows_column){ .values = values + i * d->stride };
		if (!take_descriptor(d, i))
			return false;
	}
	d->word_columns = d->columns + d->column_count - d->words;
	for (uint32_t i = 0; i < d->column_count; i++)
		if (!get_values(d, &d->columns[i]))
			return false;
	return get_strings(d) && d->raw.next == d->raw.end &&
	       put_block(d, out, out + out_bytes);
}

int64_t uz_rows_decode(const void *body, int64_t body_bytes, const void *raw,
		       int64_t raw_bytes, void *work, int64_t work_bytes, void *out,
		       int64_t out_bytes)
{
	struct decoder d;

	if (!body || body_bytes < 0 || (!raw && raw_bytes) || raw_bytes < 0 || !work ||
	    (uintptr_t)work % UZ_ROWS_WORD || !out || out_bytes < 1 ||
	    out_bytes > UZ_ROWS_MAX_BYTES || work_bytes < uz_rows_work_bytes(out_bytes))
		return -EINVAL;
	d.body = (struct input){ body, (const uint8_t *)body + body_bytes };
	d.raw = (struct input){ raw, raw_bytes ? (const uint8_t *)raw + raw_bytes : raw };
	d.variable_count = 0;
	return decode(&d, work, out, out_bytes) ? 0 : -EBADMSG;
}
