/*
 * emu_fault_events.c - each fault of a completion, a doorbell or a call does what it is
 * said to do, when it is said to, and is counted once it has.
 */
#include "emu_faulty.h"

#include <errno.h>

static void check_completions(void)
{
	struct sqe sqe;
	uint32_t head;

	faulty_three("depth=16", "bad-tag");
	for (uint32_t i = 0; i < 3; i++) {
		CHECK(faulty_wait(&sqe, &head, 5));
		CHECK_EQ(head, i);
		CHECK_EQ(bed_tag(&b, &sqe) == i, i != 1);
	}
	CHECK_EQ(faulty_end("bad-tag"), 1);

	faulty_three("depth=16", "bad-head");
	for (uint32_t i = 0; i < 3; i++) {
		CHECK(faulty_wait(&sqe, &head, 5));
		CHECK_EQ(head, i == 1 ? 16 : i);
	}
	CHECK_EQ(faulty_end("bad-head"), 1);

	faulty_three("depth=16", "bad-head value=65535");
	CHECK(faulty_wait(&sqe, &head, 5) && faulty_wait(&sqe, &head, 5));
	CHECK_EQ(head, 65535);
	CHECK_EQ(faulty_end("bad-head"), 1);

	faulty_three("depth=16", "wrong-head");
	for (uint32_t i = 0; i < 3; i++) {
		CHECK(faulty_wait(&sqe, &head, 5));
		CHECK(i == 1 ? head == 0 || head >= 3 : head == i);
	}
	CHECK(!faulty_wait(&sqe, &head, 0));
	CHECK_EQ(faulty_end("wrong-head"), 1);

	/* Nor does one name the job of another. */
	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault wrong-head");
	faulty_send(0, 4);
	for (uint32_t i = 0; i < 4; i++) {
		CHECK(faulty_wait(&sqe, &head, 5));
		CHECK(head >= 4);
	}
	CHECK_EQ(faulty_end("wrong-head"), 4);

	faulty_three("depth=16", "duplicate");
	for (uint32_t i = 0; i < 4; i++) {
		CHECK(faulty_wait(&sqe, &head, 5));
		CHECK_EQ(head, i < 2 ? i : i - 1);
	}
	CHECK_EQ(faulty_end("duplicate"), 1);

	faulty_three("depth=16", "lost");
	CHECK(faulty_wait(&sqe, &head, 5) && faulty_wait(&sqe, &head, 5));
	CHECK_EQ(head, 2);
	CHECK(!faulty_wait(&sqe, &head, 0));
	CHECK_EQ(outs[1][0], 0x5a);
	CHECK_EQ(faulty_end("lost"), 1);
}

static void check_times(void)
{
	double start = bed_seconds();
	struct sqe sqe;
	uint32_t head;

	faulty_three("depth=16", "delay ms=60");
	CHECK(faulty_wait(&sqe, &head, 5) && faulty_wait(&sqe, &head, 5));
	CHECK_EQ(head, 2);
	CHECK(faulty_wait(&sqe, &head, 5));
	CHECK_EQ(head, 1);
	CHECK(bed_seconds() - start >= 0.06);
	CHECK(faulty_output_is_right(&sqe, 1));
	CHECK_EQ(faulty_end("delay"), 1);

	faulty_three("depth=16", "jitter ms=10");
	for (uint32_t i = 0; i < 3; i++)
		CHECK(faulty_wait(&sqe, &head, 5));
	CHECK_EQ(faulty_end("jitter"), 1);

	start = bed_seconds();
	faulty_three("depth=16", "late ms=60");
	CHECK(faulty_wait(&sqe, &head, 5) && faulty_wait(&sqe, &head, 5));
	CHECK_EQ(outs[1][0], 0x5a); /* not even begun */
	CHECK(faulty_wait(&sqe, &head, 5));
	CHECK(bed_seconds() - start >= 0.06);
	CHECK(faulty_output_is_right(&sqe, 1));
	CHECK_EQ(faulty_end("late"), 1);

	/* Stopped before: nothing is written. It was late all the same. */
	faulty_three("depth=16", "late ms=20");
	CHECK_EQ(bed_ioctl(&b, 0x5701, NULL), 0);
	start = bed_seconds();
	while (bed_seconds() - start < 0.04)
		emu_machine_step(m);
	CHECK_EQ(outs[1][0], 0x5a);
	CHECK_EQ(faulty_end("late"), 1);

	faulty_three("depth=16", "early-completion ms=40");
	CHECK(faulty_wait(&sqe, &head, 5) && faulty_wait(&sqe, &head, 5));
	CHECK_EQ(head, 1);
	CHECK_EQ(sqe.dw[PRODUCED], 0); /* the SQE is still as it was submitted */
	CHECK_EQ(outs[1][0], 0x5a);
	start = bed_seconds();
	while (outs[1][0] == 0x5a && bed_seconds() - start < 5)
		emu_machine_step(m);
	CHECK(outs[1][0] != 0x5a);
	CHECK(faulty_wait(&sqe, &head, 5));
	CHECK_EQ(head, 2);
	CHECK(!faulty_wait(&sqe, &head, 0)); /* there is no second one */
	CHECK_EQ(faulty_end("early-completion"), 1);
}

static void check_reorder(void)
{
	struct sqe sqe;
	uint32_t head;

	faulty_three("depth=16", "reorder ms=5000");
	CHECK(faulty_wait(&sqe, &head, 2));
	CHECK_EQ(head, 0);
	CHECK(faulty_wait(&sqe, &head, 2));
	CHECK_EQ(head, 2);
	CHECK(faulty_wait(&sqe, &head, 2));
	CHECK_EQ(head, 1);
	CHECK_EQ(faulty_end("reorder"), 1);

	/* Nobody comes behind: in order after all, and not counted. */
	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault reorder ms=5");
	faulty_send(0, 1);
	CHECK(faulty_wait(&sqe, &head, 5));
	CHECK_EQ(faulty_end("reorder"), 0);

	/* All of them: every second one is passed. */
	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault reorder ms=5000");
	faulty_send(0, 8);
	for (uint32_t i = 0; i < 8; i++) {
		CHECK(faulty_wait(&sqe, &head, 2));
		CHECK_EQ(head, i ^ 1);
	}
	CHECK_EQ(faulty_end("reorder"), 4);
}

static void check_doorbells(void)
{
	struct sqe sqe;
	uint32_t head;

	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault tx-stop after=1");
	faulty_send(0, 2);
	faulty_send(2, 2);
	CHECK_EQ(bed_stop_word(&b, 4), 1);
	CHECK_EQ(bed_stop_word(&b, 8), 0);
	CHECK(bed_reap(&b, &sqe, &head) && bed_reap(&b, &sqe, &head));
	CHECK(!bed_reap(&b, &sqe, &head));
	faulty_send(4, 2); /* dead */
	CHECK(!bed_reap(&b, &sqe, &head));
	CHECK_EQ(faulty_end("tx-stop"), 1);

	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault delay ms=10");
	faulty_send(0, 2);
	bed_command(&b, "clear");
	bed_command(&b, "fault rx-stop");
	faulty_send(2, 2);
	CHECK_EQ(bed_stop_word(&b, 4), 1);
	CHECK_EQ(bed_stop_word(&b, 8), 1);
	CHECK(!faulty_wait(&sqe, &head, 0));
	CHECK_EQ(bed_stat(m, "fault kind=delay", "given"), 0);
	CHECK_EQ(faulty_end("rx-stop"), 1);
}

static void check_calls(void)
{
	static const struct {
		const char *kind;
		int error;
	} cases[] = { { "busy", -EBUSY }, { "eperm", -EPERM }, { "enodev", -ENODEV } };
	struct bed other;
	struct sqe sqe;
	uint32_t head;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		faulty_begin("depth=16 devices=2", COMPRESS);
		bed_command(&b, "fault %s count=2 device=hisi_zip-1", cases[i].kind);
		CHECK_EQ(bed_open_only(&other, m, &profile, 1), 0);
		bed_close(&other);
		CHECK_EQ(bed_open_only(&other, m, &profile, 0), cases[i].error);
		CHECK_EQ(bed_open_only(&other, m, &profile, 0), cases[i].error);
		CHECK_EQ(bed_open_only(&other, m, &profile, 0), 0);
		bed_close(&other);
		CHECK_EQ(faulty_end(cases[i].kind), 2);
	}
	faulty_begin("depth=16", COMPRESS);
	bed_command(&b, "fault put-error count=1");
	CHECK_EQ(bed_ioctl(&b, 0x5701, NULL), -EIO);
	CHECK_EQ(bed_stat(m, "total", "queues_held"), 1);
	faulty_send(0, 1); /* still running */
	CHECK(bed_reap(&b, &sqe, &head));
	CHECK_EQ(faulty_end("put-error"), 1);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	faulty_open();
	check_completions();
	check_times();
	check_reorder();
	check_doorbells();
	check_calls();
	faulty_close();
	return 0;
}
