/*
 * options.c - reads the command line of uacce-emu and explains it.
 */
#define _GNU_SOURCE /* getrandom */

#include "options.h"

#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

void emu_options_help(void)
{
	printf("uacce-emu [option...] -- command [argument...]\n\n"
	       "Runs a command, and whatever it starts, on a machine that seems to have\n"
	       "accelerators: /sys/class/uacce/NAME and /dev/NAME exist for it alone.\n"
	       "Its exit status is the command's (128+n for signal n), 2 for a wrong\n"
	       "option, 77 where the kernel forbids what is needed. What still runs\n"
	       "when the command ends has no device any more.\n\n"
	       "  --help               this text\n"
	       "  --verbose            tell how often the supervisor was asked\n"
	       "  --stats[=FILE]       at the end, what happened; on stderr or in FILE\n"
	       "  --control=FILE       make a named pipe for the commands below; "
	       "answers\n"
	       "                       go to FILE.log, each ended by 'ok: COMMAND' or\n"
	       "                       'error: COMMAND'; UACCE_EMU_CONTROL tells the\n"
	       "                       command its path\n"
	       "  --fault='KIND ...'   the same as the command 'fault KIND ...' before "
	       "the\n"
	       "                       start; may be repeated\n"
	       "  --node-mode=MODE     permissions of the nodes, octal; 0666\n"
	       "  --class-folder=DIR   with --device-folder: put the files into these "
	       "two\n"
	       "  --device-folder=DIR  existing folders, without a mount namespace\n\n"
	       "UACCE_CLASS_FOLDER and UACCE_DEVICE_FOLDER tell the command both "
	       "folders.\n\n"
	       "Options of the machine, each as --NAME or --NAME=VALUE:\n");
	emu_profile_print_options(stdout);
	printf("\nCommands:\n");
	emu_print_commands(stdout);
}

static int wrong(const char *option, const char *why)
{
	emu_say("Cannot use the option: option=%s; %s; see --help", option, why);
	return -1;
}

/* The value of "--name=value", or NULL if the option is another. */
static const char *value_of(const char *option, const char *name)
{
	size_t length = strlen(name);

	return strncmp(option, name, length) == 0 && option[length] == '='
		       ? option + length + 1
		       : NULL;
}

static int parse_mode(struct emu_options *o, const char *option, const char *value)
{
	char *end;
	unsigned long mode = strtoul(value, &end, 8);

	if (value[0] < '0' || value[0] > '7' || *end || mode > 0777)
		return wrong(option, "a mode is octal, 0 to 0777");
	o->node_mode = (mode_t)mode;
	return 0;
}

static int parse_one(struct emu_options *o, const char *option)
{
	char why[256] = "";
	const char *value;

	if (strcmp(option, "--help") == 0)
		o->help = 1;
	else if (strcmp(option, "--verbose") == 0)
		o->verbose = 1;
	else if (strcmp(option, "--stats") == 0)
		o->stats = 1;
	else if ((value = value_of(option, "--stats")))
		o->stats = 1, o->stats_file = value;
	else if ((value = value_of(option, "--control")))
		o->control = value;
	else if ((value = value_of(option, "--class-folder")))
		o->class_folder = value;
	else if ((value = value_of(option, "--device-folder")))
		o->device_folder = value;
	else if ((value = value_of(option, "--node-mode")))
		return parse_mode(o, option, value);
	else if ((value = value_of(option, "--fault"))) {
		if (o->fault_count == EMU_FAULTS_MAX || strlen(value) > EMU_FAULT_BYTES)
			return wrong(option, "there is too much of it");
		o->faults[o->fault_count++] = value;
	} else if (strncmp(option, "--", 2) != 0)
		return wrong(option, "options start with --, and -- ends them");
	else if (emu_profile_set(&o->profile, option + 2, why, sizeof(why)) != 0)
		return wrong(option, why);
	return 0;
}

int emu_options_parse(struct emu_options *o, int argc, char **argv)
{
	int i = 1;

	*o = (struct emu_options){ .node_mode = 0666 };
	emu_profile_default(&o->profile);
	o->profile.page_bytes = (uint32_t)sysconf(_SC_PAGESIZE);
	if (getrandom(&o->profile.seed, sizeof(o->profile.seed), 0) < 0) {
		emu_say("Cannot draw a seed; give --seed=N");
		return -1;
	}
	o->profile.seed &= 0xffffffff; /* easier to copy */
	for (; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (parse_one(o, argv[i]) != 0)
			return -1;
	o->command = argv + i + (i < argc);
	if (o->help)
		return 0;
	if (!*o->command)
		return wrong("--", "a command must follow");
	if (!o->class_folder != !o->device_folder)
		return wrong(o->class_folder ? "--class-folder" : "--device-folder",
			     "--class-folder and --device-folder go together");
	return 0;
}
