/*
 * join.c - finds where the last block of a DEFLATE stream starts, by walking all
 * blocks, and makes room for more behind it.
 */
#include "join.h"
#include "huffman.h"

#include <errno.h>

/* RFC 1951 section 3.2.3. */
enum block_type { STORED = 0, FIXED = 1, DYNAMIC = 2 };

static int stored_walk(struct uz_bits *b)
{
	uint32_t len, nlen;

	uz_bits_drop(b, b->count & 7);
	uz_bits_refill(b);
	len = uz_bits_peek(b, 16);
	if (!uz_bits_drop(b, 16))
		return -EBADMSG;
	nlen = uz_bits_peek(b, 16);
	if (!uz_bits_drop(b, 16) || len != (nlen ^ 0xffff))
		return -EBADMSG;
	b->next -= b->count >> 3; /* whole bytes that were only read ahead */
	b->held = 0;
	b->count = 0;
	if (b->end - b->next < (int64_t)len)
		return -EBADMSG;
	b->next += len;
	return 0;
}

/* One block with its header: whether BFINAL was set, or -EBADMSG. */
static int block_walk(struct uz_bits *b)
{
	struct uz_lengths lengths;
	uint32_t header;
	int err = -EBADMSG;

	uz_bits_refill(b);
	header = uz_bits_peek(b, 3);
	if (!uz_bits_drop(b, 3))
		return -EBADMSG;
	switch (header >> 1) {
	case STORED:
		err = stored_walk(b);
		break;
	case FIXED:
		uz_lengths_fixed(&lengths);
		err = uz_block_walk(b, &lengths);
		break;
	case DYNAMIC:
		err = uz_lengths_read(b, &lengths);
		if (!err)
			err = uz_block_walk(b, &lengths);
		break;
	}
	return err ? err : (int)(header & 1);
}

static int64_t bits_read(const struct uz_bits *b, const uint8_t *stream)
{
	return (b->next - stream) * 8 - b->count;
}

/* An empty stored block from bit 'at' of the last byte on; 0: in a byte of its own. */
static int64_t append_stored(uint8_t *stream, int64_t bytes, int64_t capacity,
			     uint32_t at)
{
	static const uint8_t len_nlen[4] = { 0x00, 0x00, 0xff, 0xff };
	int64_t header_bytes = at == 0 || at > 8 - 3; /* three bits do not fit */

	if (capacity - bytes < header_bytes + (int64_t)sizeof(len_nlen))
		return -ENOSPC;
	if (at)
		stream[bytes - 1] &= (uint8_t)((1u << at) - 1);
	if (header_bytes)
		stream[bytes++] = 0;
	memcpy(stream + bytes, len_nlen, sizeof(len_nlen));
	return bytes + (int64_t)sizeof(len_nlen);
}

int64_t uz_join(void *stream, int64_t bytes, int64_t capacity)
{
	uint8_t *first = stream;
	struct uz_bits b = { .next = first, .end = first + bytes };
	int64_t last_header, end, joined;
	int final;

	do {
		last_header = bits_read(&b, first);
		final = block_walk(&b);
	} while (final == 0);
	if (final < 0)
		return final;
	end = bits_read(&b, first);
	if ((end + 7) / 8 != bytes)
		return -EBADMSG;
	joined = append_stored(first, bytes, capacity, (uint32_t)(end & 7));
	if (joined >= 0)
		first[last_header >> 3] &= (uint8_t) ~(1u << (last_header & 7));
	return joined;
}
