/*
 * control.c - reads commands from a named pipe and answers them in a file.
 */
#define _GNU_SOURCE /* open_memstream, mkfifo */

#include "control.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int emu_control_open(struct emu_control *c, const char *path)
{
	char log[PATH_MAX];
	int error;

	memset(c, 0, sizeof(*c));
	if (snprintf(log, sizeof(log), "%s.log", path) >= (int)sizeof(log))
		return -ENAMETOOLONG;
	if (mkfifo(path, 0600) != 0)
		return -errno;
	/* For writing too, so that it never ends when a writer closes it. */
	c->pipe = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	error = errno;
	if (c->pipe >= 0) {
		c->log = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
			      0600);
		error = errno;
		if (c->log >= 0) {
			c->path = path;
			return 0;
		}
		close(c->pipe);
	}
	unlink(path);
	return -error;
}

void emu_control_close(struct emu_control *c)
{
	if (!c->path)
		return;
	unlink(c->path);
	close(c->pipe);
	close(c->log);
	c->path = NULL;
}

static void carry_out(struct emu_control *c, struct emu_machine *machine,
		      struct emu_supervisor *supervisor)
{
	char *answer = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&answer, &bytes);
	int result;

	if (!out) {
		emu_say_errno(errno, NULL, "Cannot answer a command:");
		return;
	}
	if (c->too_long) {
		fprintf(out, "A command is too long: limit=%d bytes\n", EMU_LINE_MAX - 1);
		result = -EINVAL;
	} else {
		result = emu_machine_command(machine, c->line, out);
	}
	emu_supervisor_settle(supervisor);
	fprintf(out, "%s: %s\n", result == 0 ? "ok" : "error", c->line);
	/* In one piece: a reader that sees the last line has seen all. */
	if (fclose(out) == 0 && write(c->log, answer, bytes) != (ssize_t)bytes)
		emu_say_errno(errno, NULL, "Cannot write an answer: path=%s.log",
			      c->path);
	free(answer);
}

void emu_control_serve(struct emu_control *c, struct emu_machine *machine,
		       struct emu_supervisor *supervisor)
{
	char text[EMU_LINE_MAX];
	ssize_t bytes = read(c->pipe, text, sizeof(text));

	for (ssize_t i = 0; i < bytes; i++) {
		if (text[i] != '\n') {
			if (c->have < sizeof(c->line) - 1)
				c->line[c->have++] = text[i];
			else
				c->too_long = 1;
			continue;
		}
		c->line[c->have] = 0;
		if (c->have)
			carry_out(c, machine, supervisor);
		c->have = 0;
		c->too_long = 0;
	}
}
