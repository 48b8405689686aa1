/*
 * regions.c - the memory regions of one open queue, each in a file of its own.
 */
#define _GNU_SOURCE /* memfd_create */

#include "regions.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

uint64_t emu_region_offset(const struct emu_regions *r, int region)
{
	/*
	 * The kernel's offset is the region's index in pages. The regions are longer
	 * than a page, so one file could not hold both.
	 */
	return (uint64_t)region * r->page_bytes;
}

static int open_region(struct emu_regions *r, int region)
{
	uint64_t offset = emu_region_offset(r, region);
	void *map;
	int file = memfd_create("uacce-emu", MFD_CLOEXEC);

	if (file < 0)
		return -errno;
	r->file[region] = file;
	if (ftruncate(file, (off_t)(offset + r->bytes[region])) != 0)
		return -errno;
	map = mmap(NULL, r->bytes[region], PROT_READ | PROT_WRITE, MAP_SHARED, file,
		   (off_t)offset);
	if (map == MAP_FAILED)
		return -errno;
	r->map[region] = map;
	return 0;
}

int emu_regions_open(struct emu_regions *r, struct emu_machine *machine, uint32_t device,
		     uint32_t page_bytes)
{
	*r = (struct emu_regions){ .file = { -1, -1 }, .page_bytes = page_bytes };
	for (int region = 0; region < EMU_REGIONS; region++) {
		int result;

		r->bytes[region] = (size_t)emu_region_bytes(machine, device, region);
		result = open_region(r, region);
		if (result != 0) {
			emu_regions_close(r);
			return result;
		}
	}
	return 0;
}

void emu_regions_close(struct emu_regions *r)
{
	for (int region = 0; region < EMU_REGIONS; region++) {
		if (r->map[region])
			munmap(r->map[region], r->bytes[region]);
		if (r->file[region] >= 0)
			close(r->file[region]);
		r->map[region] = NULL;
		r->file[region] = -1;
	}
}

void emu_regions_remove(struct emu_regions *r)
{
	for (int region = 0; region < EMU_REGIONS; region++) {
		/* First: the machine may be looking at it on its own thread. */
		if (mmap(r->map[region], r->bytes[region], PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
			continue;
		while (ftruncate(r->file[region], 0) != 0 && errno == EINTR)
			;
	}
}
