/*
 * queue_open.c - opening that fails at any step names it and leaves nothing open; kernels
 * with pages of 64 KiB, without the depth ioctl or with other errno values are served.
 */
#include "local.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define START_Q     0x5700u
#define PUT_Q       0x5701u
#define SET_QP_CTX  0xC004480Au
#define SET_QP_INFO 0xC010480Bu

static void refused(enum uz_open_step step, int error)
{
	struct uz_opening opening;

	memset(&opening, 0xee, sizeof(opening));
	CHECK(local_queue_open(UZ_COMPRESS, &opening) == NULL);
	CHECK_EQ(opening.step, step);
	CHECK_EQ(opening.error, error);
	CHECK_EQ(local_nodes_open(), 0);
}

/* One job there and back. */
static void works(int32_t sq_depth, int32_t close_result)
{
	static uint8_t in[1000], out[2000];
	struct uz_job job = { .in = (uintptr_t)in,
			      .out = (uintptr_t)out,
			      .in_bytes = sizeof(in),
			      .out_capacity = sizeof(out) };
	uint16_t submit = 0, done = 9;
	struct uz_turn turn = { .jobs = (uintptr_t)&job,
				.submit = (uintptr_t)&submit,
				.done = (uintptr_t)&done,
				.job_count = 1,
				.submit_count = 1 };
	struct uz_opening opening;
	struct uz_queue *queue = local_queue_open(UZ_COMPRESS, &opening);

	CHECK(queue != NULL);
	CHECK_EQ(opening.step, UZ_OPENED);
	CHECK_EQ(opening.sq_depth, sq_depth);
	data_fill(DATA_TEXT, in, sizeof(in));
	CHECK_EQ(uz_queue_turn(queue, &turn), 0);
	CHECK_EQ(turn.submitted, 1);
	emu_machine_step(local_machine());
	turn.submit_count = 0;
	CHECK_EQ(uz_queue_turn(queue, &turn), 0);
	CHECK_EQ(turn.done_count, 1);
	CHECK_EQ(done, 0);
	CHECK_EQ(job.status, UZ_JOB_DONE);
	CHECK_EQ(job.checksum, uz_crc32(0, in, sizeof(in)));
	CHECK_EQ(uz_queue_close(queue), close_result);
	CHECK_EQ(local_nodes_open(), 0);
}

static void each_step_can_fail(void)
{
	struct emu_profile profile;

	emu_profile_default(&profile);
	local_open(&profile, false);
	for (int region = 0; region < EMU_REGIONS; region++) {
		local_fail_map(region, ENOMEM);
		refused(region == EMU_REGION_DUS ? UZ_OPEN_MAP_RINGS
						 : UZ_OPEN_MAP_DOORBELL,
			ENOMEM);
	}
	local_fail_map(0, 0);
	local_fail_ioctl(SET_QP_CTX, EINVAL);
	refused(UZ_OPEN_DIRECTION, EINVAL);
	local_fail_ioctl(SET_QP_INFO, EFAULT);
	refused(UZ_OPEN_DEPTH, EFAULT);
	local_fail_ioctl(START_Q, EPERM);
	refused(UZ_OPEN_START, EPERM);
	local_fail_ioctl(0, 0);

	local_answer_depths(64, 1024, 1024);
	refused(UZ_OPEN_DEPTH, EPROTO);
	local_answer_depths(128, 1, 1024);
	refused(UZ_OPEN_DEPTH, EPROTO);
	local_answer_depths(128, 1024, 0);
	refused(UZ_OPEN_DEPTH, EPROTO);
	/* The stop words need 8 bytes more than the rings of a kernel without them. */
	local_answer_depths(128, 1024, 1280);
	refused(UZ_OPEN_REGION, EPROTO);
	local_answer_depths(128, 65535, 65535);
	refused(UZ_OPEN_REGION, EPROTO);
	local_answer_depths(0, 0, 0);
	works(1024, 0);

	/* Stopped already is stopped; any other answer says that it may still run. */
	local_fail_ioctl(PUT_Q, ENXIO);
	works(1024, 0);
	local_fail_ioctl(PUT_Q, EIO);
	works(1024, -EIO);
	local_fail_ioctl(0, 0);
	local_close();
}

static void kernels_differ(void)
{
	static const uint32_t apis[] = { 2, 3, 5 };

	for (size_t i = 0; i < 2 * COUNT_OF(apis); i++) {
		struct emu_profile profile;

		emu_profile_default(&profile);
		profile.api = apis[i / 2];
		profile.page_bytes = i % 2 ? 65536 : 4096;
		test_context("api=%u page_bytes=%u", profile.api, profile.page_bytes);
		local_open(&profile, false);
		works(1024, 0);
		local_close();
		profile.old_kernel = 1;
		local_open(&profile, false);
		works(1024, 0);
		local_close();
		profile.old_kernel = 0;
		profile.sq_depth = 300;
		profile.cq_depth = 77;
		local_open(&profile, false);
		works(300, 0);
		local_close();
	}
}

static void arguments_are_checked(void)
{
	struct uz_opening opening;

	CHECK(uz_queue_open(NULL, UZ_COMPRESS, 2, 8192, 151552, &opening) == NULL);
	CHECK_EQ(opening.step, UZ_OPEN_ARGUMENTS);
	CHECK_EQ(opening.error, EFAULT);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	each_step_can_fail();
	kernels_differ();
	arguments_are_checked();
	return 0;
}
