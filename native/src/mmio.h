/*
 * mmio.h - the only store to device memory: the doorbell.
 */
#ifndef UZ_MMIO_H
#define UZ_MMIO_H

#include <stdint.h>

/*
 * Makes everything this thread wrote, and has read, before the call precede one aligned
 * 64-bit store of 'value' to the doorbell. One piece of assembly, so that no compiler
 * splits, repeats, drops or moves the store.
 *
 * What must come before: the entries and the data they name (written), and the output of
 * earlier jobs in buffers that these jobs overwrite (read), so a barrier for stores alone
 * does not do. Pairs with the device fetching entries only after it has seen the
 * doorbell.
 */
static inline void uz_ring_doorbell(volatile uint64_t *doorbell, uint64_t value)
{
#if defined(__aarch64__)
	/*
	 * dsb, not dmb: the earlier accesses are to normal and the store is to device
	 * memory, and they are complete, not only in order, when the device is told.
	 * sy: the device is in no CPU's shareability domain. str of an X register to an
	 * aligned address is one access, and without write-back of the base.
	 */
	__asm__ volatile("dsb sy\n\tstr %1, [%0]"
			 :
			 : "r"(doorbell), "r"(value)
			 : "memory");
#elif defined(__x86_64__)
	/*
	 * Ordinary stores leave in order, and loads do not pass later stores; sfence is
	 * for copies with non-temporal stores, which large memcpy calls use. movq of a
	 * register to an aligned address is one access.
	 */
	__asm__ volatile("sfence\n\tmovq %1, (%0)"
			 :
			 : "r"(doorbell), "r"(value)
			 : "memory");
#else
#error "no doorbell store for this architecture"
#endif
}

#endif
