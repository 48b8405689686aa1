/*
 * quick.c - see quick.h.
 *
 * ISA-L's streaming calls are used, not its stateless one, though all input is here: at
 * equal speed and ratio (measured from 200 bytes to 1 MiB) they need no slack behind
 * the output, where the stateless one refuses 7 bytes early, and they end every flushed
 * block with an empty stored one, which the stateless one omits for data that did not
 * shrink.
 */
#include "quick.h"
#include "memory.h"
#include "uacce_zip.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <string.h>

enum {
	/* ISA-L wants its hash heads on a cache line. */
	CACHE_LINE_BYTES = 64,

	/*
	 * ISA-L writes one Huffman code per level buffer full of symbols. Of a long
	 * block a LARGE one lets the ratio fall below zlib's where its parts differ,
	 * and a MIN one costs a third of the speed. Within 64 KiB a second code never
	 * gained (measured on mixtures of text, random and dictionary pages), and
	 * costs 9 % where most symbols are literals.
	 */
	LEVEL_BUFFER_BYTES = ISAL_DEF_LVL1_LARGE,
	ONE_CODE_MAX_BYTES = 64 << 10,

/*
 * How far ISA-L reads beyond its input, rounded up. Its code for ARM loads
 * words without looking where the input ends, by up to 7 bytes (2.30,
 * measured against an unmapped page), its code for x86 does not.
 */
#ifdef __x86_64__
	OVERREAD_BYTES = 0,
#else
	OVERREAD_BYTES = 8,
#endif
	/* Up to this many bytes of input are copied whole: one call, and no loss. */
	TAIL_MAX_BYTES = 512,

	/*
	 * Up to here level 1 uses the codes of RFC 1951 section 3.2.6. A block's own
	 * cost 5 us for 200 bytes and 9 us for 1 KiB of rows, where all the rest
	 * costs 0.5 and 1.7 us (measured, docs/adr/008 says what that saves).
	 */
	FIXED_CODES_MAX_BYTES = 1 << 10,
};

_Static_assert(FIXED_CODES_MAX_BYTES <= LEVEL_BUFFER_BYTES, "room to compress aside");
_Static_assert(ISAL_DEF_LVL2_MEDIUM <= LEVEL_BUFFER_BYTES,
	       "one buffer serves both levels");

struct uz_quick {
	_Alignas(CACHE_LINE_BYTES) struct isal_zstream stream;
	_Alignas(CACHE_LINE_BYTES) uint8_t level_buffer[LEVEL_BUFFER_BYTES];
	uint8_t tail[TAIL_MAX_BYTES + OVERREAD_BYTES];
	int32_t level;
};

struct uz_quick *uz_quick_open(int32_t level)
{
	struct uz_quick *q = uz_object_map(sizeof(*q));

	if (!q)
		return NULL;
	q->level = level;
	return q;
}

void uz_quick_close(struct uz_quick *q)
{
	uz_object_unmap(q);
}

/* Whose Huffman codes a block is written with. */
enum codes { FIXED_CODES, OWN_CODES };

static uint32_t level_buffer_bytes(int32_t level, int64_t in_bytes)
{
	if (level == 2)
		return ISAL_DEF_LVL2_MEDIUM;
	return in_bytes <= ONE_CODE_MAX_BYTES ? ISAL_DEF_LVL1_LARGE
					      : ISAL_DEF_LVL1_MEDIUM;
}

static void start(struct uz_quick *q, enum codes codes, int64_t in_bytes, void *out,
		  int64_t out_capacity)
{
	struct isal_zstream *s = &q->stream;

	isal_deflate_init(s);
	if (codes == FIXED_CODES) { /* ISA-L's level 0 alone takes given codes */
		isal_deflate_set_hufftables(s, NULL, IGZIP_HUFFTABLE_STATIC);
	} else {
		s->level = (uint32_t)q->level;
		s->level_buf = q->level_buffer;
		s->level_buf_size = level_buffer_bytes(q->level, in_bytes);
	}
	s->avail_in = 0; /* isal_deflate_init leaves what a failed call left */
	s->next_out = out;
	s->avail_out = (uint32_t)out_capacity;
}

static int feed(struct isal_zstream *s, const uint8_t *in, int64_t bytes)
{
	s->next_in = (uint8_t *)in;
	s->avail_in = (uint32_t)bytes;
	return isal_deflate(s) == COMP_OK ? 0 : -EIO;
}

/*
 * The end of the input comes from memory of our own where what is behind it may be
 * read: less than 1 % of the speed at 64 KiB, and the same ratio (measured).
 */
static int64_t tail_bytes(int64_t in_bytes)
{
	if (OVERREAD_BYTES == 0)
		return 0;
	return in_bytes <= TAIL_MAX_BYTES ? in_bytes : OVERREAD_BYTES;
}

static int64_t compress_by(struct uz_quick *q, enum codes codes, int32_t ending,
			   const void *in, int64_t in_bytes, void *out,
			   int64_t out_capacity)
{
	struct isal_zstream *s = &q->stream;
	int64_t tail = tail_bytes(in_bytes);
	const uint8_t *rest = in;

	start(q, codes, in_bytes, out, out_capacity);
	if (tail) {
		rest += in_bytes - tail;
		memcpy(q->tail, rest, (size_t)tail);
		rest = q->tail;
		if (in_bytes > tail && feed(s, in, in_bytes - tail) != 0)
			return -EIO;
		if (s->avail_in)
			return -ENOSPC;
		in_bytes = tail;
	}
	s->end_of_stream = ending == UZ_FINAL;
	s->flush = ending == UZ_FINAL ? NO_FLUSH : FULL_FLUSH;
	if (feed(s, rest, in_bytes) != 0)
		return -EIO;
	/* ISA-L says only that nothing failed; its state, that nothing is left. */
	if (s->internal_state.state != (ending == UZ_FINAL ? ZSTATE_END : ZSTATE_NEW_HDR))
		return -ENOSPC;
	return out_capacity - s->avail_out;
}

/*
 * By fixed codes, or 0 where those do not shrink the block, UTF-8 for one: other codes
 * may. Compressed aside, in memory that only those other codes need, since what a block
 * becomes must not depend on the room there is for it.
 */
static int64_t compress_small(struct uz_quick *q, int32_t ending, const void *in,
			      int64_t in_bytes, void *out, int64_t out_capacity)
{
	int64_t bytes = compress_by(q, FIXED_CODES, ending, in, in_bytes, q->level_buffer,
				    in_bytes - 1);

	if (bytes == -ENOSPC)
		return 0;
	if (bytes > out_capacity)
		return -ENOSPC;
	if (bytes > 0)
		memcpy(out, q->level_buffer, (size_t)bytes);
	return bytes;
}

int64_t uz_quick_compress(struct uz_quick *q, int32_t ending, const void *in,
			  int64_t in_bytes, void *out, int64_t out_capacity)
{
	int64_t bytes = 0;

	if (q->level == 1 && in_bytes > 0 && in_bytes <= FIXED_CODES_MAX_BYTES)
		bytes = compress_small(q, ending, in, in_bytes, out, out_capacity);
	if (bytes)
		return bytes;
	if (out_capacity > UINT32_MAX) /* far above the bound of any input */
		out_capacity = UINT32_MAX;
	return compress_by(q, OWN_CODES, ending, in, in_bytes, out, out_capacity);
}
