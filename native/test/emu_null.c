/*
 * emu_null.c - with the option null jobs complete with plausible results, nothing of the
 * client's but the rings is touched, and how many a second are served is printed; with
 * a lag so many always stay under way, whatever rings, until there is none any more.
 */
#include "emu_bed.h"

#include <sched.h>
#include <stdio.h>

enum { JOBS = 100000, BATCH = 16, IN_FLIGHT = 64 };

static void check_direction(int direction)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "null");
	uint32_t sent = 0, done = 0, head, bytes = 65536;
	double start, seconds;
	uint64_t touches;
	struct sqe sqe;
	struct bed b;

	bed_open(&b, m, &profile, direction);
	touches = b.touches;
	CHECK_EQ(emu_machine_run(m), 0);
	start = bed_seconds();
	while (done < JOBS) {
		if (sent < JOBS && sent - done <= IN_FLIGHT - BATCH) {
			for (int i = 0; i < BATCH; i++, sent++) {
				/* No address is the client's. */
				sqe = bed_job(&b, GZIP, NULL, bytes, NULL, 70000, sent);
				bed_push(&b, &sqe);
			}
			bed_ring(&b);
		}
		while (bed_reap(&b, &sqe, &head)) {
			CHECK_EQ(sqe.dw[STATUS], 0);
			CHECK_EQ(sqe.dw[CONSUMED], bytes);
			CHECK(sqe.dw[PRODUCED] > 0 && sqe.dw[PRODUCED] <= 70000);
			CHECK_EQ(bed_tag(&b, &sqe), done);
			done++;
		}
		sched_yield();
		CHECK(bed_seconds() - start < 60);
	}
	seconds = bed_seconds() - start;
	printf("%s: %.0f jobs per second\n", direction ? "decompress" : "compress",
	       JOBS / seconds);
	CHECK_EQ(b.touches, touches);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	/* On two idle cores it is half a million; ten other programs may want them as
	 * well. */
	CHECK(JOBS / seconds > 2000);
#endif
	bed_close(&b);
	emu_machine_close(m);
}

static uint32_t completed(struct bed *b, struct emu_machine *m, uint32_t done)
{
	struct sqe sqe;
	uint32_t head;

	emu_machine_step(m);
	for (; bed_reap(b, &sqe, &head); done++)
		CHECK_EQ(bed_tag(b, &sqe), done);
	return done;
}

static void check_lag(uint32_t lag, uint32_t batch)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "null");
	uint32_t sent = 0, done = 0;
	struct bed b;

	test_context("lag=%u batch=%u", lag, batch);
	bed_open(&b, m, &profile, COMPRESS);
	bed_command(&b, "lag %u", lag);
	while (sent < 3 * profile.sq_depth) {
		for (uint32_t i = 0; i < batch; i++, sent++) {
			struct sqe sqe = bed_job(&b, GZIP, NULL, 4096, NULL, 5000, sent);

			bed_push(&b, &sqe);
		}
		bed_ring(&b);
		done = completed(&b, m, done);
		CHECK_EQ(done, sent > lag ? sent - lag : 0);
	}
	bed_command(&b, "lag %u", lag / 2);
	done = completed(&b, m, done);
	CHECK_EQ(sent - done, lag / 2);
	bed_command(&b, "lag 0");
	CHECK_EQ(completed(&b, m, done), sent);
	bed_close(&b);
	emu_machine_close(m);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	check_direction(COMPRESS);
	check_direction(DECOMPRESS);
	check_lag(0, 1);
	check_lag(1, 1);
	check_lag(48, 16);
	check_lag(63, 4);
	return 0;
}
