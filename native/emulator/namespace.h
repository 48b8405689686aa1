/*
 * namespace.h - a view of the file system in which the emulated devices are where real
 * ones would be, for this process and its children only.
 */
#ifndef EMU_NAMESPACE_H
#define EMU_NAMESPACE_H

#define EMU_CLASS_FOLDER  "/sys/class/uacce"
#define EMU_DEVICE_FOLDER "/dev"

/*
 * Gives this process, which must have one thread only, a mount namespace of its own
 * (as root; else a user namespace with it, in which its user and group stay what they
 * are), and in it a /dev and a /sys/class that can be added to and have all that was
 * there, apart from what is named in 'without' (NULL behind the last) and from
 * /sys/class/uacce, which is empty. 0, or -1 after saying what was refused.
 */
int emu_namespace_enter(const char *const without[]);

#endif
