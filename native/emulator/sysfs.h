/*
 * sysfs.h - the class folder and the device nodes of a machine, as files: what a client
 * finds at /sys/class/uacce and in /dev, kept as the machine is.
 *
 * A reader never sees half a text. A name that starts with a dot may be seen in the
 * class folder for a moment while a device comes or goes; it is no device.
 */
#ifndef EMU_SYSFS_H
#define EMU_SYSFS_H

#include "model.h"

#include <limits.h>
#include <sys/stat.h>

enum { EMU_ATTRIBUTES_MAX = 16 };

struct emu_sysfs {
	struct emu_machine *machine;
	const char *class_folder, *device_folder; /* the caller's */
	mode_t node_mode;
	uint64_t generation; /* of the machine, that the files show */
	struct {
		int shown;
		struct stat node;
		char *text[EMU_ATTRIBUTES_MAX]; /* as written */
	} device[EMU_DEVICES_MAX];
	char path[PATH_MAX]; /* after a failure: what it is about */
};

/*
 * Fills two existing folders. 0, or a negative errno about s->path; then, too,
 * emu_sysfs_close() is owed.
 */
int emu_sysfs_open(struct emu_sysfs *s, struct emu_machine *machine,
		   const char *class_folder, const char *device_folder, mode_t node_mode);
/* Makes the files what the machine now is; cheap when nothing changed. As above. */
int emu_sysfs_update(struct emu_sysfs *s);
/* Removes what was put into the folders. */
void emu_sysfs_close(struct emu_sysfs *s);
/*
 * The same for folders that another machine of the same profile has filled, and goes on
 * to own: nothing is made there but texts, and emu_sysfs_close() is not for it.
 */
void emu_sysfs_join(struct emu_sysfs *s, struct emu_machine *machine,
		    const char *class_folder, const char *device_folder);
/* The device whose node this is, or -1. */
int emu_sysfs_find(const struct emu_sysfs *s, const struct stat *file);

#endif
