/*
 * emu_doorbell.c - the device hears its own doorbell words and no others, polled or
 * trapped store by store; trapped, a completion queue that is not acknowledged overflows
 * exactly where it is full.
 */
#include "emu_bed.h"

#include <string.h>

static uint8_t in[100], out[200];

static struct sqe some_job(const struct bed *b, uint32_t tag)
{
	return bed_job(b, GZIP, in, sizeof(in), out, sizeof(out), tag);
}

static uint32_t completions(struct bed *b)
{
	uint32_t count = 0, head;
	struct sqe done;

	emu_machine_step(b->machine);
	while (bed_reap(b, &done, &head))
		count++;
	return count;
}

/* Words for a queue of 16 entries with the number 5 and a job in its first slot. */
static void check_words(uint32_t api, bool trapped)
{
	static const struct {
		uint64_t word, word_v1;
		bool good;
		bool runs;
	} cases[] = {
		{ 0x0000000100000005, 0x0000000100000005, true, true },
		{ 0x0000000000001005, 0x0000000000010005, true, false }, /* CQ, head 0 */
		{ 0x0001000000001005, 0x0001000000010005, true, false }, /* and armed */
		{ 0x0000000100000006, 0x0000000100000006, false,
		  false }, /* not its number */
		{ 0x0000000100002005, 0x0000000100020005, false, false }, /* EQ */
		{ 0x0000000100003005, 0x0000000100030005, false, false }, /* AEQ */
		{ 0x0000001000000005, 0x0000001000000005, false,
		  false }, /* tail = depth */
		{ 0x0001000100000005, 0x0001000100000005, false, false }, /* priority */
		{ 0x0000000100010005, 0x0000000100001005, false,
		  false }, /* the other's CQ */
		{ 0x0000000100000405, 0x0000000100000405, false, false }, /* bit 10 */
		{ 0x0000000100001005, 0x0000000100010005, false,
		  false }, /* CQ head ahead */
		{ 0x0000000f00001005, 0x0000000f00010005, false, false }, /* and behind */
		{ 0x0000001000001005, 0x0000001000010005, false,
		  false }, /* and at depth */
		{ 0x0002000000001005, 0x0002000000010005, false,
		  false }, /* c_flag of 2 */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct emu_profile profile;
		char options[40];
		struct emu_machine *m;
		struct bed others[5], b;
		struct sqe job;
		uint64_t word = api == 1 ? cases[i].word_v1 : cases[i].word;

		snprintf(options, sizeof(options), "depth=16 api=%u", api);
		m = bed_machine(&profile, options);
		for (int n = 0; n < 5; n++)
			bed_open(&others[n], m, &profile, COMPRESS);
		bed_open(&b, m, &profile, COMPRESS);
		CHECK_EQ(b.number, 5);
		test_context("api %u trapped %d word %016llx", api, trapped,
			     (unsigned long long)word);
		job = some_job(&b, 1);
		bed_push(&b, &job);
		if (trapped)
			emu_queue_doorbell(b.queue, api == 1 ? 0x340 : 0x1000, word, 8);
		else
			bed_store(&b, word);
		CHECK_EQ(completions(&b), cases[i].runs);
		CHECK_EQ(bed_stat(m, "total", "bad_doorbells"), !cases[i].good);
		/* A bad word does no harm to the next good one. */
		if (trapped)
			emu_queue_doorbell(b.queue, api == 1 ? 0x340 : 0x1000,
					   0x0000000100000005, 8);
		else
			bed_ring(&b);
		CHECK_EQ(completions(&b), !cases[i].runs);
		bed_close(&b);
		for (int n = 0; n < 5; n++)
			bed_close(&others[n]);
		emu_machine_close(m);
	}
}

static void check_halves(void)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "depth=16");
	struct bed b;
	struct sqe job;

	bed_open(&b, m, &profile, COMPRESS);
	job = some_job(&b, 1);
	bed_push(&b, &job);
	emu_queue_doorbell(b.queue, 0x1000, 0, 4);
	emu_queue_doorbell(b.queue, 0x1004, 1, 4);
	emu_queue_doorbell(b.queue, 0x340, UINT64_C(1) << 32, 8);
	CHECK_EQ(completions(&b), 0);
	CHECK_EQ(bed_stat(m, "total", "bad_doorbells"), 3);
	emu_queue_doorbell(b.queue, 0x1000, UINT64_C(1) << 32, 8);
	CHECK_EQ(completions(&b), 1);
	bed_close(&b);
	emu_machine_close(m);
}

/* A tail that goes back, or over what the device still has, is not followed. */
static void check_tails(void)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "depth=8 gated");
	struct bed b;
	struct sqe job;

	bed_open(&b, m, &profile, COMPRESS);
	for (uint32_t i = 0; i < 4; i++) {
		job = some_job(&b, i);
		bed_push(&b, &job);
	}
	bed_ring(&b);
	CHECK_EQ(completions(&b), 0);
	bed_store(&b, UINT64_C(3) << 32); /* back by one: over all seven others */
	CHECK_EQ(completions(&b), 0);
	CHECK_EQ(bed_stat(m, "total", "bad_doorbells"), 1);
	bed_command(&b, "release 100");
	CHECK_EQ(completions(&b), 4);
	CHECK_EQ(bed_stat(m, "total", "jobs"), 4);
	bed_close(&b);
	emu_machine_close(m);
}

static void check_overflow(bool at_limit)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "sq-depth=32 cq-depth=8");
	struct bed b;
	struct sqe job;

	bed_open(&b, m, &profile, COMPRESS);
	for (uint32_t i = 0; i < 5; i++) {
		job = some_job(&b, i);
		bed_push(&b, &job);
	}
	emu_queue_doorbell(b.queue, 0x1000, UINT64_C(5) << 32, 8);
	CHECK_EQ(completions(&b), 5);
	/* Five unacknowledged of seven: of these, two are acknowledged. */
	emu_queue_doorbell(b.queue, 0x1000, UINT64_C(2) << 32 | 0x1000, 8);
	for (uint32_t i = 0; i < 5; i++) {
		job = some_job(&b, i);
		bed_push(&b, &job);
	}
	emu_queue_doorbell(b.queue, 0x1000, (at_limit ? UINT64_C(9) : UINT64_C(10)) << 32,
			   8);
	CHECK_EQ(bed_stop_word(&b, 4), !at_limit);
	CHECK_EQ(bed_stop_word(&b, 8), !at_limit);
	CHECK_EQ(completions(&b), at_limit ? 4 : 0);
	bed_close(&b);
	emu_machine_close(m);
}

/* Polled, acknowledgements may be missed, and none is asked for. */
static void check_polled_does_not_overflow(void)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "sq-depth=32 cq-depth=8");
	struct bed b;
	struct sqe job;

	bed_open(&b, m, &profile, COMPRESS);
	for (uint32_t lap = 0; lap < 10; lap++) {
		for (uint32_t i = 0; i < 7; i++) {
			job = some_job(&b, i);
			bed_push(&b, &job);
		}
		bed_ring(&b);
		CHECK_EQ(completions(&b), 7);
	}
	CHECK_EQ(bed_stop_word(&b, 4), 0);
	CHECK_EQ(bed_stat(m, "total", "bad_doorbells"), 0);
	bed_store(&b, (uint64_t)b.cq_head << 32 | 0x1000); /* seen after all */
	CHECK_EQ(completions(&b), 0);
	CHECK_EQ(bed_stat(m, "queue", "cq_doorbells"), 1);
	bed_close(&b);
	emu_machine_close(m);
}

static void check_before_start(void)
{
	struct emu_profile profile;
	struct emu_machine *m = bed_machine(&profile, "depth=16");
	struct bed b;
	struct sqe job;

	CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
	CHECK_EQ(bed_set_direction(&b, COMPRESS), 0);
	job = some_job(&b, 1);
	bed_push(&b, &job);
	bed_ring(&b);
	CHECK_EQ(completions(&b), 0);
	CHECK_EQ(bed_ioctl(&b, 0x5700, NULL), 0);
	CHECK_EQ(completions(&b), 0);
	bed_push(&b, &job);
	bed_ring(&b);
	CHECK_EQ(completions(&b), 2);
	bed_close(&b);
	emu_machine_close(m);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	data_fill(DATA_TEXT, in, sizeof(in));
	for (uint32_t api = 1; api <= 3; api++) {
		check_words(api, false);
		check_words(api, true);
	}
	check_halves();
	check_tails();
	check_overflow(true);
	check_overflow(false);
	check_polled_does_not_overflow();
	check_before_start();
	return 0;
}
