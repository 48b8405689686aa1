/*
 * opens.c - takes and drops queues as clients open and leave the device nodes.
 */
#define _GNU_SOURCE /* memfd_create, syscall */

#include "opens.h"

#include "message.h"
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The thread whose ioctl this thread carries out: its argument is in its own memory. */
static _Thread_local pid_t caller;

/* The process whose memory is meant, or a negative errno. */
static pid_t memory_of(const struct emu_open *o)
{
	struct pollfd ended = { .fd = o->pidfd, .events = POLLIN };

	if (caller)
		return caller;
	return poll(&ended, 1, 0) == 0 ? o->process : -ESRCH;
}

static int refused(const struct emu_open *o, int result)
{
	static int said;

	if (result == -EPERM && !said) {
		said = 1;
		emu_say_errno(EPERM,
			      "allow a parent to trace its children (sysctl "
			      "kernel.yama.ptrace_scope up to 1, CAP_SYS_PTRACE or a "
			      "container profile with process_vm_readv)",
			      "Cannot reach the memory of the client: pid=%d",
			      o->process);
	}
	return result == 0 ? 0 : -EFAULT;
}

static int read_client(void *of, uint64_t address, void *to, size_t bytes)
{
	const struct emu_open *o = of;
	pid_t pid = memory_of(o);

	return pid < 0 ? -EFAULT : refused(o, emu_client_read(pid, address, to, bytes));
}

static int write_client(void *of, uint64_t address, const void *from, size_t bytes)
{
	const struct emu_open *o = of;
	pid_t pid = memory_of(o);

	return pid < 0 ? -EFAULT
		       : refused(o, emu_client_write(pid, address, from, bytes));
}

static void remove_client(void *of)
{
	struct emu_open *o = of;

	emu_regions_remove(&o->regions);
}

int emu_opens_init(struct emu_opens *opens, struct emu_machine *machine,
		   uint32_t page_bytes)
{
	*opens = (struct emu_opens){ .machine = machine, .page_bytes = page_bytes };
	opens->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return opens->inotify < 0 ? -errno : 0;
}

void emu_opens_end(struct emu_opens *opens)
{
	while (opens->first)
		emu_open_drop(opens, opens->first);
	close(opens->inotify);
}

/* Neither linked nor with a queue. */
static void free_open(struct emu_opens *opens, struct emu_open *o)
{
	for (int which = 0; which < EMU_FILES; which++)
		if (o->file[which].watch >= 0)
			inotify_rm_watch(opens->inotify, o->file[which].watch);
	emu_regions_close(&o->regions);
	if (o->pidfd >= 0)
		close(o->pidfd);
	free(o);
}

int emu_open_take(struct emu_opens *opens, uint32_t device, pid_t process,
		  struct emu_open **open)
{
	struct emu_open *o = calloc(1, sizeof(*o));
	int result;

	if (!o)
		return -ENOMEM;
	o->process = process;
	for (int which = 0; which < EMU_FILES; which++)
		o->file[which].watch = -1;
	o->pidfd = (int)syscall(SYS_pidfd_open, process, 0);
	result = o->pidfd < 0 ? -ENOMEM : 0;
	if (result == 0)
		result = emu_regions_open(&o->regions, opens->machine, device,
					  opens->page_bytes);
	if (result == 0) {
		o->client = (struct emu_client){
			.of = o,
			.read = read_client,
			.write = write_client,
			.removed = remove_client,
			.mmio = o->regions.map[EMU_REGION_MMIO],
			.dus = o->regions.map[EMU_REGION_DUS],
		};
		result = emu_queue_open(opens->machine, device, &o->client, &o->queue);
	}
	if (result != 0) {
		free_open(opens, o);
		return result;
	}
	o->next = opens->first;
	opens->first = o;
	*open = o;
	return 0;
}

void emu_open_drop(struct emu_opens *opens, struct emu_open *open)
{
	struct emu_open **link = &opens->first;

	while (*link != open)
		link = &(*link)->next;
	*link = open->next;
	emu_queue_close(open->queue);
	free_open(opens, open);
}

int emu_open_ioctl(struct emu_open *open, pid_t thread, uint32_t command,
		   uint64_t argument)
{
	int result;

	caller = thread;
	result = emu_queue_ioctl(open->queue, command, argument);
	caller = 0;
	return result;
}

int emu_open_file(struct emu_opens *opens, struct emu_open *o, int which, int flags)
{
	char path[64];
	struct stat is;
	int result;
	int file = which < EMU_REGIONS ? o->regions.file[which]
				       : memfd_create("uacce-emu", MFD_CLOEXEC);

	if (file < 0)
		return -errno;
	/* Opened anew: its last reference goes when the client's last one does. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	result = open(path, (flags & O_ACCMODE) | O_CLOEXEC);
	if (result < 0)
		result = -errno;
	if (which == EMU_FILE_NODE)
		close(file);
	if (result < 0)
		return result;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", result);
	o->file[which].watch = inotify_add_watch(opens->inotify, path, IN_CLOSE);
	if (o->file[which].watch < 0 || fstat(result, &is) != 0) {
		int error = errno;

		close(result);
		return -error;
	}
	o->file[which].device = is.st_dev;
	o->file[which].inode = is.st_ino;
	return result;
}

struct emu_open *emu_opens_find(struct emu_opens *opens, const struct stat *file,
				int *which)
{
	for (struct emu_open *o = opens->first; o; o = o->next)
		for (*which = 0; *which < EMU_FILES; (*which)++)
			if (o->file[*which].watch >= 0 &&
			    o->file[*which].inode == file->st_ino &&
			    o->file[*which].device == file->st_dev)
				return o;
	return NULL;
}

static void closed(struct emu_opens *opens, int watch)
{
	for (struct emu_open *o = opens->first; o; o = o->next) {
		int left = 0, here = 0;

		for (int which = 0; which < EMU_FILES; which++) {
			if (o->file[which].watch == watch) {
				inotify_rm_watch(opens->inotify, watch);
				o->file[which].watch = -1;
				here = 1;
			}
			left += o->file[which].watch >= 0;
		}
		if (here && left == 0)
			emu_open_drop(opens, o);
		if (here)
			return;
	}
}

void emu_opens_collect(struct emu_opens *opens)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t bytes;

	while ((bytes = read(opens->inotify, events, sizeof(events))) > 0) {
		for (ssize_t at = 0; at < bytes;) {
			const struct inotify_event *event =
				(const struct inotify_event *)(events + at);

			if (event->mask & IN_CLOSE)
				closed(opens, event->wd);
			at += (ssize_t)(sizeof(*event) + event->len);
		}
	}
}
