/*
 * command.h - the supervised command: started under the filter, waited for by signals.
 */
#ifndef EMU_COMMAND_H
#define EMU_COMMAND_H

#include <sys/types.h>

struct emu_command {
	pid_t pid;
	int signals;  /* a signalfd: those to pass on, and SIGCHLD */
	int listener; /* where its system calls are served */
	int status;   /* after it ended: the exit status to pass on */
};

/*
 * Starts it and blocks the signals to pass on in this process. 0, or an exit status
 * after saying what failed.
 */
int emu_command_start(struct emu_command *c, char **arguments);
/* To be called when 'signals' can be read; 1 once the command has ended. */
int emu_command_serve(struct emu_command *c);
/* Kills and reaps it, for an end before its own. */
void emu_command_kill(struct emu_command *c);

#endif
