/*
 * harm.c - what a fault makes of a job's bytes and results. A fault that changed nothing
 * which a client could notice is missed, not given: another job will have it.
 */
#include "work.h"

#include <string.h>

enum { TRIES = 64, BEYOND_MAX = 4096 };

static void flip(struct job *job, uint8_t *data, uint32_t bytes)
{
	uint64_t bit = emu_random(&job->random) % ((uint64_t)bytes * 8);

	data[bit / 8] = (uint8_t)(data[bit / 8] ^ 1u << bit % 8);
}

static bool needs_the_bytes(enum fault_kind kind)
{
	return kind == FAULT_WRONG_OUTPUT || kind == FAULT_WRONG_CRC ||
	       kind == FAULT_WRONG_INPUT || kind == FAULT_LIE;
}

bool emu_harm_instead(struct job *job)
{
	uint32_t status;

	/* Missed until it is done. */
	job->missed = needs_the_bytes(job->fault.kind);
	switch (job->fault.kind) {
	case FAULT_STATUS:
		status = job->fault.value & 0xff;
		break;
	case FAULT_NO_SPACE:
		status = STATUS_NO_SPACE;
		break;
	case FAULT_CORRUPT:
		status = STATUS_CHECKSUM;
		break;
	case FAULT_NOTHING:
		status = STATUS_OK;
		break;
	default:
		return false;
	}
	job->sqe[DW_CONSUMED] = job->sqe[DW_PRODUCED] = 0;
	job->sqe[DW_STATUS] = status;
	return true;
}

void emu_harm_input(struct work *w)
{
	if (w->job->fault.kind != FAULT_WRONG_INPUT || w->in_bytes == 0)
		return;
	flip(w->job, w->engine->in, w->in_bytes);
	w->job->missed = false;
}

/* Whether the body still decompresses to the input, and to no bit more: padding and the
 * like may be flipped without harm. */
static bool is_unharmed(struct work *w)
{
	struct engine *e = w->engine;
	const struct context *c = &e->context;
	struct inflate_state state = { 0 };
	struct inflate_io io = {
		.in = e->out,
		.in_bytes = w->body_bytes,
		.out = e->spare,
		.out_bytes = w->in_bytes,
		.history = c->history,
		.history_bytes = c->history_bytes,
		.window_bytes = w->window_bytes,
	};
	enum inflate_answer answer;

	answer = emu_inflate(&state, &io);
	return (w->finish ? answer == INFLATE_END
			  : answer != INFLATE_BAD && state.step == INFLATE_HEAD) &&
	       io.consumed == w->body_bytes && io.produced == w->in_bytes &&
	       memcmp(e->spare, e->in, w->in_bytes) == 0;
}

static void harm_body(struct work *w)
{
	struct job *job = w->job;
	uint8_t *out = w->engine->out;

	for (int i = 0; i < TRIES && job->missed && w->body_bytes; i++) {
		uint64_t before = job->random;

		flip(job, out, w->body_bytes);
		job->missed = !w->direction && is_unharmed(w);
		if (job->missed) {
			job->random = before;
			flip(job, out, w->body_bytes);
		}
	}
}

/* Another checksum of the same bytes, in the word and in the trailer. */
static void harm_checksum(struct work *w)
{
	uint8_t trailer[TRAILER_MAX];

	if (w->type == REQUEST_RAW)
		return;
	w->checksum ^= 1 + (uint32_t)(emu_random(&w->job->random) % 0xffff);
	w->job->missed = false;
	if (w->direction || !w->finish)
		return;
	emu_make_trailer(w, trailer);
	memcpy(w->engine->out + w->body_bytes, trailer,
	       w->sqe[DW_PRODUCED] - w->body_bytes);
}

void emu_harm_output(struct work *w)
{
	uint8_t *out = w->engine->out;

	switch (w->job->fault.kind) {
	case FAULT_WRONG_OUTPUT:
		harm_body(w);
		break;
	case FAULT_WRONG_CRC:
		harm_checksum(w);
		break;
	case FAULT_LIE:
		if (w->stateful || w->body_bytes == 0)
			break;
		flip(w->job, out, w->body_bytes);
		w->checksum = emu_add_checksum(w->type, w->type == REQUEST_ZLIB, out,
					       w->body_bytes);
		w->job->missed = false;
		break;
	default:
		break;
	}
}

void emu_harm_results(struct job *job)
{
	uint32_t *sqe = job->sqe;
	bool good = emu_status_is_good(sqe[DW_STATUS] & 0xff);

	switch (job->fault.kind) {
	case FAULT_NEGATIVE:
		job->missed = !good;
		sqe[DW_STATUS] = good ? STATUS_NEGATIVE : sqe[DW_STATUS];
		break;
	case FAULT_ENDED:
		job->missed = !good;
		sqe[DW_STATUS] = good ? STATUS_ENDED | LAST_BLOCK : sqe[DW_STATUS];
		break;
	case FAULT_WRONG_LENGTH:
		job->missed = !good;
		if (good)
			sqe[DW_PRODUCED] =
				sqe[DW_OUT_BYTES] + 1 +
				(uint32_t)(emu_random(&job->random) % BEYOND_MAX);
		break;
	case FAULT_WRONG_OUTPUT:
	case FAULT_WRONG_CRC:
	case FAULT_WRONG_INPUT:
	case FAULT_LIE:
		/* What has failed for other reasons shows none of it. */
		if (!good)
			job->missed = true;
		break;
	default:
		break;
	}
}
