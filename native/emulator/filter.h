/*
 * filter.h - which system calls of the command the supervisor is asked about.
 */
#ifndef EMU_FILTER_H
#define EMU_FILTER_H

/*
 * Puts the filter on the calling thread and all its descendants; nothing takes it off.
 * Returns the descriptor that their calls are served on, or a negative errno.
 */
int emu_filter_install(void);

#endif
