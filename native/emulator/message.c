/*
 * message.c - the lines that uacce-emu writes to stderr.
 */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One write for each line: the command writes to the same place. */
enum { LINE_BYTES = 5120 };

static void say(const char *end, const char *format, va_list arguments)
{
	char text[LINE_BYTES];

	vsnprintf(text, sizeof(text), format, arguments);
	fprintf(stderr, "uacce-emu: %s%s\n", text, end);
}

void emu_say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("", format, arguments);
	va_end(arguments);
}

void emu_say_errno(int error, const char *next, const char *format, ...)
{
	char end[LINE_BYTES];
	va_list arguments;

	snprintf(end, sizeof(end), " errno=%d (%s)%s%s", error, strerror(error),
		 next ? "; " : "", next ? next : "");
	va_start(arguments, format);
	say(end, format, arguments);
	va_end(arguments);
}
