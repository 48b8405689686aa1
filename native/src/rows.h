/*
 * rows.h - the row filter (docs/format.md, "Filter 1"): what its encoder and its
 * decoder share.
 */
#ifndef UZ_ROWS_H
#define UZ_ROWS_H

#include "bits.h"
#include "uacce_zip.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * A loop that the compiler vectorises, built a second time for the wider registers that
 * most x86 processors have; which one runs is decided when the library is loaded. That
 * is too early for a sanitizer's own code.
 */
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
	!defined(__SANITIZE_THREAD__)
#define UZ_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define UZ_WIDE
#endif

/* Numbers of the format. */
enum {
	UZ_ROWS_WORD = 8,
	UZ_ROWS_LENGTH = 4, /* the length in front of a row, big-endian */
	UZ_ROWS_PREFIX = 8, /* the sort key behind it, in spill files only */
	UZ_ROWS_RESERVED = 16,

	/*
	 * What strings are copied in: most are no longer, and then nothing has to be
	 * foretold.
	 */
	UZ_ROWS_CHUNK = 32,

	/* the excess column, the sort keys and the words */
	UZ_ROWS_COLUMNS_MAX = 2 + UZ_ROWS_WORDS_MAX,

	/* Byte 0 of a descriptor: the form, and flags. */
	UZ_ROWS_CONSTANT = 0,
	UZ_ROWS_SAME = 1,
	UZ_ROWS_PLANES = 2,
	UZ_ROWS_PACKED = 3,
	UZ_ROWS_FORM = 7,
	UZ_ROWS_STEPS = 1 << 3,
	UZ_ROWS_BASE = 1 << 4,
	UZ_ROWS_VARIABLE = 1 << 5,
	UZ_ROWS_RESERVING = 1 << 6,
	UZ_ROWS_SAME_BYTES = 1 << 7,

	UZ_ROWS_DESCRIPTOR_MAX = 1 + 2 + 8 + 5,
	/* header byte and four varints */
	UZ_ROWS_START_MAX = 1 + 4 * 5,
};

/* One column: what a descriptor says, and where its values and bytes are. */
struct uz_rows_column {
	uint64_t *values; /* one for each record */
	uint64_t base;
	uint8_t flags;
	uint8_t form;
	uint8_t mask;    /* PLANES: the bytes of a value that have a plane */
	uint8_t raw;     /* those whose plane bypasses DEFLATE */
	uint8_t lowest;  /* PACKED: the lowest byte of a value that is there */
	uint8_t width;   /* and how many are */
	uint8_t same;    /* SAME: the column that has the values */
	uint8_t same_as; /* SAME_BYTES: the column that has the bytes */

	const uint8_t *bytes; /* of a variable column, record after record */
	uint32_t byte_count;

	/* The encoder's: the bits in which values, and those in which steps, differ. */
	uint64_t varying, steps;
};

/*
 * Words from one column's values to the next's: an odd number of cache lines, so that
 * a row's words, which are written and read together, are in different cache sets
 * whatever the number of records.
 */
static inline size_t uz_rows_stride(uint32_t records)
{
	return (records + (size_t)7) / 16 * 16 + 8;
}

static inline uint32_t uz_rows_padded(uint32_t bytes)
{
	return (bytes + 7) & ~7u;
}

static inline void uz_store64(uint8_t *bytes, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(bytes, &word, sizeof(word));
}

static inline uint32_t uz_load32_big(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline void uz_store32_big(uint8_t *bytes, uint32_t value)
{
	bytes[0] = (uint8_t)(value >> 24);
	bytes[1] = (uint8_t)(value >> 16);
	bytes[2] = (uint8_t)(value >> 8);
	bytes[3] = (uint8_t)value;
}

/* The low 'bytes' < 8 bytes of a word. */
static inline uint64_t uz_low_bytes(uint64_t word, uint32_t bytes)
{
	return word & (((uint64_t)1 << 8 * bytes) - 1);
}

/* Copies at least 'bytes' bytes; reads and writes less than a chunk, or one, too much. */
static inline void uz_rows_copy_chunks(uint8_t *to, const uint8_t *from, uint32_t bytes)
{
	memcpy(to, from, UZ_ROWS_CHUNK);
	for (uint32_t done = UZ_ROWS_CHUNK; done < bytes; done += UZ_ROWS_CHUNK)
		memcpy(to + done, from + done, UZ_ROWS_CHUNK);
}

/* Chooses a form for each column, which may replace its values by their steps. */
void uz_rows_choose(struct uz_rows_column *columns, uint32_t count, uint32_t records);

/* Descriptor and data of a column, to 'out'; each returns the end of what it wrote. */
uint8_t *uz_rows_put_descriptor(const struct uz_rows_column *c, uint8_t *out);
uint8_t *uz_rows_put_values(const struct uz_rows_column *c, uint32_t records, bool raw,
			    uint8_t *out);
uint8_t *uz_rows_put_varint(uint8_t *out, uint32_t value);

/* How many bytes the two parts of uz_rows_put_values() have for a record. */
uint32_t uz_rows_value_bytes(const struct uz_rows_column *c);

#endif
