/*
 * supervisor.h - answers the system calls that the filter asks about.
 */
#ifndef EMU_SUPERVISOR_H
#define EMU_SUPERVISOR_H

#include "opens.h"
#include "sysfs.h"

#include <linux/seccomp.h>

struct emu_supervisor {
	struct emu_opens *opens;
	struct emu_sysfs *sysfs;
	int listener;
	struct seccomp_notif *request;
	struct seccomp_notif_resp *answer;
	size_t request_bytes, answer_bytes;
	/* How often it was asked, and how often about a device. */
	uint64_t asked, opened, ioctls, mapped;
};

/* 0 or a negative errno. Takes the listener over in both cases. */
int emu_supervisor_init(struct emu_supervisor *s, struct emu_opens *opens,
			struct emu_sysfs *sysfs, int listener);
void emu_supervisor_end(struct emu_supervisor *s);

/* Serves one call, to be called when the listener can be read. Never waits long. */
void emu_supervisor_serve(struct emu_supervisor *s);

/* Brings the queues and the files up to date with the clients and the machine. */
void emu_supervisor_settle(struct emu_supervisor *s);

#endif
