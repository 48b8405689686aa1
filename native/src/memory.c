/*
 * memory.c - see memory.h.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "memory.h"

#include <libdeflate.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

/* In front of each object its mapping's length; a cache line, for ISA-L's hash heads. */
enum { HEADER_BYTES = 64 };

void *uz_object_map(size_t bytes)
{
	size_t mapped = bytes + HEADER_BYTES;
	size_t *header;

	if (mapped < bytes)
		return NULL;
	header = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);
	if (header == MAP_FAILED)
		return NULL;
	*header = mapped;
	return (uint8_t *)header + HEADER_BYTES;
}

void uz_object_unmap(void *object)
{
	size_t *header;

	if (!object)
		return;
	header = (size_t *)(void *)((uint8_t *)object - HEADER_BYTES);
	munmap(header, *header);
}

void uz_object_serve_libdeflate(void)
{
	static atomic_bool served;

	/* Two threads may both get here first: they store the same two pointers. */
	if (!atomic_load_explicit(&served, memory_order_acquire)) {
		libdeflate_set_memory_allocator(uz_object_map, uz_object_unmap);
		atomic_store_explicit(&served, true, memory_order_release);
	}
}
