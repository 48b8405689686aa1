/*
 * queue_gone.c - a device that goes away between the load of a completion and that of the
 * entry it names is gone, and not one that gave an impossible answer.
 */
#define _GNU_SOURCE /* memfd_create */

#include "local.h"
#include "queue.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* A page of a file that has none: a touch is a SIGBUS. */
static void take_away(void *page)
{
	int fd = memfd_create("nothing", MFD_CLOEXEC);
	void *mapped;

	CHECK(fd >= 0);
	mapped = mmap(page, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_FIXED, fd, 0);
	CHECK(mapped == page);
	CHECK_EQ(close(fd), 0);
}

/* 'first' is the tag of the completed job: of an entry of zeros it would be 0. */
static void check_gone(uint16_t first, size_t page_of_rings, uint32_t done_before)
{
	static uint8_t in[1000], out[2000];
	struct uz_job job = { .in = (uintptr_t)in,
			      .out = (uintptr_t)out,
			      .in_bytes = sizeof(in),
			      .out_capacity = sizeof(out) };
	struct uz_job jobs[] = { job, job };
	uint16_t submit[] = { first }, done[2];
	struct uz_turn turn = { .jobs = (uintptr_t)jobs,
				.submit = (uintptr_t)submit,
				.done = (uintptr_t)done,
				.job_count = 2,
				.submit_count = 1 };
	struct emu_profile profile;
	struct uz_opening opening;
	struct uz_queue *queue;

	test_context("tag=%d page=%zu", first, page_of_rings);
	emu_profile_default(&profile);
	local_open(&profile, false);
	queue = local_queue_open(UZ_COMPRESS, &opening);
	CHECK(queue != NULL);
	CHECK_EQ(uz_queue_turn(queue, &turn), 0);
	CHECK_EQ(turn.submitted, 1);
	CHECK_EQ(emu_machine_step(local_machine()), 1);
	take_away((char *)queue->rings + page_of_rings * (size_t)sysconf(_SC_PAGESIZE));
	turn.submit_count = 0;
	CHECK_EQ(uz_queue_turn(queue, &turn), -ENODEV);
	CHECK_EQ(turn.done_count, done_before);
	CHECK_EQ(uz_queue_turn(queue, &turn), -ENODEV);
	CHECK_EQ(uz_queue_close(queue), 0);
	local_close();
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	for (uint16_t tag = 0; tag < 2; tag++) {
		check_gone(tag, 0, 0); /* the entry */
		/* The completion, behind 1024 entries of 128 bytes. */
		check_gone(tag, 32, 0);
		check_gone(tag, 36, 1); /* the stop words */
	}
	return 0;
}
