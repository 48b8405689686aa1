/*
 * compress.c - one block to DEFLATE: ISA-L for speed, libdeflate for ratio.
 */
#include "join.h"
#include "uacce_zip.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <stddef.h>
#include <stdlib.h>

enum {
	QUICK_LEVEL_MIN = 1,
	QUICK_LEVEL_MAX = 2,
	LEVEL_MAX = 12, /* libdeflate's */

	/* What an empty stored block takes at least (RFC 1951 section 3.2.4). */
	PIECE_MIN_BYTES = 5,

	/*
	 * UZ_JOIN_MAX_BYTES for libdeflate; ISA-L may put an empty block of its own
	 * (2 bytes) before the empty stored one.
	 */
	ENDING_MAX_BYTES = UZ_JOIN_MAX_BYTES + 11,

	/*
	 * ISA-L writes one Huffman code per level buffer full of symbols: a LARGE
	 * one lets the ratio of mixed blocks fall below zlib's, a MIN one costs a
	 * third of the speed.
	 */
	LEVEL_BUFFER_BYTES = ISAL_DEF_LVL2_MEDIUM,
};

_Static_assert(ISAL_DEF_LVL1_MEDIUM <= LEVEL_BUFFER_BYTES,
	       "one buffer size serves both quick levels");

/* ISA-L wants its hash heads on a cache line. */
enum { CACHE_LINE_BYTES = 64 };

struct quick {
	_Alignas(CACHE_LINE_BYTES) struct isal_zstream stream;
	_Alignas(CACHE_LINE_BYTES) uint8_t level_buffer[LEVEL_BUFFER_BYTES];
};

/* Exactly one of the two engines is there. */
struct uz_compressor {
	int32_t level;
	struct quick *quick;
	struct libdeflate_compressor *deep;
};

struct uz_compressor *uz_compressor_open(int32_t level)
{
	struct uz_compressor *c;

	if (level < 0 || level > LEVEL_MAX)
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->level = level;
	if (level >= QUICK_LEVEL_MIN && level <= QUICK_LEVEL_MAX)
		c->quick = aligned_alloc(CACHE_LINE_BYTES, sizeof(*c->quick));
	else
		c->deep = libdeflate_alloc_compressor(level);
	if (!c->quick && !c->deep) {
		free(c);
		return NULL;
	}
	return c;
}

void uz_compressor_close(struct uz_compressor *c)
{
	if (!c)
		return;
	libdeflate_free_compressor(c->deep);
	free(c->quick);
	free(c);
}

/*
 * ISA-L's streaming call, not its stateless one, though all input is here: at equal
 * speed and ratio (measured from 200 bytes to 1 MiB) it needs no slack behind the
 * output, where the stateless one refuses 7 bytes early, and it ends every flushed
 * block with an empty stored one, which the stateless one omits for data that did
 * not shrink.
 */
static int64_t compress_quick(struct uz_compressor *c, int32_t ending,
			      const void *in, int64_t in_bytes, void *out,
			      int64_t out_capacity)
{
	struct isal_zstream *s = &c->quick->stream;
	int final = ending == UZ_FINAL;
	int done, err;
	int64_t written;

	if (out_capacity > UINT32_MAX) /* far above the bound of any input */
		out_capacity = UINT32_MAX;
	isal_deflate_init(s);
	s->level = (uint32_t)c->level;
	s->level_buf = c->quick->level_buffer;
	s->level_buf_size = c->level == 1 ? ISAL_DEF_LVL1_MEDIUM
					  : ISAL_DEF_LVL2_MEDIUM;
	s->end_of_stream = (uint16_t)final;
	s->flush = final ? NO_FLUSH : FULL_FLUSH;
	s->next_in = (uint8_t *)in;
	s->avail_in = (uint32_t)in_bytes;
	s->next_out = out;
	s->avail_out = (uint32_t)out_capacity;
	err = isal_deflate(s);
	if (err != COMP_OK)
		return -EIO;
	written = out_capacity - s->avail_out;
	/* ZSTATE_NEW_HDR is also where an untouched stream stands. */
	if (final)
		done = s->internal_state.state == ZSTATE_END;
	else
		done = s->internal_state.state == ZSTATE_NEW_HDR &&
		       s->avail_in == 0 && written >= PIECE_MIN_BYTES;
	return done ? written : -ENOSPC;
}

static int64_t compress_deep(struct uz_compressor *c, int32_t ending,
			     const void *in, int64_t in_bytes, void *out,
			     int64_t out_capacity)
{
	int64_t bytes, joined;

	bytes = (int64_t)libdeflate_deflate_compress(c->deep, in, (size_t)in_bytes,
						     out, (size_t)out_capacity);
	if (bytes == 0)
		return -ENOSPC;
	if (ending == UZ_FINAL)
		return bytes;
	joined = uz_join(out, bytes, out_capacity);
	return joined == -EBADMSG ? -EIO : joined;
}

int64_t uz_compress(struct uz_compressor *c, int32_t ending, const void *in,
		    int64_t in_bytes, void *out, int64_t out_capacity)
{
	if (!c || (ending != UZ_FINAL && ending != UZ_PIECE) || in_bytes < 0 ||
	    in_bytes > UZ_MAX_BYTES || out_capacity < 0 || (!in && in_bytes) ||
	    (!out && out_capacity))
		return -EINVAL;
	return c->quick ? compress_quick(c, ending, in, in_bytes, out,
					 out_capacity)
			: compress_deep(c, ending, in, in_bytes, out,
					out_capacity);
}

int64_t uz_compress_bound(int64_t in_bytes)
{
	if (in_bytes < 0 || in_bytes > UZ_MAX_BYTES)
		return -EINVAL;
	/*
	 * libdeflate's own bound allows for a stored block's header far more often
	 * than ISA-L, with its blocks of 32 Ki symbols or more, can need one.
	 */
	return (int64_t)libdeflate_deflate_compress_bound(NULL, (size_t)in_bytes) +
	       ENDING_MAX_BYTES;
}
