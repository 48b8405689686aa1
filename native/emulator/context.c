/*
 * context.c - what a stateful job needs from the one before it. It lies in the client's
 * context buffer and in words that the client carries over, and nowhere else, so that a
 * client which loses either is found out.
 */
#include "work.h"

#include <string.h>

/* FNV-1a: it notices what was lost, and does not keep out who would forge it. */
static uint64_t hash(uint64_t h, const void *data, size_t bytes)
{
	const uint8_t *at = data;

	for (size_t i = 0; i < bytes; i++)
		h = (h ^ at[i]) * 0x100000001b3u;
	return h;
}

/* What proves that words and buffer are those which the last job of the stream left. */
static uint64_t cookie(const struct work *w, const uint32_t *sqe)
{
	const struct context *c = &w->engine->context;
	uint64_t h =
		hash(w->engine->profile.seed ^ 0xcbf29ce484222325u, &sqe[DW_CTX0], 4);

	h = hash(h, &sqe[DW_CTX1], 16); /* and DW_CTX2, DW_ISIZE, DW_CHECKSUM */
	return hash(h, &c->history_bytes,
		    sizeof(*c) - offsetof(struct context, history_bytes));
}

uint8_t emu_load_context(struct work *w)
{
	struct context *c = &w->engine->context;
	uint64_t from = emu_sqe_address(w->sqe, DW_CONTEXT), again;

	if (w->fresh) {
		memset(c, 0, sizeof(*c));
		return STATUS_OK;
	}
	if (w->client->read(w->client->of, from, c, sizeof(*c)) != 0 ||
	    w->client->read(w->client->of, from + CONTEXT_BYTES - sizeof(again), &again,
			    sizeof(again)) != 0)
		return STATUS_ACCESS;
	if (c->cookie != cookie(w, w->sqe) || again != c->cookie ||
	    c->history_bytes > HISTORY_MAX || c->trailer_bytes > TRAILER_MAX ||
	    !emu_inflate_is_sound(&c->inflate))
		return STATUS_BAD_STATE;
	w->isize = w->sqe[DW_ISIZE];
	w->checksum = emu_checksum_of_word(w->type, w->sqe[DW_CHECKSUM]);
	return STATUS_OK;
}

void emu_add_history(struct context *c, const uint8_t *data, uint32_t bytes)
{
	uint32_t kept = c->history_bytes;

	if (bytes >= HISTORY_MAX) {
		memcpy(c->history, data + bytes - HISTORY_MAX, HISTORY_MAX);
		c->history_bytes = HISTORY_MAX;
		return;
	}
	if (kept > HISTORY_MAX - bytes)
		kept = HISTORY_MAX - bytes;
	memmove(c->history, c->history + c->history_bytes - kept, kept);
	memcpy(c->history + kept, data, bytes);
	c->history_bytes = kept + bytes;
}

/* The words have their documented bits; the others are part of the cookie, so that no
 * word can be left out and none be zero by luck. */
uint8_t emu_store_context(struct work *w, uint32_t ctx_state)
{
	struct context *c = &w->engine->context;
	uint64_t to = emu_sqe_address(w->sqe, DW_CONTEXT);
	uint64_t chance = emu_random(&w->job->random);

	w->sqe[DW_CTX0] = ctx_state | ((uint32_t)chance & 0xffff0000u) | 0x10000;
	w->sqe[DW_CTX1] = ((uint32_t)(chance >> 16) & 0xfff80000u) | 0x80000;
	if (c->inflate.step == INFLATE_STORED)
		w->sqe[DW_CTX1] |= c->inflate.left;
	if (c->inflate.last)
		w->sqe[DW_CTX0] |= 1u << 7;
	w->sqe[DW_CTX2] =
		c->history_bytes | ((uint32_t)(chance >> 32) & 0xffff0000u) | 0x10000;
	w->sqe[DW_ISIZE] = w->isize;
	w->sqe[DW_CHECKSUM] = emu_checksum_word(w->type, w->checksum);
	c->cookie = cookie(w, w->sqe);
	if (w->client->write(w->client->of, to, c, sizeof(*c)) != 0 ||
	    w->client->write(w->client->of, to + CONTEXT_BYTES - sizeof(c->cookie),
			     &c->cookie, sizeof(c->cookie)) != 0)
		return STATUS_ACCESS;
	return STATUS_OK;
}
