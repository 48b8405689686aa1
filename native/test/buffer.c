/*
 * buffer.c - a mapped buffer is zeroed, present before it is touched, absent from a
 * forked child, and gone after unmapping; what cannot be mapped is NULL.
 */
#define _DEFAULT_SOURCE /* mincore */

#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES = 1000001 };

static void check_absent_from_child(volatile uint8_t *buffer)
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (child == 0) {
		/* Not into a sanitizer's report, which would cost a second. */
		signal(SIGSEGV, SIG_DFL);
		_exit(buffer[0] == 0 ? 10 : 11);
	}
	CHECK_EQ(waitpid(child, &status, 0), child);
	CHECK(WIFSIGNALED(status));
	CHECK_EQ(WTERMSIG(status), SIGSEGV);
}

int main(int argc, char **argv)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t pages = (BYTES + page - 1) / page;
	unsigned char present[BYTES / 1024];
	uint8_t *buffer = uz_buffer_map(BYTES);

	test_begin(argc, argv);
	CHECK(buffer != NULL);
	CHECK_EQ((uintptr_t)buffer % page, 0);
	CHECK(pages <= sizeof(present));
	CHECK_EQ(mincore(buffer, BYTES, present), 0);
	for (size_t i = 0; i < pages; i++)
		CHECK(present[i] & 1);
	for (size_t i = 0; i < BYTES; i++)
		CHECK(buffer[i] == 0);
	buffer[0] = buffer[BYTES - 1] = 1;
	check_absent_from_child(buffer);
	CHECK_EQ(uz_buffer_unmap(buffer, BYTES), 0);
	CHECK_EQ(mincore(buffer, BYTES, present), -1);
	CHECK_EQ(errno, ENOMEM);

	CHECK(uz_buffer_map(0) == NULL);
	CHECK(uz_buffer_map(-1) == NULL);
	CHECK(uz_buffer_map(INT64_MAX) == NULL);
	CHECK_EQ(uz_buffer_unmap(NULL, 1), -EINVAL);
	CHECK_EQ(uz_buffer_unmap(present, 0), -EINVAL);
	CHECK_EQ(uz_buffer_unmap((uint8_t *)page + 1, 1), -EINVAL);
	return 0;
}
