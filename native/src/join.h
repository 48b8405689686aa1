/*
 * join.h - turns a finished DEFLATE stream into a piece that other pieces can
 * follow (RFC 1951 section 3.2.3).
 */
#ifndef UZ_JOIN_H
#define UZ_JOIN_H

#include <stdint.h>

/* What uz_join() may add: padding of the last byte, LEN and NLEN of a stored block. */
enum { UZ_JOIN_MAX_BYTES = 5 };

/*
 * Clears BFINAL of the last block in 'stream' and appends an empty stored block, so
 * that the data ends on a byte boundary. Returns the new length in bytes, at most
 * 'bytes' + UZ_JOIN_MAX_BYTES, or:
 *
 *   -EBADMSG  'bytes' bytes are not one complete DEFLATE stream whose last bit is in
 *             the last byte. Structure is judged as zlib judges it; distances are
 *             not compared with the output before them.
 *   -ENOSPC   the result is longer than 'capacity' bytes.
 *
 * On failure 'stream' is unchanged. Allocates nothing and keeps nothing; needs about
 * 10 KiB of stack. Any thread, on a buffer that no other thread touches.
 */
int64_t uz_join(void *stream, int64_t bytes, int64_t capacity);

#endif
