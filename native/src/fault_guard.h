/*
 * fault_guard.h - a SIGBUS on memory of a device that is gone becomes a flag instead of
 * the end of the process.
 */
#ifndef UZ_FAULT_GUARD_H
#define UZ_FAULT_GUARD_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/*
 * From now on a SIGBUS in [start, start + bytes), whole pages, maps private zeroed memory
 * over it, sets *gone to 1 and lets the faulting access go on: loads give zeros and
 * stores go nowhere. Any thread. The first call installs the handler; it stays for ever,
 * since a handler that others may have chained to cannot be taken out.
 *
 * 0, or -ENOSPC when the table of regions is full, or the -errno of sigaction(2).
 */
int32_t uz_guard_add(void *start, size_t bytes, atomic_int *gone);

/* Forgets the region that starts at 'start'. Before it is unmapped, since its addresses
 * may then be another's; nobody may be touching it. */
void uz_guard_remove(const void *start);

#endif
