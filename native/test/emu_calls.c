/*
 * emu_calls.c - open, ioctl and mmap answer with the kernel's errors, those of older and
 * of newer kernels; what a new queue's memory holds; in which order numbers are given.
 */
#include "emu_bed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define START   0x5700u
#define PUT_Q   0x5701u
#define QP_CTX  0xc004480au
#define QP_INFO 0xc010480bu

static struct emu_profile profile;

static void check_ioctls(const char *options, int zombie, int second_put, bool depths)
{
	struct emu_machine *m = bed_machine(&profile, options);
	uint16_t context[2] = { 7, 2 };
	uint8_t info[16];
	uint32_t sqe_size;
	uint16_t sq_depth, cq_depth;
	struct bed b;

	test_context("kernel %s", options);
	CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
	CHECK_EQ(bed_ioctl(&b, QP_CTX, context), -EINVAL); /* neither direction */
	CHECK_EQ(context[0], 7);
	CHECK_EQ(bed_ioctl(&b, QP_CTX, NULL), -EFAULT);
	CHECK_EQ(bed_ioctl(&b, QP_INFO, NULL), -EFAULT);
	CHECK_EQ(bed_ioctl(&b, 0x5702, NULL), -EINVAL);
	CHECK_EQ(bed_ioctl(&b, 0, NULL), -EINVAL);
	CHECK_EQ(bed_ioctl(&b, 0xffffffff, NULL), -EINVAL);
	CHECK_EQ(bed_set_direction(&b, DECOMPRESS), 0);
	CHECK_EQ(b.number, 0);
	memset(info, 0xff, sizeof(info));
	CHECK_EQ(bed_ioctl(&b, QP_INFO, info), depths ? 0 : -EINVAL);
	if (depths) {
		memcpy(&sqe_size, info, 4);
		memcpy(&sq_depth, info + 4, 2);
		memcpy(&cq_depth, info + 6, 2);
		CHECK_EQ(sqe_size, 128);
		CHECK_EQ(sq_depth, profile.sq_depth);
		CHECK_EQ(cq_depth, profile.cq_depth);
	}
	CHECK_EQ(bed_ioctl(&b, START, NULL), 0);
	CHECK_EQ(bed_ioctl(&b, START, NULL), -EINVAL);
	/* The direction was latched at START. */
	CHECK_EQ(bed_set_direction(&b, COMPRESS), 0);
	CHECK_EQ(bed_ioctl(&b, PUT_Q, NULL), 0);
	CHECK_EQ(bed_ioctl(&b, PUT_Q, NULL), second_put);
	CHECK_EQ(bed_ioctl(&b, START, NULL), zombie);
	CHECK_EQ(bed_set_direction(&b, COMPRESS), zombie);
	CHECK_EQ(bed_ioctl(&b, QP_INFO, info), zombie);
	CHECK_EQ(emu_queue_map(b.queue, 0, b.mmio_bytes), zombie);
	bed_close(&b);
	/* PUT_Q of a queue that was never started. */
	CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
	CHECK_EQ(bed_ioctl(&b, PUT_Q, NULL), 0);
	bed_close(&b);
	CHECK_EQ(bed_stat(m, "total", "queues_held"), 0);
	CHECK_EQ(bed_stat(m, "total", "queues_opened"), 2);
	emu_machine_close(m);
}

static void check_maps(const char *options)
{
	struct emu_machine *m = bed_machine(&profile, options);
	uint64_t page = profile.page_bytes;
	struct bed b;

	test_context("maps %s", options);
	CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
	CHECK_EQ(emu_queue_map(b.queue, 2 * page, page), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, UINT64_MAX - page + 1, page), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, page / 2, page), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, page, 0), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, page, b.dus_bytes - page), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, page, b.dus_bytes + 1), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, page, UINT64_MAX), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, page, b.dus_bytes), EMU_REGION_DUS);
	CHECK_EQ(emu_queue_map(b.queue, page, b.dus_bytes), -EEXIST);
	CHECK_EQ(emu_queue_map(b.queue, 0, b.mmio_bytes + 1), -EINVAL);
	CHECK_EQ(emu_queue_map(b.queue, 0, page), EMU_REGION_MMIO); /* shorter is fine */
	CHECK_EQ(emu_queue_map(b.queue, 0, page), -EEXIST);
	bed_close(&b);
	emu_machine_close(m);
}

static void check_memory(void)
{
	struct emu_machine *m = bed_machine(&profile, "sq-depth=300 cq-depth=100");
	size_t zeros = 0;
	struct bed b;
	uint8_t *dus;

	CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
	dus = b.client.dus;
	for (size_t i = 0; i < 300 * 128; i++)
		zeros += dus[i] == 0;
	CHECK(zeros < 300 * 128 / 64); /* garbage has one in 256 */
	for (size_t i = 300 * 128; i < b.dus_bytes; i++)
		CHECK_EQ(dus[i], 0);
	bed_close(&b);
	emu_machine_close(m);
}

static void check_numbers(void)
{
	struct emu_machine *m = bed_machine(&profile, "queues=3");
	static const uint16_t expected[] = { 1, 2, 0, 1 };
	struct bed kept, b;

	CHECK_EQ(bed_open_only(&kept, m, &profile, 0), 0);
	CHECK_EQ(bed_set_direction(&kept, COMPRESS), 0);
	CHECK_EQ(kept.number, 0);
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		if (expected[i] == 0)
			bed_close(&kept);
		CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
		CHECK_EQ(bed_set_direction(&b, COMPRESS), 0);
		CHECK_EQ(b.number, expected[i]);
		bed_close(&b);
	}
	emu_machine_close(m);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	check_ioctls("sq-depth=77 cq-depth=99", -ENXIO, -ENXIO, true);
	check_ioctls("old-kernel", -EINVAL, 0, false);
	check_maps("");
	check_maps("page=64k api=3");
	check_memory();
	check_numbers();
	return 0;
}
