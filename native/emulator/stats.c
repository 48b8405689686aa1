/*
 * stats.c - what happened so far, as lines of name=value.
 */
#include "machine.h"

#include <inttypes.h>

static void print_queue(const struct record *r, FILE *out)
{
	fprintf(out,
		"queue device=%s number=%u direction=%s open=%d jobs=%" PRIu64
		" in_bytes=%" PRIu64 " out_bytes=%" PRIu64 " laps=%" PRIu64
		" faults=%" PRIu64 " sq_doorbells=%" PRIu64 " cq_doorbells=%" PRIu64
		" bad_doorbells=%" PRIu64 "\n",
		r->device->name, r->number, r->direction ? "decompress" : "compress",
		r->open, r->jobs, r->in_bytes, r->out_bytes, r->laps, r->faults,
		r->sq_doorbells, r->cq_doorbells, r->bad_doorbells);
}

void emu_print_queues(const struct emu_machine *m, FILE *out)
{
	for (const struct record *r = m->records; r; r = r->next)
		print_queue(r, out);
}

void emu_print_sums(const struct emu_machine *m, FILE *out)
{
	uint64_t held = 0, jobs = 0, laps = 0, given = 0, bad = 0;

	for (const struct record *r = m->records; r; r = r->next) {
		held += r->held;
		jobs += r->jobs;
		laps += r->laps;
		bad += r->bad_doorbells;
	}
	for (int kind = FAULT_NONE + 1; kind < FAULT_KINDS; kind++) {
		if (m->faults.asked[kind])
			fprintf(out, "fault kind=%s given=%" PRIu64 "\n",
				emu_fault_name((enum fault_kind)kind),
				m->faults.given[kind]);
		given += m->faults.given[kind];
	}
	fprintf(out,
		"total queues_opened=%" PRIu64 " queues_held=%" PRIu64 " jobs=%" PRIu64
		" laps=%" PRIu64 " faults_given=%" PRIu64 " bad_doorbells=%" PRIu64 "\n",
		m->queues_opened, held, jobs, laps, given, bad);
}

void emu_machine_stats(struct emu_machine *m, FILE *out)
{
	emu_machine_command(m, "stats", out);
}
