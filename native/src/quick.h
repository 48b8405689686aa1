/*
 * quick.h - one block to DEFLATE by ISA-L, whose level 1 is the fastest DEFLATE that a
 * core can do, and its level 2 a little smaller.
 */
#ifndef UZ_QUICK_H
#define UZ_QUICK_H

#include <stdint.h>

struct uz_quick;

/* All memory for 'level', 1 or 2; NULL when it is short. */
struct uz_quick *uz_quick_open(int32_t level);

/* NULL is allowed. */
void uz_quick_close(struct uz_quick *q);

/* As uz_compress(), with arguments that it has checked: bytes, -ENOSPC or -EIO. */
int64_t uz_quick_compress(struct uz_quick *q, int32_t ending, const void *in,
			  int64_t in_bytes, void *out, int64_t out_capacity);

/* What ISA-L can write before the empty stored block of a piece: an empty one of
 * fixed codes, when its last block was a stored one. */
enum { UZ_QUICK_EMPTY_BYTES = 2 };

#endif
