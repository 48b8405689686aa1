/*
 * job.c - what the engine does with one SQE: reads the client's input, has it coded,
 * writes the output, and puts the results into the SQE.
 */
#include "work.h"

#include <stdlib.h>
#include <string.h>

enum { POISON = 0xdb, POISON_MAX = 4096 };

struct engine *emu_engine_open(const struct emu_profile *profile)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->profile = *profile;
	e->deflater = emu_deflater_open(profile->full_ratio);
	if (!e->deflater) {
		free(e);
		return NULL;
	}
	return e;
}

void emu_engine_close(struct engine *e)
{
	if (!e)
		return;
	emu_deflater_close(e->deflater);
	free(e);
}

static uint32_t sqe_type(const struct emu_profile *profile)
{
	return profile->api >= 3 ? 3 : 0;
}

uint64_t emu_sqe_address(const uint32_t *sqe, uint32_t word)
{
	return sqe[word] | (uint64_t)sqe[word + 1] << 32;
}

static uint8_t decode(struct work *w)
{
	static const uint32_t windows[] = { 4 << 10, 8 << 10, 16 << 10, 24 << 10,
					    32 << 10 };
	const uint32_t *sqe = w->sqe;
	uint32_t request = sqe[DW_REQUEST], window = request >> 12 & 0xf;

	if (sqe[DW_FLAGS] >> SQE_TYPE_SHIFT != sqe_type(&w->engine->profile))
		return STATUS_ACCESS;
	w->type = request & 0xff;
	w->in_bytes = sqe[DW_IN_BYTES];
	w->out_bytes = sqe[DW_OUT_BYTES];
	w->stateful = sqe[DW_FLAGS] & FLAG_STATEFUL;
	w->fresh = !w->stateful || (sqe[DW_FLAGS] & FLAG_NEW);
	/* What is not stateful is whole, whatever the other bits say. */
	w->finish = !w->stateful || (sqe[DW_FLAGS] & FLAG_FINISH);
	/* Scattered buffers (buffer type 1) are not modelled. */
	if (w->type < REQUEST_RAW || w->type > REQUEST_GZIP ||
	    (request >> 8 & 0xf) != 0 || window > WINDOW_32K ||
	    w->in_bytes > FLAT_MAX_BYTES || w->out_bytes > FLAT_MAX_BYTES ||
	    (!w->stateful && w->in_bytes == 0) ||
	    (w->type == REQUEST_RAW && w->engine->profile.api < 3))
		return STATUS_BAD_REQUEST;
	w->window_bytes = windows[window];
	w->checksum = w->type == REQUEST_ZLIB ? 1 : 0;
	w->isize = 0;
	return STATUS_OK;
}

/* Nobody may rely on the space behind what was produced: a part of it is scribbled on,
 * never a byte beyond. */
static bool write_output(struct work *w, uint32_t produced)
{
	uint8_t *out = w->engine->out;
	uint32_t spare = w->out_bytes - produced, scribbled;

	scribbled = spare > POISON_MAX ? POISON_MAX : spare;
	if (scribbled)
		scribbled = (uint32_t)(emu_random(&w->job->random) % (scribbled + 1));
	memset(out + produced, POISON, scribbled);
	if (w->client->write(w->client->of, emu_sqe_address(w->sqe, DW_OUT), out,
			     produced + scribbled) != 0)
		return false;
	/* And now and then the very end of it. */
	return spare == 0 || emu_random(&w->job->random) % 4 != 0 ||
	       w->client->write(w->client->of,
				emu_sqe_address(w->sqe, DW_OUT) + w->out_bytes - 1,
				out + produced, scribbled ? 1 : 0) == 0;
}

static uint8_t execute(struct work *w)
{
	struct engine *e = w->engine;
	uint32_t ctx_state = CTX_IDLE;
	uint8_t status = decode(w);

	if (status == STATUS_OK)
		status = emu_load_context(w);
	if (status == STATUS_OK &&
	    w->client->read(w->client->of, emu_sqe_address(w->sqe, DW_IN), e->in,
			    w->in_bytes) != 0)
		status = STATUS_ACCESS;
	if (status != STATUS_OK)
		return status;
	emu_harm_input(w);
	status = w->direction ? emu_decompress(w, &ctx_state) : emu_compress(w);
	if (emu_status_is_good(status))
		emu_harm_output(w);
	if (w->stateful && w->direction)
		emu_add_history(&e->context, e->out, w->body_bytes);
	else if (w->stateful)
		emu_add_history(&e->context, e->in, w->in_bytes);
	if (!write_output(w, w->sqe[DW_PRODUCED]))
		return STATUS_ACCESS;
	if (!emu_status_is_good(status))
		return status;
	w->sqe[DW_ISIZE] = w->isize;
	w->sqe[DW_CHECKSUM] = emu_checksum_word(w->type, w->checksum);
	if (w->stateful && !(w->direction ? status == STATUS_ENDED : w->finish)) {
		uint8_t stored = emu_store_context(w, ctx_state);

		if (stored != STATUS_OK)
			return stored;
	}
	return status;
}

void emu_run_job(struct engine *e, const struct emu_client *client, uint32_t direction,
		 struct job *job)
{
	struct work w = {
		.engine = e,
		.client = client,
		.job = job,
		.sqe = job->sqe,
		.direction = direction,
	};
	uint32_t last_block = 0;
	uint8_t status;

	if (emu_harm_instead(job))
		return;
	job->sqe[DW_CONSUMED] = job->sqe[DW_PRODUCED] = 0;
	status = execute(&w);
	/* The hardware tells the end of a whole stream by success alone. */
	if (status == STATUS_ENDED && !w.stateful && !e->profile.inflate_ends_0x13)
		status = STATUS_OK;
	else if (status == STATUS_ENDED)
		last_block = LAST_BLOCK;
	job->sqe[DW_STATUS] = status | last_block;
	emu_harm_results(job);
}

void emu_prepare_results(uint32_t direction, struct job *job)
{
	uint32_t in = job->sqe[DW_IN_BYTES], room = job->sqe[DW_OUT_BYTES], out;

	if (emu_harm_instead(job))
		return;
	out = direction ? (in > room / 4 ? room : in * 4) : in / 4 + 1;
	job->sqe[DW_CONSUMED] = in;
	job->sqe[DW_PRODUCED] = out < room ? out : room;
	job->sqe[DW_STATUS] = STATUS_OK;
	emu_harm_results(job);
}
