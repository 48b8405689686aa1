/*
 * shim_setup.h - how the shim begins and ends: its options, its folders and who owns
 * them. What is wrong here ends the process, before its main(), with a line that says so.
 */
#ifndef EMU_SHIM_SETUP_H
#define EMU_SHIM_SETUP_H

#include "model.h"
#include "sysfs.h"

struct emu_shim_setup {
	struct emu_profile profile;
	long pretended_page;    /* 0 when it is the kernel's */
	const char *stats_file; /* NULL: none; "": stderr */
	int inlined;            /* no thread of its own: see shim_bed.h */
	char class_folder[PATH_MAX], device_folder[PATH_MAX];
	char made_folder[64]; /* both are in it; "" when they were given */
	int made_files;       /* by this process, which is to remove them */
};

void emu_shim_read_setup(struct emu_shim_setup *setup);
void emu_shim_give_faults(struct emu_machine *machine);
/* Makes the files, or joins those of the program that started this one. */
void emu_shim_place_files(struct emu_shim_setup *setup, struct emu_machine *machine,
			  struct emu_sysfs *sysfs);
void emu_shim_remove_files(struct emu_shim_setup *setup, struct emu_sysfs *sysfs);

#endif
