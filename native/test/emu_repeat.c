/*
 * emu_repeat.c - two machines with one seed and the same calls leave every byte the same,
 * garbage, scribbling and random faults included; another seed leaves others.
 */
#include "emu_bed.h"

#include <stdlib.h>
#include <string.h>

enum { JOBS = 300, DATA_BYTES = 3000, ROOM = 5000 };

static uint8_t data[DATA_BYTES];

struct trace {
	uint8_t out[JOBS][ROOM];
	uint8_t *dus;
	uint64_t dus_bytes;
};

static void run(uint64_t seed, struct trace *t)
{
	static const char *const rules[] = {
		"wrong-output every=7",  "wrong-crc every=5",    "bad-tag every=11",
		"wrong-length every=13", "wrong-input every=17", "duplicate every=23"
	};
	struct emu_profile profile;
	struct emu_machine *m;
	struct bed b;

	emu_profile_default(&profile);
	profile.seed = seed;
	profile.sq_depth = 64;
	m = emu_machine_open(&profile);
	CHECK(m != NULL);
	bed_open(&b, m, &profile, COMPRESS);
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		bed_command(&b, "fault %s", rules[i]);
	memset(t->out, 0, sizeof(t->out));
	for (uint32_t i = 0; i < JOBS; i++) {
		/* An address would differ: the output's is in the trace by its place. */
		struct sqe sqe = bed_job(&b, GZIP, data, 1 + i * 10 % DATA_BYTES,
					 t->out[i], ROOM, i);

		bed_push(&b, &sqe);
		bed_ring(&b);
		CHECK(emu_machine_step(m) == 1);
	}
	t->dus_bytes = b.dus_bytes;
	t->dus = test_alloc(b.dus_bytes);
	memcpy(t->dus, b.client.dus, b.dus_bytes);
	for (uint32_t slot = 0; slot < profile.sq_depth; slot++)
		memset(t->dus + slot * 128 + 72, 0, 16);
	bed_close(&b);
	emu_machine_close(m);
}

int main(int argc, char **argv)
{
	struct trace *a = test_alloc(sizeof(*a)), *b = test_alloc(sizeof(*b));
	uint64_t seed;

	test_begin(argc, argv);
	data_fill(DATA_TEXT, data, sizeof(data));
	seed = test_random(UINT32_MAX);
	run(seed, a);
	run(seed, b);
	CHECK(memcmp(a->out, b->out, sizeof(a->out)) == 0);
	CHECK(memcmp(a->dus, b->dus, a->dus_bytes) == 0);
	free(b->dus);
	run(seed + 1, b);
	CHECK(memcmp(a->out, b->out, sizeof(a->out)) != 0);
	CHECK(memcmp(a->dus, b->dus, a->dus_bytes) != 0);
	free(a->dus);
	free(b->dus);
	free(a);
	free(b);
	return 0;
}
