/*
 * emu_wrap.c - every job of many laps is done once and in its own slot, with queues whose
 * depths are odd, unequal and no powers of two, in batches of any size.
 */
#include "emu_bed.h"

#include <stdlib.h>
#include <string.h>

enum { LAPS = 4, IN_MAX = 300, OUT_MAX = 400 };

static void check_depths(const char *options)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, options);
	uint32_t most =
		profile.sq_depth < profile.cq_depth ? profile.sq_depth : profile.cq_depth;
	uint32_t jobs = LAPS * (profile.sq_depth + profile.cq_depth), done = 0, sent = 0;
	uint8_t *in = test_alloc(IN_MAX), *out = test_alloc((size_t)OUT_MAX * jobs);
	bool *seen = test_alloc(jobs * sizeof(*seen));
	struct bed b;

	test_context("%s", options);
	memset(seen, 0, jobs * sizeof(*seen));
	data_fill(DATA_TEXT, in, IN_MAX);
	bed_open(&b, m, &profile, COMPRESS);
	while (done < jobs) {
		uint32_t batch = 1 + test_random(most - 1), head;
		struct sqe sqe;

		for (; batch && sent < jobs; batch--, sent++) {
			sqe = bed_job(&b, GZIP, in, 1 + sent % IN_MAX,
				      out + (size_t)sent * OUT_MAX, OUT_MAX, sent);
			bed_push(&b, &sqe);
		}
		bed_ring(&b);
		while (done < sent) {
			uint32_t tag;

			emu_machine_step(m);
			CHECK(bed_reap(&b, &sqe, &head));
			tag = bed_tag(&b, &sqe);
			CHECK(tag < sent && !seen[tag]);
			CHECK_EQ(head, tag % profile.sq_depth);
			CHECK_EQ(sqe.dw[CONSUMED], 1 + tag % IN_MAX);
			seen[tag] = true;
			done++;
		}
		CHECK(!bed_reap(&b, &sqe, &head));
	}
	CHECK_EQ(bed_stat(m, "queue", "jobs"), jobs);
	CHECK_EQ(bed_stat(m, "queue", "laps"), jobs / profile.sq_depth);
	CHECK_EQ(bed_stat(m, "total", "bad_doorbells"), 0);
	bed_close(&b);
	emu_machine_close(m);
	free(in);
	free(out);
	free(seen);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	check_depths("depth=2");
	check_depths("depth=3");
	check_depths("depth=7 api=3");
	check_depths("sq-depth=10 cq-depth=3");
	check_depths("sq-depth=5 cq-depth=31");
	check_depths("sq-depth=100 cq-depth=77 page=64k");
	check_depths("depth=1024");
	return 0;
}
