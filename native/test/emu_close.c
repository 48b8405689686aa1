/*
 * emu_close.c - while the machine's own thread works, a queue that PUT_Q or close has
 * ended, or whose device is gone, touches nothing of its client's any more.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include "emu_bed.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DATA_BYTES = 100000, JOBS = 30 };

static struct emu_profile profile;
static uint8_t *data, *out;

/* Ends queues at any moment of their work; the bed fails at a touch afterwards. */
static void check_end(struct emu_machine *m, int how)
{
	struct bed b;
	uint32_t head, wanted = test_random(JOBS / 2);
	struct sqe sqe;

	bed_open(&b, m, &profile, COMPRESS);
	for (uint32_t i = 0; i < JOBS; i++) {
		sqe = bed_job(&b, GZIP, data, 1 + test_random(DATA_BYTES), out,
			      2 * DATA_BYTES, i);
		bed_push(&b, &sqe);
	}
	bed_ring(&b);
	while (wanted) {
		if (bed_reap(&b, &sqe, &head))
			wanted--;
		else
			sched_yield();
	}
	if (how == 0)
		CHECK_EQ(bed_ioctl(&b, 0x5701, NULL), 0);
	else if (how == 1)
		bed_command(&b, "remove hisi_zip-1");
	if (how < 2) {
		void *copy = test_alloc(b.dus_bytes);

		b.untouchable = true;
		memcpy(copy, b.client.dus, b.dus_bytes);
		bed_store(&b, UINT64_C(1) << 32 | b.number);
		nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
		CHECK(memcmp(copy, b.client.dus, b.dus_bytes) == 0);
		free(copy);
	}
	if (how == 1) {
		CHECK_EQ(b.removed, 1);
		bed_command(&b, "return hisi_zip-1");
	}
	bed_close(&b); /* which frees both regions */
	CHECK_EQ(bed_stat(m, "total", "queues_held"), 0);
}

int main(int argc, char **argv)
{
	struct emu_machine *m;

	test_begin(argc, argv);
	data = test_alloc(DATA_BYTES);
	out = test_alloc(2 * DATA_BYTES);
	data_fill(DATA_TEXT, data, DATA_BYTES);
	m = bed_machine(&profile, "depth=64");
	CHECK_EQ(emu_machine_run(m), 0);
	CHECK_EQ(emu_machine_run(m), -EINVAL);
	for (int64_t i = test_count(60, 3000); i > 0; i--)
		check_end(m, (int)(i % 3));
	emu_machine_stop(m);
	CHECK_EQ(emu_machine_run(m), 0); /* and again */
	check_end(m, 2);
	emu_machine_close(m);
	free(data);
	free(out);
	return 0;
}
