/*
 * shim_setup.c - reads the shim's environment, and makes and removes its files.
 */
#define _GNU_SOURCE /* mkdtemp, setenv */

#include "shim_setup.h"

#include "message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static _Noreturn void give_up(void)
{
	_exit(EMU_EXIT_USAGE);
}

/* A copy of UACCE_EMU_OPTIONS to be cut at its commas, and never freed. */
static char *options(void)
{
	const char *given = getenv("UACCE_EMU_OPTIONS");
	char *copy = strdup(given ? given : "");

	if (!copy)
		give_up();
	return copy;
}

static int is_fault(const char *option)
{
	return strncmp(option, "fault=", 6) == 0;
}

static void set_option(struct emu_shim_setup *setup, const char *option)
{
	char why[256] = "";

	if (strcmp(option, "inline") == 0) {
		setup->inlined = 1;
	} else if (strcmp(option, "stats") == 0) {
		setup->stats_file = "";
	} else if (strncmp(option, "stats=", 6) == 0) {
		setup->stats_file = option + 6;
	} else if (emu_profile_set(&setup->profile, option, why, sizeof(why)) != 0) {
		emu_say("Cannot use the option: UACCE_EMU_OPTIONS=%s; %s", option, why);
		give_up();
	}
}

static void find_folders(struct emu_shim_setup *s)
{
	const char *classes = getenv("UACCE_CLASS_FOLDER");
	const char *devices = getenv("UACCE_DEVICE_FOLDER");
	const char *temp = getenv("TMPDIR");

	if (classes && devices && realpath(classes, s->class_folder) &&
	    realpath(devices, s->device_folder))
		return;
	if (classes || devices) {
		emu_say("Cannot use the folders: UACCE_CLASS_FOLDER=%s "
			"UACCE_DEVICE_FOLDER=%s; make both, or set neither",
			classes ? classes : "", devices ? devices : "");
		give_up();
	}
	snprintf(s->made_folder, sizeof(s->made_folder), "%s/uacce-emu-XXXXXX",
		 temp && strlen(temp) < sizeof(s->made_folder) - 20 ? temp : P_tmpdir);
	if (!mkdtemp(s->made_folder)) {
		emu_say_errno(errno, "set TMPDIR", "Cannot make a folder: path=%s",
			      s->made_folder);
		give_up();
	}
	snprintf(s->class_folder, sizeof(s->class_folder), "%s/class", s->made_folder);
	snprintf(s->device_folder, sizeof(s->device_folder), "%s/dev", s->made_folder);
	if (mkdir(s->class_folder, 0755) != 0 || mkdir(s->device_folder, 0755) != 0) {
		emu_say_errno(errno, NULL, "Cannot make folders: path=%s",
			      s->made_folder);
		give_up();
	}
	setenv("UACCE_CLASS_FOLDER", s->class_folder, 1);
	setenv("UACCE_DEVICE_FOLDER", s->device_folder, 1);
}

void emu_shim_read_setup(struct emu_shim_setup *setup)
{
	/* Not by sysconf(), which is ours. */
	long page = (long)getauxval(AT_PAGESZ);
	char *rest = options(), *option;

	emu_profile_default(&setup->profile);
	setup->profile.page_bytes = (uint32_t)page;
	while ((option = strtok_r(rest, ",", &rest)))
		if (!is_fault(option))
			set_option(setup, option);
	if (setup->profile.page_bytes != page)
		setup->pretended_page = (long)setup->profile.page_bytes;
	find_folders(setup);
}

void emu_shim_give_faults(struct emu_machine *machine)
{
	char *rest = options(), *option;

	while ((option = strtok_r(rest, ",", &rest))) {
		if (!is_fault(option))
			continue;
		option[strlen("fault")] = ' ';
		if (emu_machine_command(machine, option, stderr) != 0)
			give_up();
	}
}

void emu_shim_place_files(struct emu_shim_setup *setup, struct emu_machine *machine,
			  struct emu_sysfs *sysfs)
{
	const char *maker = getenv("UACCE_EMU_SHIM");
	char self[32];
	int result;

	snprintf(self, sizeof(self), "%d", (int)getpid());
	if (maker) {
		emu_sysfs_join(sysfs, machine, setup->class_folder, setup->device_folder);
		/* Another program made them and then executed this one. */
		setup->made_files = strcmp(maker, self) == 0;
		return;
	}
	result = emu_sysfs_open(sysfs, machine, setup->class_folder, setup->device_folder,
				0666);
	if (result != 0) {
		emu_say_errno(-result,
			      result == -EEXIST ? "remove what an earlier run has left"
						: NULL,
			      "Cannot make the device files: path=%s", sysfs->path);
		give_up();
	}
	setenv("UACCE_EMU_SHIM", self, 1);
	setup->made_files = 1;
}

void emu_shim_remove_files(struct emu_shim_setup *setup, struct emu_sysfs *sysfs)
{
	if (!setup->made_files)
		return;
	emu_sysfs_close(sysfs);
	if (*setup->made_folder) {
		rmdir(setup->class_folder);
		rmdir(setup->device_folder);
		rmdir(setup->made_folder);
	}
}
