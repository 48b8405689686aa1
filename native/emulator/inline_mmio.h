/*
 * inline_mmio.h - for a driver whose device is on its own thread: queue.c, compiled with
 * this header before it, makes the same doorbell store from the same src/mmio.h and then
 * tells the shim, and its turn becomes the inner half of inline_turn.c's. Nothing else
 * differs from what is shipped, which is built without it.
 */
#ifndef EMU_INLINE_MMIO_H
#define EMU_INLINE_MMIO_H

#define uz_ring_doorbell uz_store_doorbell
#include "../src/mmio.h"
#undef uz_ring_doorbell

#define uz_queue_turn uz_driver_turn

void emu_shim_rang(volatile uint64_t *doorbell, uint64_t value);

static inline void uz_ring_doorbell(volatile uint64_t *doorbell, uint64_t value)
{
	uz_store_doorbell(doorbell, value);
	emu_shim_rang(doorbell, value);
}

#endif
