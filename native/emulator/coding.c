/*
 * coding.c - the two directions of the engine, from its input buffer to its output
 * buffer, trailers included.
 */
#include "work.h"

#include <string.h>

/* zlib has no window of 24 KiB; a smaller one keeps the promise. */
static uint32_t window_bits(uint32_t bytes)
{
	uint32_t bits = 12;

	while (2u << bits <= bytes)
		bits++;
	return bits;
}

uint8_t emu_compress(struct work *w)
{
	struct engine *e = w->engine;
	uint32_t trailer = w->finish ? emu_trailer_bytes(w->type) : 0, history;
	struct deflate_io io = {
		.in = e->in,
		.in_bytes = w->in_bytes,
		.out = e->out,
		/* More than there is: zlib refuses room that is just enough. */
		.out_bytes = sizeof(e->out) - TRAILER_MAX,
		.window_bits = window_bits(w->window_bytes),
		.finish = w->finish,
	};
	uint8_t bytes[TRAILER_MAX];

	history = e->context.history_bytes;
	if (history > w->window_bytes)
		history = w->window_bytes;
	if (w->stateful) {
		io.history = e->context.history + e->context.history_bytes - history;
		io.history_bytes = history;
	}
	w->body_bytes = (uint32_t)emu_deflate(e->deflater, &io);
	if (w->body_bytes == 0 || w->body_bytes + trailer > w->out_bytes)
		return STATUS_NO_SPACE;
	w->checksum = emu_add_checksum(w->type, w->checksum, e->in, w->in_bytes);
	w->isize += w->in_bytes;
	emu_make_trailer(w, bytes);
	memcpy(e->out + w->body_bytes, bytes, trailer);
	w->sqe[DW_CONSUMED] = w->in_bytes;
	w->sqe[DW_PRODUCED] = w->body_bytes + trailer;
	return w->body_bytes + trailer < w->in_bytes ? STATUS_OK : STATUS_NEGATIVE;
}

static uint8_t check_trailer(struct work *w, size_t *consumed)
{
	struct context *c = &w->engine->context;
	uint32_t bytes = emu_trailer_bytes(w->type);
	uint8_t expected[TRAILER_MAX];

	while (c->trailer_bytes < bytes && *consumed < w->in_bytes)
		c->trailer[c->trailer_bytes++] = w->engine->in[(*consumed)++];
	if (c->trailer_bytes < bytes)
		return STATUS_OK;
	emu_make_trailer(w, expected);
	return memcmp(expected, c->trailer, bytes) == 0 ? STATUS_ENDED : STATUS_CHECKSUM;
}

uint8_t emu_decompress(struct work *w, uint32_t *ctx_state)
{
	struct engine *e = w->engine;
	struct inflate_io io = {
		.in = e->in,
		.in_bytes = w->in_bytes,
		.out = e->out,
		.out_bytes = w->out_bytes,
		.history = e->context.history,
		.history_bytes = e->context.history_bytes,
		.window_bytes = w->window_bytes,
	};
	enum inflate_answer answer = emu_inflate(&e->context.inflate, &io);
	uint8_t status = STATUS_OK;

	*ctx_state = CTX_IDLE;
	if (answer == INFLATE_BAD)
		return STATUS_BAD_DATA;
	w->body_bytes = (uint32_t)io.produced;
	w->checksum = emu_add_checksum(w->type, w->checksum, e->out, w->body_bytes);
	w->isize += w->body_bytes;
	if (answer == INFLATE_FULL) {
		*ctx_state = e->context.inflate.last ? CTX_LAST_PENDING : CTX_NO_ROOM;
		status = w->stateful ? STATUS_OK : STATUS_NO_SPACE;
	} else if (answer == INFLATE_MORE) {
		status = w->stateful ? STATUS_OK : STATUS_BAD_DATA;
	} else {
		status = check_trailer(w, &io.consumed);
		if (status == STATUS_OK && !w->stateful)
			status = STATUS_BAD_DATA; /* it is cut short */
	}
	w->sqe[DW_CONSUMED] = (uint32_t)io.consumed;
	w->sqe[DW_PRODUCED] = w->body_bytes;
	return status;
}
