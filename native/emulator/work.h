/*
 * work.h - one job while the engine works on it, and the engine's buffers: shared by the
 * files that do parts of it.
 */
#ifndef EMU_WORK_H
#define EMU_WORK_H

#include "deflate.h"
#include "inflate.h"
#include "machine.h"

enum { TRAILER_MAX = 8, HISTORY_MAX = 32 << 10 };

/* What a stateful job leaves in the context buffer, and finds there. */
struct context {
	uint64_t cookie; /* of all below, the SQE's words and the engine's secret */
	uint32_t history_bytes;
	uint32_t trailer_bytes;
	uint8_t trailer[TRAILER_MAX]; /* of a decompression: read so far */
	uint8_t history[HISTORY_MAX];
	struct inflate_state inflate;
};
_Static_assert(sizeof(struct context) + sizeof(uint64_t) <= CONTEXT_BYTES,
	       "the state fits the client's buffer, with the cookie again at its end");

struct engine {
	struct emu_profile profile;
	struct deflater *deflater;
	struct context context;
	uint8_t in[FLAT_MAX_BYTES];
	uint8_t out[FLAT_MAX_BYTES + FLAT_MAX_BYTES / 8 + TRAILER_MAX];
	uint8_t spare[FLAT_MAX_BYTES]; /* for proving that harm was done */
};

/* One job while it is worked on. */
struct work {
	struct engine *engine;
	const struct emu_client *client;
	struct job *job;
	uint32_t *sqe;
	uint32_t direction;
	uint32_t in_bytes, out_bytes;
	uint32_t window_bytes;
	uint32_t type; /* REQUEST_... */
	bool stateful, fresh, finish;
	uint32_t checksum, isize; /* of the uncompressed bytes so far */
	uint32_t body_bytes;      /* produced, without the trailer */
};

/* job.c */
uint64_t emu_sqe_address(const uint32_t *sqe, uint32_t word);

/* checksum.c */
uint32_t emu_checksum_word(uint32_t type, uint32_t checksum);
uint32_t emu_checksum_of_word(uint32_t type, uint32_t word);
uint32_t emu_add_checksum(uint32_t type, uint32_t checksum, const uint8_t *data,
			  uint32_t bytes);
uint32_t emu_trailer_bytes(uint32_t type);
void emu_make_trailer(const struct work *w, uint8_t *trailer);

/* coding.c: from 'in' to 'out', with consumed and produced. A status. */
uint8_t emu_compress(struct work *w);
uint8_t emu_decompress(struct work *w, uint32_t *ctx_state);

/* context.c: a stateful job's state, from and to the client's buffer. A status. */
uint8_t emu_load_context(struct work *w);
uint8_t emu_store_context(struct work *w, uint32_t ctx_state);
void emu_add_history(struct context *c, const uint8_t *data, uint32_t bytes);

static inline bool emu_status_is_good(uint32_t status)
{
	return status == STATUS_OK || status == STATUS_NEGATIVE || status == STATUS_ENDED;
}

/* harm.c: what a fault makes of a job; job->missed says whether it could. */
bool emu_harm_instead(struct job *job); /* no work at all; true: its results are there */
void emu_harm_input(struct work *w);
void emu_harm_output(struct work *w);   /* before it is written */
void emu_harm_results(struct job *job); /* at the end */

#endif
