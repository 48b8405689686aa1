/*
 * message.h - what uacce-emu says to its user, all of it on stderr.
 */
#ifndef EMU_MESSAGE_H
#define EMU_MESSAGE_H

/* Exit statuses of uacce-emu's own; else it is the command's. */
enum {
	EMU_EXIT_FAILED = 1,
	EMU_EXIT_USAGE = 2,
	EMU_EXIT_FORBIDDEN = 77, /* by the kernel: a skip, for a test */
	EMU_EXIT_NOT_EXECUTABLE = 126,
	EMU_EXIT_NOT_FOUND = 127,
};

/* One line, with the program's name before it. */
void emu_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with " errno=N (text)" and, if not NULL, "; next" behind it. */
void emu_say_errno(int error, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
