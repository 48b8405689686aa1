/*
 * memory.h - objects in mappings of their own: what one takes is whole pages and known,
 * and what is freed is the kernel's again. malloc would keep it in whichever arena the
 * thread has, and a JVM has many: 3 MiB touched of 30 in each of 16 (measured).
 */
#ifndef UZ_MEMORY_H
#define UZ_MEMORY_H

#include <stddef.h>

/* Zeroed memory on a cache line; NULL when there is none. A fork copies it. */
void *uz_object_map(size_t bytes);

/* Frees what uz_object_map() returned; NULL is allowed. */
void uz_object_unmap(void *object);

/* Makes libdeflate take its objects from here. Any thread, any number of times. */
void uz_object_serve_libdeflate(void);

#endif
