/*
 * control.h - the named pipe through which a test commands the machine while it runs.
 *
 * Each line written to FILE is a command of emu_machine_command(). When it has been
 * carried out and the device files show it, its output is in FILE.log, and behind it a
 * line "ok: COMMAND" or "error: COMMAND": what a test waits for.
 */
#ifndef EMU_CONTROL_H
#define EMU_CONTROL_H

#include "supervisor.h"

#include <limits.h>

enum { EMU_LINE_MAX = 1024 };

struct emu_control {
	const char *path; /* NULL: none */
	int pipe, log;
	char line[EMU_LINE_MAX]; /* what of a line has come */
	size_t have;
	int too_long; /* the rest of that line is to be dropped */
};

/* Makes both files. 0, or a negative errno about the pipe or the log. */
int emu_control_open(struct emu_control *c, const char *path);
/* Removes the pipe; the log stays. */
void emu_control_close(struct emu_control *c);
/* Carries out what has come; to be called when the pipe can be read. */
void emu_control_serve(struct emu_control *c, struct emu_machine *machine,
		       struct emu_supervisor *supervisor);

#endif
