/*
 * rows_fuzz_decode.c - for libFuzzer: whatever bytes uz_rows_decode() is given, it says
 * whether they are a block of the length asked for, twice alike, and touches nothing
 * beside its buffers, which are as long as they must be and no longer.
 *
 * Input: two bytes of the block's length, one of the raw planes', raw planes, body; as
 * the target "rows" of codec's ParserFuzzTest, whose seeds serve here too.
 */
#include "uacce_zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t in_bytes);

static void *memory(size_t bytes)
{
	/* At least one byte: a null pointer is refused for what it is. */
	void *to = malloc(bytes ? bytes : 1);

	if (!to)
		abort();
	return to;
}

static uint8_t *copy(const void *from, size_t bytes)
{
	return memcpy(memory(bytes), from, bytes);
}

/* 'dirt' is what fills memory that the decoder has to write before it reads. */
static int64_t decode(const uint8_t *body, size_t body_bytes, const uint8_t *raw,
		      size_t raw_bytes, uint8_t *out, size_t out_bytes, int dirt)
{
	size_t work_bytes = (size_t)uz_rows_work_bytes((int64_t)out_bytes);
	void *work = memory(work_bytes);
	int64_t answer;

	memset(work, dirt, work_bytes);
	memset(out, dirt, out_bytes);
	answer = uz_rows_decode(body, (int64_t)body_bytes, raw, (int64_t)raw_bytes, work,
				(int64_t)work_bytes, out, (int64_t)out_bytes);
	free(work);
	return answer;
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t in_bytes)
{
	size_t out_bytes, raw_bytes, body_bytes;
	uint8_t *raw, *body, *out, *again;
	int64_t answer;

	if (in_bytes < 3)
		return 0;
	out_bytes = (size_t)in[0] << 8 | in[1];
	raw_bytes = in[2] < in_bytes - 3 ? in[2] : in_bytes - 3;
	body_bytes = in_bytes - 3 - raw_bytes;
	if (out_bytes == 0)
		return 0;
	raw = copy(in + 3, raw_bytes);
	body = copy(in + 3 + raw_bytes, body_bytes);
	out = memory(out_bytes);
	again = memory(out_bytes);
	answer = decode(body, body_bytes, raw, raw_bytes, out, out_bytes, 0);
	if (answer != 0 && answer != -EBADMSG)
		abort();
	if (decode(body, body_bytes, raw, raw_bytes, again, out_bytes, 0xff) != answer ||
	    (answer == 0 && memcmp(out, again, out_bytes) != 0))
		abort();
	free(raw);
	free(body);
	free(out);
	free(again);
	return 0;
}
