/*
 * inflate.c - a DEFLATE stream in parts, by ISA-L's streaming inflate.
 */
#include "memory.h"
#include "uacce_zip.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdbool.h>
#include <stddef.h>

_Static_assert(sizeof(struct uz_inflated) == 16 &&
		       offsetof(struct uz_inflated, consumed) == 0 &&
		       offsetof(struct uz_inflated, finished) == 8,
	       "Java reads two longs");

struct uz_inflater {
	bool finished;
	bool failed;
	struct inflate_state state;
};

struct uz_inflater *uz_inflater_open(void)
{
	struct uz_inflater *s = uz_object_map(sizeof(*s));

	if (s)
		uz_inflater_reset(s);
	return s;
}

void uz_inflater_close(struct uz_inflater *s)
{
	uz_object_unmap(s);
}

void uz_inflater_reset(struct uz_inflater *s)
{
	s->finished = false;
	s->failed = false;
	isal_inflate_init(&s->state);
	s->state.crc_flag = ISAL_DEFLATE;
	s->state.hist_bits = 0; /* init leaves it unset: the largest window */
}

int64_t uz_inflate(struct uz_inflater *s, const void *in, int64_t in_bytes, void *out,
		   int64_t out_capacity, struct uz_inflated *result)
{
	struct inflate_state *state;
	int64_t read_ahead = 0;

	if (!s || !result || in_bytes < 0 || in_bytes > UZ_MAX_BYTES ||
	    out_capacity < 0 || out_capacity > UZ_MAX_BYTES || (!in && in_bytes) ||
	    (!out && out_capacity))
		return -EINVAL;
	if (s->failed)
		return -EBADMSG;
	result->consumed = 0;
	result->finished = s->finished;
	if (s->finished)
		return 0;

	state = &s->state;
	state->next_in = (uint8_t *)in;
	state->avail_in = (uint32_t)in_bytes;
	state->next_out = out;
	state->avail_out = (uint32_t)out_capacity;
	if (isal_inflate(state) != ISAL_DECOMP_OK) {
		s->failed = true;
		return -EBADMSG;
	}
	if (state->block_state == ISAL_BLOCK_FINISH) {
		s->finished = true;
		read_ahead = state->read_in_length / 8;
	}
	result->consumed = in_bytes - state->avail_in - read_ahead;
	result->finished = s->finished;
	return out_capacity - state->avail_out;
}
