/*
 * rows_columns.c - how the row filter writes one column: which form it chooses, and
 * the bytes of it.
 */
#include "uacce_zip.h"

#include "rows.h"

enum {
	/*
	 * Values looked at to tell words from planes, and how many different ones make
	 * them planes: repeated values are matches as words, and none as planes. Of two
	 * bytes a match has to be two values long, so fewer must be different.
	 */
	SAMPLE_VALUES = 64,
	PLANES_FROM = 48,
	PLANES_FROM_OF_TWO_BYTES = 40,

	/*
	 * So many of them that equal the value before make words of any column: what is
	 * repeated within a few records is one match as words, and one in each plane. A
	 * column of orders joined with their lines was 1.7 times as large as planes.
	 */
	WORDS_FROM_REPEATS = 24,

	/*
	 * A wide value may be new and its low 4 bytes not, though all of them vary:
	 * fractions in binary of what people write in decimals have few. Prices were 2.3
	 * times as large as planes.
	 */
	TAILED_WIDTH = 6,
	SAMPLE_TAILS = 4 * SAMPLE_VALUES,
	PLANES_FROM_TAILS = 224,

	/*
	 * A plane whose middle looks random in so many bytes is not worth DEFLATE's
	 * time. With fewer the guess is bad, and little is gained.
	 */
	RANDOM_SAMPLE = 512,
	RANDOM_SAMPLE_MIN = 256,
	RANDOM_LOOK = 32,
};

static uint8_t byte_mask(uint64_t bits)
{
	uint32_t mask = 0;

	for (uint32_t b = 0; b < UZ_ROWS_WORD; b++)
		mask |= (uint32_t)((bits >> 8 * b & 0xff) != 0) << b;
	return (uint8_t)mask;
}

static uint64_t mask_bits(uint8_t mask)
{
	uint64_t bits = 0;

	for (uint32_t b = 0; b < UZ_ROWS_WORD; b++)
		bits |= (uint64_t)(mask >> b & 1 ? 0xff : 0) << 8 * b;
	return bits;
}

/* A small number for a small step up or down. */
static inline uint64_t zigzag(uint64_t step)
{
	return step << 1 ^ (0 - (step >> 63));
}

/* A step's bits: its highest one is that of its zigzag number, and cheaper to find. */
static inline uint64_t step_bits(uint64_t step)
{
	return step ^ step << 1;
}

UZ_WIDE static void look(const uint64_t *x, uint32_t records, uint64_t *varying,
			 uint64_t *steps)
{
	uint64_t first = x[0], values_differ = 0, steps_differ = 0;

	for (uint32_t i = 1; i < records; i++) {
		values_differ |= x[i] ^ first;
		steps_differ |= step_bits(x[i] - x[i - 1]);
	}
	*varying = values_differ;
	*steps = steps_differ;
}

static bool same_values(const struct uz_rows_column *a, const struct uz_rows_column *b,
			uint32_t records)
{
	return a->base == b->base && a->varying == b->varying && a->steps == b->steps &&
	       memcmp(a->values, b->values, records * sizeof(*a->values)) == 0;
}

static bool same_bytes(const struct uz_rows_column *a, const struct uz_rows_column *b)
{
	return b->flags & UZ_ROWS_VARIABLE && !(b->flags & UZ_ROWS_SAME_BYTES) &&
	       a->byte_count == b->byte_count &&
	       memcmp(a->bytes, b->bytes, a->byte_count) == 0;
}

/*
 * Columns that repeat each other are next to each other in a row, and out of each
 * other's window as columns: a block of eight equal columns shrank by 1.2 instead of
 * 7 before they were named.
 */
static void find_same(struct uz_rows_column *columns, uint32_t at, uint32_t records)
{
	struct uz_rows_column *c = &columns[at];

	for (uint32_t k = 0; k < at && c->varying; k++) {
		if (columns[k].form != UZ_ROWS_SAME &&
		    same_values(c, &columns[k], records)) {
			c->form = UZ_ROWS_SAME;
			c->same = (uint8_t)k;
			break;
		}
	}
	for (uint32_t k = 0; k < at && c->byte_count; k++) {
		if (same_bytes(c, &columns[k])) {
			c->flags |= UZ_ROWS_SAME_BYTES;
			c->same_as = (uint8_t)k;
			c->byte_count = 0;
			break;
		}
	}
}

/* How many different ones there are of a sample of values, of which 'bits' are looked at.
 */
static uint32_t different(const uint64_t *x, uint32_t records, uint32_t sample,
			  uint64_t bits)
{
	uint64_t seen[4 * SAMPLE_TAILS];
	uint32_t step = records / sample, count = 0;
	int places = __builtin_ctz(4 * sample);

	memset(seen, 0, 4 * sample * sizeof(*seen));
	for (uint32_t i = 0; i < sample; i++) {
		uint64_t value = (x[(size_t)i * step] & bits) + 1; /* 0: an empty place */
		uint32_t place = (uint32_t)(value * 0x9e3779b97f4a7c15u >> (64 - places));

		if (seen[place] != value) {
			seen[place] = value;
			count++;
		}
	}
	return count;
}

/* How many values of a sample equal the one before. */
static uint32_t repeats(const uint64_t *x, uint32_t records)
{
	uint32_t step = records / SAMPLE_VALUES, count = 0;

	for (size_t i = step; i < (size_t)step * SAMPLE_VALUES; i += step)
		count += x[i] == x[i - 1];
	return count;
}

/* Whether values, of which the bytes of a mask vary, are smaller as words than as planes.
 */
static bool better_packed(const struct uz_rows_column *c, uint8_t mask, uint32_t records)
{
	const uint64_t *x = c->values, tail = (uint64_t)UINT32_MAX << 8 * c->lowest;

	if (records < SAMPLE_VALUES)
		return true;
	if (different(x, records, SAMPLE_VALUES, UINT64_MAX) <
		    (c->width == 2 ? PLANES_FROM_OF_TWO_BYTES : PLANES_FROM) ||
	    repeats(x, records) >= WORDS_FROM_REPEATS)
		return true;
	return c->width >= TAILED_WIDTH && (mask >> c->lowest & 0xf) == 0xf &&
	       records >= SAMPLE_TAILS &&
	       different(x, records, SAMPLE_TAILS, tail) < PLANES_FROM_TAILS;
}

/*
 * Whether no byte is frequent and none follows itself often. Of random bytes there are
 * count + count * (count - 1) / 256 squares, and count / 256 repeats.
 */
static bool looks_random(const uint64_t *x, uint32_t records, uint32_t byte)
{
	uint32_t count = records < RANDOM_SAMPLE ? records : RANDOM_SAMPLE;
	uint32_t squares_max = (count + count * (count - 1) / 256) * 23 / 20;
	uint32_t squares = 0, repeats = 0, before = 256;
	uint16_t seen[256] = { 0 };

	if (count < RANDOM_SAMPLE_MIN)
		return false;
	x += (records - count) / 2;
	for (uint32_t i = 0; i < count;) {
		/* Most planes are not, and show it early: both sums only grow. */
		uint32_t end = i + RANDOM_LOOK < count ? i + RANDOM_LOOK : count;

		for (; i < end; i++) {
			uint32_t value = x[i] >> 8 * byte & 0xff;

			squares += 2 * seen[value]++ + 1u;
			repeats += value == before;
			before = value;
		}
		if (squares > squares_max || repeats > count / 32)
			return false;
	}
	return true;
}

/* Returns the bits in which the numbers that stand for steps differ from 0. */
UZ_WIDE static uint64_t replace_by_steps(uint64_t *x, uint32_t records)
{
	uint64_t bits = 0;

	for (uint32_t i = records - 1; i > 0; i--) {
		x[i] = zigzag(x[i] - x[i - 1]);
		bits |= x[i];
	}
	x[0] = 0;
	return bits;
}

/* How many bytes there are up to the highest bit. */
static uint32_t bytes_up_to(uint64_t bits)
{
	return bits ? 8 - (uint32_t)__builtin_clzll(bits) / 8 : 0;
}

static void choose(struct uz_rows_column *c, uint32_t records)
{
	uint8_t mask = byte_mask(c->varying);

	if (c->form == UZ_ROWS_SAME)
		return;
	if (bytes_up_to(c->steps) < (uint32_t)__builtin_popcount(mask)) {
		c->flags |= UZ_ROWS_STEPS;
		mask = byte_mask(replace_by_steps(c->values, records));
	} else {
		c->base &= ~mask_bits(mask);
	}
	if (c->base)
		c->flags |= UZ_ROWS_BASE;
	if (!mask) {
		c->form = UZ_ROWS_CONSTANT;
		return;
	}
	c->lowest = (uint8_t)__builtin_ctz(mask);
	c->width = (uint8_t)(32 - __builtin_clz(mask) - c->lowest);
	if (c->width > 1 && better_packed(c, mask, records)) {
		c->form = UZ_ROWS_PACKED;
		return;
	}
	c->form = UZ_ROWS_PLANES;
	c->mask = mask;
	for (uint32_t b = 0; b < UZ_ROWS_WORD; b++)
		if (mask >> b & 1 && looks_random(c->values, records, b))
			c->raw |= (uint8_t)(1u << b);
}

void uz_rows_choose(struct uz_rows_column *columns, uint32_t count, uint32_t records)
{
	for (uint32_t i = 0; i < count; i++) {
		columns[i].base = columns[i].values[0];
		look(columns[i].values, records, &columns[i].varying, &columns[i].steps);
		find_same(columns, i, records);
	}
	for (uint32_t i = 0; i < count; i++)
		choose(&columns[i], records);
}

uint32_t uz_rows_value_bytes(const struct uz_rows_column *c)
{
	if (c->form == UZ_ROWS_PLANES)
		return (uint32_t)__builtin_popcount(c->mask);
	return c->form == UZ_ROWS_PACKED ? c->width : 0;
}

uint8_t *uz_rows_put_varint(uint8_t *out, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		*out++ = (uint8_t)(value | 0x80);
	*out++ = (uint8_t)value;
	return out;
}

uint8_t *uz_rows_put_descriptor(const struct uz_rows_column *c, uint8_t *out)
{
	*out++ = c->form | c->flags;
	if (c->form == UZ_ROWS_SAME) {
		*out++ = c->same;
	} else if (c->form == UZ_ROWS_PLANES) {
		*out++ = c->mask;
		*out++ = c->raw;
	} else if (c->form == UZ_ROWS_PACKED) {
		*out++ = (uint8_t)(c->lowest << 4 | c->width);
	}
	if (c->flags & UZ_ROWS_BASE) {
		uz_store64(out, c->base);
		out += UZ_ROWS_WORD;
	}
	if (c->flags & UZ_ROWS_SAME_BYTES)
		*out++ = c->same_as;
	else if (c->flags & UZ_ROWS_VARIABLE)
		out = uz_rows_put_varint(out, c->byte_count);
	return out;
}

UZ_WIDE static uint8_t *put_plane(const uint64_t *x, uint32_t records, uint32_t byte,
				  uint8_t *out)
{
	for (uint32_t i = 0; i < records; i++)
		out[i] = (uint8_t)(x[i] >> 8 * byte);
	return out + records;
}

static uint8_t *put_packed(const struct uz_rows_column *c, uint32_t records, uint8_t *out)
{
	uint32_t shift = 8u * c->lowest, last = records > 8 ? records - 8 : 0;
	uint8_t packed[UZ_ROWS_WORD];

	/* A whole word for each; the next value overwrites what is too much. */
	for (uint32_t i = 0; i < last; i++, out += c->width)
		uz_store64(out, c->values[i] >> shift);
	for (uint32_t i = last; i < records; i++, out += c->width) {
		uz_store64(packed, c->values[i] >> shift);
		memcpy(out, packed, c->width);
	}
	return out;
}

uint8_t *uz_rows_put_values(const struct uz_rows_column *c, uint32_t records, bool raw,
			    uint8_t *out)
{
	if (c->form == UZ_ROWS_PACKED && !raw)
		return put_packed(c, records, out);
	if (c->form != UZ_ROWS_PLANES)
		return out;
	for (uint32_t b = 0; b < UZ_ROWS_WORD; b++)
		if (c->mask >> b & 1 && (c->raw >> b & 1) == raw)
			out = put_plane(c->values, records, b, out);
	return out;
}
