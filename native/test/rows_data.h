/*
 * rows_data.h - blocks of rows in Spark's format, made up, for the tests of the row
 * filter.
 */
#ifndef UZ_TEST_ROWS_DATA_H
#define UZ_TEST_ROWS_DATA_H

#include "uacce_zip.h"

#include <stdbool.h>

/* A shape with 'words' words, some of which are variable and some of those reserving. */
struct uz_rows_shape rows_shape(uint32_t header, uint32_t words);

/*
 * Fills 'data' with records of a shape, the last one cut short. A tame row is one as
 * Spark writes it; of others some have padding that is not zeros, offsets to elsewhere,
 * or bytes that no word points to. Returns how many records are whole.
 */
uint32_t rows_fill(const struct uz_rows_shape *shape, bool tame, uint8_t *data,
		   int64_t bytes);

/* One call with its own memory, in buffers whose next byte faults. */
struct rows_block {
	int64_t bytes; /* of body and raw planes, or the error */
	int64_t body_bytes;
	uint8_t *data;
};
struct rows_block rows_encode(const struct uz_rows_shape *shape, const uint8_t *in,
			      int64_t in_bytes, int64_t first, int64_t capacity);
int64_t rows_decode(const uint8_t *body, int64_t body_bytes, const uint8_t *raw,
		    int64_t raw_bytes, uint8_t *out, int64_t out_bytes);

#endif
