/*
 * uacce_emu.c - runs a command on a machine that seems to have accelerators: the main
 * program, which puts the parts together.
 */
#define _GNU_SOURCE /* fmemopen, realpath, setenv */

#include "command.h"
#include "control.h"
#include "message.h"
#include "namespace.h"
#include "options.h"
#include "supervisor.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* How late a change that the machine makes by itself may show in the files. */
enum { UPDATE_MS = 10 };

struct bed {
	struct emu_options options;
	struct emu_machine *machine;
	struct emu_sysfs sysfs;
	struct emu_opens opens;
	struct emu_supervisor supervisor;
	struct emu_control control;
	struct emu_command command;
	char class_folder[PATH_MAX], device_folder[PATH_MAX];
};

/* 0 or an exit status, as for the functions below. */
static int give_fault(struct emu_machine *machine, const char *fault)
{
	char line[EMU_LINE_MAX], why[256] = "";
	FILE *out = fmemopen(why, sizeof(why), "w");
	int result;

	if (!out)
		return EMU_EXIT_FAILED;
	snprintf(line, sizeof(line), "fault %s", fault);
	result = emu_machine_command(machine, line, out);
	fclose(out);
	why[sizeof(why) - 1] = 0;
	if (result == 0)
		return 0;
	why[strcspn(why, "\n")] = 0;
	emu_say("Cannot use the option: option=--fault=%s; %s; see --help", fault, why);
	return EMU_EXIT_USAGE;
}

static int make_machine(struct bed *bed)
{
	bed->machine = emu_machine_open(&bed->options.profile);
	if (!bed->machine) {
		emu_say("Cannot make the machine: not enough memory");
		return EMU_EXIT_FAILED;
	}
	for (int i = 0; i < bed->options.fault_count; i++) {
		int status = give_fault(bed->machine, bed->options.faults[i]);

		if (status != 0)
			return status;
	}
	return 0;
}

static int place_files(struct bed *bed)
{
	const char *without[EMU_DEVICES_MAX + 1] = { NULL };
	const char *const given[] = { bed->options.class_folder,
				      bed->options.device_folder };
	char *const folder[] = { bed->class_folder, bed->device_folder };
	int result;

	for (uint32_t i = 0; i < emu_machine_devices(bed->machine); i++)
		without[i] = emu_device_name(bed->machine, i);
	if (!given[0]) {
		if (emu_namespace_enter(without) != 0)
			return EMU_EXIT_FORBIDDEN;
		strcpy(bed->class_folder, EMU_CLASS_FOLDER);
		strcpy(bed->device_folder, EMU_DEVICE_FOLDER);
	}
	for (int i = 0; i < 2 && given[0]; i++) {
		if (!realpath(given[i], folder[i])) {
			emu_say_errno(errno, "make it first",
				      "Cannot use the folder: path=%s", given[i]);
			return EMU_EXIT_USAGE;
		}
	}
	result = emu_sysfs_open(&bed->sysfs, bed->machine, bed->class_folder,
				bed->device_folder, bed->options.node_mode);
	if (result != 0) {
		emu_say_errno(-result,
			      result == -EEXIST ? "remove what an earlier run has left"
						: NULL,
			      "Cannot make the device files: path=%s", bed->sysfs.path);
		emu_sysfs_close(&bed->sysfs);
		return EMU_EXIT_FAILED;
	}
	setenv("UACCE_CLASS_FOLDER", bed->class_folder, 1);
	setenv("UACCE_DEVICE_FOLDER", bed->device_folder, 1);
	return 0;
}

static int make_control(struct bed *bed)
{
	char path[PATH_MAX];
	int result;

	if (!bed->options.control)
		return 0;
	result = emu_control_open(&bed->control, bed->options.control);
	if (result != 0) {
		emu_say_errno(-result, "give a path at which nothing is yet",
			      "Cannot make the control pipe: path=%s",
			      bed->options.control);
		return EMU_EXIT_USAGE;
	}
	setenv("UACCE_EMU_CONTROL", realpath(bed->options.control, path) ? path : "", 1);
	return 0;
}

static void serve(struct bed *bed)
{
	struct pollfd files[] = {
		{ .fd = bed->command.signals, .events = POLLIN },
		{ .fd = bed->supervisor.listener, .events = POLLIN },
		{ .fd = bed->opens.inotify, .events = POLLIN },
		{ .fd = bed->options.control ? bed->control.pipe : -1, .events = POLLIN },
	};
	int ended = 0;

	while (!ended) {
		int ready = poll(files, 4, UPDATE_MS);

		if (ready < 0)
			continue; /* EINTR */
		if (ready > 0 && files[1].revents & POLLIN)
			emu_supervisor_serve(&bed->supervisor);
		else if (files[1].revents & POLLHUP)
			files[1].fd = -1; /* no process is left under the filter */
		if (ready == 0 || files[2].revents)
			emu_supervisor_settle(&bed->supervisor);
		if (ready > 0 && files[3].revents)
			emu_control_serve(&bed->control, bed->machine, &bed->supervisor);
		if (ready > 0 && files[0].revents)
			ended = emu_command_serve(&bed->command);
	}
	/* What the command's end closed. */
	emu_supervisor_settle(&bed->supervisor);
}

static void report(struct bed *bed)
{
	const char *path = bed->options.stats_file;
	FILE *out = path ? fopen(path, "we") : stderr;

	if (bed->options.verbose)
		emu_say("notifications=%" PRIu64 " opens=%" PRIu64 " ioctls=%" PRIu64
			" mmaps=%" PRIu64,
			bed->supervisor.asked, bed->supervisor.opened,
			bed->supervisor.ioctls, bed->supervisor.mapped);
	if (!bed->options.stats)
		return;
	if (!out) {
		emu_say_errno(errno, NULL, "Cannot write the statistics: path=%s", path);
		return;
	}
	emu_machine_stats(bed->machine, out);
	if (path)
		fclose(out);
}

/* An exit status: the command's, if it could be served. */
static int supervise(struct bed *bed)
{
	struct rlimit files;
	int result;

	/* Three for each queue, and only for us: the command has its own. */
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	signal(SIGPIPE, SIG_IGN);
	result = emu_supervisor_init(&bed->supervisor, &bed->opens, &bed->sysfs,
				     bed->command.listener);
	if (result == 0)
		result = emu_machine_run(bed->machine);
	if (result == 0) {
		serve(bed);
		report(bed);
		emu_machine_stop(bed->machine);
		emu_supervisor_end(&bed->supervisor);
		return bed->command.status;
	}
	emu_say_errno(-result, result == -ENOSYS ? "Linux 5.14 or newer is needed" : NULL,
		      "Cannot serve the command:");
	emu_command_kill(&bed->command);
	emu_supervisor_end(&bed->supervisor);
	return result == -ENOSYS ? EMU_EXIT_FORBIDDEN : EMU_EXIT_FAILED;
}

static int run(struct bed *bed)
{
	int status, result = emu_opens_init(&bed->opens, bed->machine,
					    bed->options.profile.page_bytes);

	if (result != 0) {
		emu_say_errno(-result, "see sysctl fs.inotify.max_user_instances",
			      "Cannot watch files:");
		return EMU_EXIT_FAILED;
	}
	status = emu_command_start(&bed->command, bed->options.command);
	if (status == 0)
		status = supervise(bed);
	emu_opens_end(&bed->opens);
	return status;
}

int main(int argc, char **argv)
{
	static struct bed bed;
	int status;

	if (emu_options_parse(&bed.options, argc, argv) != 0)
		return EMU_EXIT_USAGE;
	if (bed.options.help) {
		emu_options_help();
		return 0;
	}
	status = make_machine(&bed);
	if (status == 0)
		status = place_files(&bed);
	if (status == 0) {
		status = make_control(&bed);
		if (status == 0) {
			emu_say("seed=%" PRIu64 " devices=%u queues=%u api=%u",
				bed.options.profile.seed, bed.options.profile.devices,
				bed.options.profile.queues, bed.options.profile.api);
			status = run(&bed);
			emu_control_close(&bed.control);
		}
		emu_sysfs_close(&bed.sysfs);
	}
	if (bed.machine)
		emu_machine_close(bed.machine);
	return status;
}
