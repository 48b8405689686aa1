/*
 * barrier.h - the only fences between CPU and device. Each says which accesses it keeps
 * apart and what it pairs with; the doorbell's own is in mmio.h, in one piece with its
 * store.
 *
 * A compiler's or the C11 model's fence (dmb ish on ARM) is not enough: it orders what
 * other CPUs see, and the device is outside their shareability domain.
 */
#ifndef UZ_BARRIER_H
#define UZ_BARRIER_H

/*
 * Between the load that finds a completion's phase new and every load of what that
 * completion stands for: the rest of the entry, the submission queue entry that was
 * written back, the output. Pairs with the device writing the phase last.
 */
static inline void uz_completion_barrier(void)
{
#if defined(__aarch64__)
	/* Waits for earlier loads, in the whole system: later ones see what the device
	 * wrote before the phase. */
	__asm__ volatile("dsb ld" : : : "memory");
#elif defined(__x86_64__)
	/* Loads of write-back memory are not reordered; only the compiler is held. */
	__asm__ volatile("" : : : "memory");
#else
#error "no completion barrier for this architecture"
#endif
}

#endif
