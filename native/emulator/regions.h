/*
 * regions.h - the two memory regions of one open queue, as files that a client can map.
 */
#ifndef EMU_REGIONS_H
#define EMU_REGIONS_H

#include "model.h"

struct emu_regions {
	int file[EMU_REGIONS]; /* -1: not there */
	void *map[EMU_REGIONS];
	size_t bytes[EMU_REGIONS];
	uint64_t page_bytes;
};

/* 0 or a negative errno; nothing is left open then. */
int emu_regions_open(struct emu_regions *r, struct emu_machine *machine, uint32_t device,
		     uint32_t page_bytes);
void emu_regions_close(struct emu_regions *r);
/*
 * From now on a touch of either region through a client's mapping is a SIGBUS. Our own
 * mappings stay good, and are of other memory.
 */
void emu_regions_remove(struct emu_regions *r);

/* Where a region starts in its file: where the kernel's mmap offset would find it. */
uint64_t emu_region_offset(const struct emu_regions *r, int region);

#endif
