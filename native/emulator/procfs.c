/*
 * procfs.c - what /proc and process_vm_readv tell about a client.
 */
#define _GNU_SOURCE /* process_vm_readv, process_vm_writev */

#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	PAGE = 4096,           /* a read must not cross into a page that is not there */
	STATUS_BYTES = 32768,  /* /proc/PID/status, with the longest line of groups */
	CAP_DAC_OVERRIDE_ = 1, /* include/uapi/linux/capability.h */
};

int emu_client_read(pid_t thread, uint64_t address, void *to, size_t bytes)
{
	struct iovec here = { to, bytes };
	struct iovec there = { (void *)(uintptr_t)address, bytes };
	ssize_t done = process_vm_readv(thread, &here, 1, &there, 1, 0);

	if (done < 0)
		return -errno;
	return (size_t)done == bytes ? 0 : -EFAULT;
}

int emu_client_write(pid_t thread, uint64_t address, const void *from, size_t bytes)
{
	struct iovec here = { (void *)(uintptr_t)from, bytes };
	struct iovec there = { (void *)(uintptr_t)address, bytes };
	ssize_t done = process_vm_writev(thread, &here, 1, &there, 1, 0);

	if (done < 0)
		return -errno;
	return (size_t)done == bytes ? 0 : -EFAULT;
}

int emu_client_string(pid_t thread, uint64_t address, char *text, size_t capacity)
{
	size_t have = 0;

	while (have < capacity) {
		size_t part = PAGE - (size_t)((address + have) % PAGE);
		int result;

		if (part > capacity - have)
			part = capacity - have;
		result = emu_client_read(thread, address + have, text + have, part);
		if (result != 0)
			return result;
		if (memchr(text + have, 0, part))
			return 0;
		have += part;
	}
	return -ENAMETOOLONG;
}

int emu_client_stat_path(pid_t thread, int folder, const char *path, struct stat *file)
{
	char full[PATH_MAX + 64];
	int length;

	/* Through its own root, which need not be ours. */
	if (path[0] == '/')
		length = snprintf(full, sizeof(full), "/proc/%d/root%s", thread, path);
	else if (folder == AT_FDCWD)
		length = snprintf(full, sizeof(full), "/proc/%d/cwd/%s", thread, path);
	else
		length = snprintf(full, sizeof(full), "/proc/%d/fd/%d/%s", thread, folder,
				  path);
	if (length >= (int)sizeof(full))
		return -ENAMETOOLONG;
	return stat(full, file) == 0 ? 0 : -errno;
}

int emu_client_stat_file(pid_t thread, int file, struct stat *is)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", thread, file);
	return stat(path, is) == 0 ? 0 : -errno;
}

/* The start of a small file, NUL-terminated; its length or a negative errno. */
static ssize_t read_file(const char *path, char *text, size_t capacity)
{
	size_t have = 0;
	ssize_t part;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return -errno;
	do {
		part = read(file, text + have, capacity - 1 - have);
		if (part > 0)
			have += (size_t)part;
	} while (part > 0 && have < capacity - 1);
	close(file);
	text[have] = 0;
	return part < 0 ? -errno : (ssize_t)have;
}

/* Behind "\nname:" in the text, or NULL. */
static char *value_of(char *text, const char *name)
{
	size_t length = strlen(name);

	for (char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, length) == 0 && line[length] == ':')
			return line + length + 1;
	}
	return NULL;
}

int emu_client_file_flags(pid_t thread, int file)
{
	char path[64], text[PAGE];
	char *flags;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", thread, file);
	length = read_file(path, text, sizeof(text));
	if (length < 0)
		return (int)length;
	flags = value_of(text, "flags");
	return flags ? (int)(strtoul(flags, NULL, 8) & INT_MAX) : -EINVAL;
}

/* The thread's status text, to be freed; NULL when it is gone. */
static char *status_of(pid_t thread)
{
	char path[64];
	char *text = malloc(STATUS_BYTES);

	snprintf(path, sizeof(path), "/proc/%d/status", thread);
	if (text && read_file(path, text, STATUS_BYTES) < 0) {
		free(text);
		return NULL;
	}
	return text;
}

pid_t emu_client_process(pid_t thread)
{
	char *status = status_of(thread);
	char *value = status ? value_of(status, "Tgid") : NULL;
	pid_t process = value ? (pid_t)strtol(value, NULL, 10) : -ESRCH;

	free(status);
	return process;
}

/* The last of the four ids of a line: the one that counts for files. */
static uint32_t file_id(char *value)
{
	unsigned long id = UINT32_MAX;

	for (int i = 0; i < 4 && value; i++)
		id = strtoul(value, &value, 10);
	return (uint32_t)id;
}

static int is_in_group(char *status, gid_t group)
{
	char *groups = value_of(status, "Groups");
	char *end = groups ? strchr(groups, '\n') : NULL;

	if (file_id(value_of(status, "Gid")) == group)
		return 1;
	while (end && groups < end) {
		char *behind;
		unsigned long id = strtoul(groups, &behind, 10);

		if (behind == groups || behind > end)
			return 0;
		if (id == group)
			return 1;
		groups = behind;
	}
	return 0;
}

int emu_client_may_open(pid_t thread, const struct stat *file, int flags)
{
	mode_t wanted = (flags & O_ACCMODE) == O_RDONLY   ? 4
			: (flags & O_ACCMODE) == O_WRONLY ? 2
							  : 6;
	mode_t given;
	char *status = status_of(thread);
	char *capabilities;

	if (!status)
		return 0;
	if (file_id(value_of(status, "Uid")) == file->st_uid)
		given = file->st_mode >> 6;
	else if (is_in_group(status, file->st_gid))
		given = file->st_mode >> 3;
	else
		given = file->st_mode;
	capabilities = value_of(status, "CapEff");
	if (capabilities && strtoull(capabilities, NULL, 16) >> CAP_DAC_OVERRIDE_ & 1)
		given = 7;
	free(status);
	return (given & wanted) == wanted;
}
