/*
 * commands.c - the lines of the command file: parsed, refused with a reason, or obeyed.
 */
#define _POSIX_C_SOURCE 200809L /* strtok_r */

#include "machine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 512, RESET_MS = 50, MS_MAX = 3600 * 1000 };

/* What is left of a line: strtok_r's place, and where the answer goes. */
struct line {
	struct emu_machine *machine;
	char *rest;
	FILE *out;
};

static char *word(struct line *l)
{
	return strtok_r(NULL, " \t\r\n", &l->rest);
}

static bool number(const char *text, uint64_t high, uint64_t *value)
{
	char *end;

	if (!text || *text == '-' || *text == 0)
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return errno == 0 && *end == 0 && *value <= high;
}

static int complain(struct line *l, const char *what, const char *given)
{
	fprintf(l->out, "%s: got %.40s\n", what, given ? given : "nothing");
	return -EINVAL;
}

static struct device *device_word(struct line *l)
{
	const char *name = word(l);
	struct device *d = name ? emu_device_named(l->machine, name) : NULL;

	if (!d)
		complain(l, "a device name such as hisi_zip-1 is needed", name);
	return d;
}

static int narrow_rule(struct line *l, struct fault_rule *rule, const char *key,
		       char *value)
{
	uint64_t n = 0;

	if (strcmp(key, "device") == 0) {
		rule->device = emu_device_named(l->machine, value);
		return rule->device ? 0 : complain(l, "no such device", value);
	}
	if (strcmp(key, "direction") == 0) {
		rule->direction = strcmp(value, "decompress") == 0;
		return rule->direction || strcmp(value, "compress") == 0
			       ? 0
			       : complain(l, "direction is compress or decompress",
					  value);
	}
	if (!number(value,
		    strcmp(key, "ms") == 0      ? MS_MAX
		    : strcmp(key, "value") == 0 ? UINT16_MAX
						: INT64_MAX,
		    &n))
		return complain(l, "a whole number in range is needed", value);
	if (strcmp(key, "count") == 0)
		rule->count = n;
	else if (strcmp(key, "every") == 0 && n > 0)
		rule->every = n;
	else if (strcmp(key, "after") == 0)
		rule->after = n;
	else if (strcmp(key, "ms") == 0)
		rule->ms = (uint32_t)n;
	else if (strcmp(key, "value") == 0)
		rule->value = (uint32_t)n;
	else
		return complain(l,
				"count, every (1 or more), after, ms, value, device or "
				"direction is needed",
				key);
	return 0;
}

static int do_fault(struct line *l)
{
	struct faults *faults = &l->machine->faults;
	const char *name = word(l);
	enum fault_kind kind = name ? emu_fault_named(name) : FAULT_NONE;
	struct fault_rule rule;
	char *key;

	if (kind == FAULT_NONE)
		return complain(l, "a fault kind is needed", name);
	rule = emu_fault_default(kind);
	while ((key = word(l)) != NULL) {
		char *equals = strchr(key, '=');
		int error;

		if (!equals)
			return complain(l, "name=value is needed", key);
		*equals = 0;
		error = narrow_rule(l, &rule, key, equals + 1);
		if (error)
			return error;
	}
	emu_fault_set(faults, kind, &rule);
	return 0;
}

static int do_clear(struct line *l)
{
	emu_fault_clear(&l->machine->faults);
	return 0;
}

static int do_reset(struct line *l)
{
	struct device *d = device_word(l);
	const char *ms = word(l);
	uint64_t lasts = RESET_MS;

	if (!d)
		return -EINVAL;
	if (ms && (strncmp(ms, "ms=", 3) != 0 || !number(ms + 3, MS_MAX, &lasts)))
		return complain(l, "ms=N is needed", ms);
	emu_reset(l->machine, d, lasts * 1000000u);
	return 0;
}

static int do_overflow(struct line *l)
{
	struct device *d = device_word(l);

	if (!d)
		return -EINVAL;
	emu_overflow(l->machine, d);
	return 0;
}

static int do_isolate(struct line *l)
{
	struct device *d = device_word(l);
	const char *flag = word(l);
	uint64_t isolated;

	if (!d)
		return -EINVAL;
	if (!number(flag, 1, &isolated))
		return complain(l, "0 or 1 is needed", flag);
	emu_isolate(l->machine, d, isolated);
	return 0;
}

static int do_remove(struct line *l)
{
	struct device *d = device_word(l);

	if (!d)
		return -EINVAL;
	emu_remove(l->machine, d);
	return 0;
}

static int do_return(struct line *l)
{
	struct device *d = device_word(l);

	if (!d)
		return -EINVAL;
	emu_return(l->machine, d);
	return 0;
}

static int do_release(struct line *l)
{
	struct emu_machine *m = l->machine;
	const char *text = word(l);
	uint64_t count;

	if (m->profile.service != EMU_GATED)
		return complain(l, "release is for a machine with the option gated",
				text);
	if (!number(text, UINT32_MAX, &count))
		return complain(l, "a number of jobs is needed", text);
	emu_open_gate(m, count);
	return 0;
}

static int do_rate(struct line *l)
{
	struct emu_machine *m = l->machine;
	const char *text = word(l);
	uint64_t rate;

	if (m->profile.service != EMU_RATE)
		return complain(l, "rate is for a machine with the option rate", text);
	if (!number(text, UINT64_C(1) << 40, &rate) || rate == 0)
		return complain(l, "input bytes per second are needed", text);
	m->profile.rate = rate;
	m->rate_free = 0; /* what was taken up is still done at the old one */
	return 0;
}

static int do_lag(struct line *l)
{
	struct emu_machine *m = l->machine;
	const char *text = word(l);
	uint64_t lag;

	if (m->profile.service != EMU_NULL)
		return complain(l, "lag is for a machine with the option null", text);
	if (!number(text, m->profile.sq_depth - 1, &lag))
		return complain(l, "a number of jobs below the depth is needed", text);
	m->profile.lag = (uint32_t)lag;
	return 0;
}

static int do_stats(struct line *l)
{
	emu_print_queues(l->machine, l->out);
	emu_print_sums(l->machine, l->out);
	return 0;
}

static int do_sums(struct line *l)
{
	emu_print_sums(l->machine, l->out);
	return 0;
}

static const struct {
	const char *name, *arguments, *meaning;
	int (*run)(struct line *l);
} commands[] = {
	{ "fault",
	  "KIND [count=N] [every=N] [after=N] [ms=N] [value=N] [device=NAME] "
	  "[direction=compress|decompress]",
	  "give it to each every-th event after the first 'after', 'count' times",
	  do_fault },
	{ "clear", "", "no rule any more", do_clear },
	{ "reset", "NAME [ms=N]", "reset the device; open answers EPERM for ms (50)",
	  do_reset },
	{ "overflow", "NAME", "completion queue overflow on its queues", do_overflow },
	{ "isolate", "NAME 0|1", "set the isolate attribute", do_isolate },
	{ "remove", "NAME", "unbind the device", do_remove },
	{ "return", "NAME", "and bind it again", do_return },
	{ "release", "N", "gated: let N more jobs complete, in order", do_release },
	{ "rate", "N", "rate: input bytes per second from now on", do_rate },
	{ "lag", "N", "null: so many later jobs complete one, from now on", do_lag },
	{ "stats", "", "what happened so far", do_stats },
	{ "sums", "", "the same without a line for each queue", do_sums },
};

static int run(struct emu_machine *m, char *text, FILE *out)
{
	struct line l = { m, NULL, out };
	const char *name = strtok_r(text, " \t\r\n", &l.rest);
	const char *more;
	int error;

	for (size_t i = 0; name && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, name) != 0)
			continue;
		error = commands[i].run(&l);
		more = error ? NULL : word(&l);
		return more ? complain(&l, "nothing more was expected", more) : error;
	}
	return complain(&l, "a command is needed (fault, clear, reset, ...)", name);
}

int emu_machine_command(struct emu_machine *m, const char *line, FILE *out)
{
	char text[LINE_MAX_BYTES], *answer = NULL;
	size_t bytes = 0;
	FILE *kept;
	int error;

	if (strlen(line) >= sizeof(text)) {
		fprintf(out, "a command of %zu bytes is too long: limit=%zu\n",
			strlen(line), sizeof(text) - 1);
		return -EINVAL;
	}
	strcpy(text, line);
	/* 'out' may be slow, and everybody waits for the lock. */
	kept = open_memstream(&answer, &bytes);
	if (!kept)
		return -ENOMEM;
	emu_lock_serving(m);
	emu_lock(m);
	error = run(m, text, kept);
	pthread_mutex_unlock(&m->lock);
	pthread_mutex_unlock(&m->serving);
	fclose(kept);
	fwrite(answer, 1, bytes, out);
	free(answer);
	return error;
}

void emu_print_commands(FILE *out)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %s %s: %s\n", commands[i].name, commands[i].arguments,
			commands[i].meaning);
	fprintf(out, "  KIND is one of:\n");
	emu_fault_print_kinds(out);
}
