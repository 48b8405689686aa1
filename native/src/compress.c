/*
 * compress.c - which engine serves a level, and libdeflate's streams as pieces.
 */
#include "join.h"
#include "memory.h"
#include "quick.h"
#include "uacce_zip.h"

#include <errno.h>
#include <libdeflate.h>
#include <stddef.h>
#include <stdlib.h>

enum {
	QUICK_LEVEL_MIN = 1,
	QUICK_LEVEL_MAX = 2,
	LEVEL_MAX = 12, /* libdeflate's */
};

/* Exactly one of the two engines is there. */
struct uz_compressor {
	struct uz_quick *quick;
	struct libdeflate_compressor *deep;
};

struct uz_compressor *uz_compressor_open(int32_t level)
{
	struct uz_compressor *c;

	if (level < 0 || level > LEVEL_MAX)
		return NULL;
	uz_object_serve_libdeflate();
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	if (level >= QUICK_LEVEL_MIN && level <= QUICK_LEVEL_MAX)
		c->quick = uz_quick_open(level);
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
	uz_quick_close(c->quick);
	free(c);
}

static int64_t compress_deep(struct libdeflate_compressor *deep, int32_t ending,
			     const void *in, int64_t in_bytes, void *out,
			     int64_t out_capacity)
{
	int64_t bytes, joined;

	bytes = (int64_t)libdeflate_deflate_compress(deep, in, (size_t)in_bytes, out,
						     (size_t)out_capacity);
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
	if (c->quick)
		return uz_quick_compress(c->quick, ending, in, in_bytes, out,
					 out_capacity);
	return compress_deep(c->deep, ending, in, in_bytes, out, out_capacity);
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
	       UZ_JOIN_MAX_BYTES + UZ_QUICK_EMPTY_BYTES;
}
