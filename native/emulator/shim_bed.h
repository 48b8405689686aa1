/*
 * shim_bed.h - the emulated devices inside the process that uses them: what the
 * interposed calls of shim.c ask. Every function may be called on any thread.
 *
 * Environment: UACCE_EMU_OPTIONS has options of the machine as on uacce-emu's command
 * line, without dashes and with commas between them, and "fault=KIND ...",
 * "stats[=FILE]" and "inline" likewise. UACCE_CLASS_FOLDER and UACCE_DEVICE_FOLDER name
 * two existing folders to fill; without them two are made, in TMPDIR, and named there.
 * Who ends without exit(3), as shells do, leaves them behind.
 *
 * Every program that is loaded with the shim has devices of its own, made when it opens
 * the first; what is started from one that has made the files (a shell, say) finds them
 * and shares them. A child that executes nothing has no devices. A queue is closed with
 * its last descriptor, whether or not it is still mapped, and an address that is not the
 * client's ends the process: there is no IOMMU to refuse it.
 *
 * "inline": the machine has no thread. A driver that was built with inline_mmio.h tells
 * of each doorbell and of each turn, and the machine serves on the driver's thread, in
 * that call: the null device completes every job within the doorbell, and a rated one
 * each job at the first turn after it is due. Any other driver waits for ever.
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
/* Where the client sees what emu_shim_map() has given it. */
void emu_shim_mapped(int descriptor, uint64_t offset, void *address);
/* The page size that the machine pretends to have; 0 for the real one. */
long emu_shim_page_bytes(void);

/* What a driver of inline_mmio.h calls, and who measures it. Nothing without "inline". */
/* Right after the store, on the thread that made it. */
void emu_shim_rang(volatile uint64_t *doorbell, uint64_t value);
/* At the start of a turn. */
void emu_shim_catch_up(void);
/* Time spent in these two so far, by all threads: what the device costs its driver. */
uint64_t emu_shim_busy_ns(void);
/* A line of emu_machine_command(), whose answer goes to stderr; its result. */
int emu_shim_command(const char *line);

#endif
