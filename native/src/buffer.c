/*
 * buffer.c - memory outside the Java heap that stays where it is.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MADV_DONTFORK */

#include "uacce_zip.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

void *uz_buffer_map(int64_t bytes)
{
	void *buffer;

	if (bytes <= 0)
		return NULL;
	buffer = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer == MAP_FAILED)
		return NULL;
	/*
	 * A child's copy-on-write would move the parent's page away from under a
	 * device that is writing to it.
	 */
	if (madvise(buffer, (size_t)bytes, MADV_DONTFORK) != 0) {
		munmap(buffer, (size_t)bytes);
		return NULL;
	}
	/*
	 * Now and not in the data path, where a page fault would stall a device.
	 * MAP_POPULATE would be quicker, but may do nothing without saying so.
	 */
	memset(buffer, 0, (size_t)bytes);
	return buffer;
}

int32_t uz_buffer_unmap(void *buffer, int64_t bytes)
{
	if (!buffer || bytes <= 0)
		return -EINVAL;
	return munmap(buffer, (size_t)bytes) == 0 ? 0 : -errno;
}
