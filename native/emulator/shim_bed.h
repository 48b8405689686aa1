/*
 * shim_bed.h - the emulated devices inside the process that uses them: what the
 * interposed calls of shim.c ask. Every function may be called on any thread.
 *
 * Environment: UACCE_EMU_OPTIONS has options of the machine as on uacce-emu's command
 * line, without dashes and with commas between them, and "fault=KIND ..." and
 * "stats[=FILE]" likewise. UACCE_CLASS_FOLDER and UACCE_DEVICE_FOLDER name two existing
 * folders to fill; without them two are made, in TMPDIR, and named there. Who ends
 * without exit(3), as shells do, leaves them behind.
 *
 * Every program that is loaded with the shim has devices of its own, made when it opens
 * the first; what is started from one that has made the files (a shell, say) finds them
 * and shares them. A child that executes nothing has no devices. A queue is closed with
 * its last descriptor, whether or not it is still mapped, and an address that is not the
 * client's ends the process: there is no IOMMU to refuse it.
 */
#ifndef EMU_SHIM_BED_H
#define EMU_SHIM_BED_H

#include <stdint.h>

/* 1 for a descriptor of a device node. Cheap. */
int emu_shim_has(int descriptor);
/* A new descriptor: 0 if it is no node or now has a queue, else what open(2) answers. */
int emu_shim_opened(int descriptor);
/* 'copy' now is what 'descriptor' is. */
void emu_shim_copied(int descriptor, int copy);
/* To be called before the descriptor is closed or replaced. */
void emu_shim_closing(int descriptor);
int emu_shim_ioctl(int descriptor, uint32_t command, uint64_t argument);
/* The file to map instead, or a negative errno. */
int emu_shim_map(int descriptor, uint64_t offset, uint64_t bytes);
/* The page size that the machine pretends to have; 0 for the real one. */
long emu_shim_page_bytes(void);

#endif
