/*
 * decompress.c - one DEFLATE stream that is in memory as a whole, and the two
 * checksums that formats around DEFLATE use.
 */
#include "memory.h"
#include "uacce_zip.h"

#include <errno.h>
#include <libdeflate.h>

struct uz_decompressor *uz_decompressor_open(void)
{
	uz_object_serve_libdeflate();
	return (struct uz_decompressor *)libdeflate_alloc_decompressor();
}

void uz_decompressor_close(struct uz_decompressor *d)
{
	libdeflate_free_decompressor((struct libdeflate_decompressor *)d);
}

int64_t uz_decompress(struct uz_decompressor *d, const void *in, int64_t in_bytes,
		      void *out, int64_t out_capacity, int64_t *consumed)
{
	size_t used, produced;

	if (!d || in_bytes < 0 || out_capacity < 0 || (!in && in_bytes) ||
	    (!out && out_capacity))
		return -EINVAL;
	switch (libdeflate_deflate_decompress_ex(
		(struct libdeflate_decompressor *)d, in, (size_t)in_bytes, out,
		(size_t)out_capacity, &used, &produced)) {
	case LIBDEFLATE_SUCCESS:
		if (consumed)
			*consumed = (int64_t)used;
		return (int64_t)produced;
	case LIBDEFLATE_INSUFFICIENT_SPACE:
		return -ENOSPC;
	default:
		return -EBADMSG;
	}
}

/* libdeflate restarts the sum when it is given NULL, even with no bytes. */
uint32_t uz_crc32(uint32_t crc, const void *data, int64_t bytes)
{
	return data && bytes > 0 ? libdeflate_crc32(crc, data, (size_t)bytes) : crc;
}

uint32_t uz_adler32(uint32_t adler, const void *data, int64_t bytes)
{
	return data && bytes > 0 ? libdeflate_adler32(adler, data, (size_t)bytes) : adler;
}
