/*
 * sysfs.c - writes the texts and nodes of the devices into two folders.
 */
#define _DEFAULT_SOURCE /* fchmod, strdup */

#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_BYTES = 4096 };

__attribute__((format(printf, 2, 3))) static int name_path(char *path, const char *format,
							   ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(path, PATH_MAX, format, arguments);
	va_end(arguments);
	return length > 0 && length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Creates the file at s->path, which the umask shall not touch. */
static int create(struct emu_sysfs *s, mode_t mode, const char *text, struct stat *as)
{
	size_t bytes = strlen(text);
	int result = 0;
	int file = open(s->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0)
		return -errno;
	if (write(file, text, bytes) != (ssize_t)bytes)
		result = -EIO;
	else if (fchmod(file, mode) != 0 || fstat(file, as) != 0)
		result = -errno;
	close(file);
	return result;
}

/* 'folder' is that of the device, which may have its final name or not yet. */
static int write_attribute(struct emu_sysfs *s, const char *folder, const char *name,
			   const char *text)
{
	/* The one attribute that the kernel lets an administrator write. */
	mode_t mode = strcmp(name, "isolate_strategy") == 0 ? 0644 : 0444;
	char to[PATH_MAX];
	struct stat as;
	int result = name_path(to, "%s/%s", folder, name);

	if (result == 0)
		/* Beside numa_node: a reader of the device's folder shall not see it. */
		result = name_path(s->path, "%s/device/.new", folder);
	if (result != 0)
		return result;
	if (unlink(s->path) != 0 && errno != ENOENT)
		return -errno;
	result = create(s, mode, text, &as);
	if (result == 0 && rename(s->path, to) != 0)
		result = -errno;
	return result;
}

static int write_attributes(struct emu_sysfs *s, uint32_t device, const char *folder)
{
	char text[TEXT_BYTES];

	for (int i = 0; emu_attributes[i] && i < EMU_ATTRIBUTES_MAX; i++) {
		char **written = &s->device[device].text[i];
		int64_t length = emu_device_attribute(
			s->machine, device, emu_attributes[i], text, sizeof(text));
		int result;

		if (length == -ENOENT)
			continue;
		if (length < 0)
			return (int)length;
		if (*written && strcmp(*written, text) == 0)
			continue;
		result = write_attribute(s, folder, emu_attributes[i], text);
		if (result != 0)
			return result;
		free(*written);
		*written = strdup(text);
		if (!*written)
			return -ENOMEM;
	}
	return 0;
}

/* The name that the device's folder has while it is made and while it is removed. */
static int hidden_folder(struct emu_sysfs *s, uint32_t device, char *path)
{
	return name_path(path, "%s/.%s", s->class_folder,
			 emu_device_name(s->machine, device));
}

static int shown_folder(struct emu_sysfs *s, uint32_t device, char *path)
{
	return name_path(path, "%s/%s", s->class_folder,
			 emu_device_name(s->machine, device));
}

static int make_folder(const char *path)
{
	/* Not by mkdir's mode, which the umask narrows. */
	return mkdir(path, 0755) == 0 && chmod(path, 0755) == 0 ? 0 : -errno;
}

static int show(struct emu_sysfs *s, uint32_t device)
{
	char hidden[PATH_MAX];
	int result = hidden_folder(s, device, hidden);

	if (result == 0)
		result = name_path(s->path, "%s", hidden);
	if (result == 0)
		result = make_folder(s->path);
	if (result == 0)
		result = name_path(s->path, "%s/device", hidden);
	if (result == 0)
		result = make_folder(s->path);
	if (result == 0)
		result = write_attributes(s, device, hidden);
	/* The node first: who sees the folder may open it. */
	if (result == 0)
		result = name_path(s->path, "%s/%s", s->device_folder,
				   emu_device_name(s->machine, device));
	if (result == 0)
		result = create(s, s->node_mode, "", &s->device[device].node);
	if (result != 0)
		return result;
	s->device[device].shown = 1;
	result = shown_folder(s, device, s->path);
	if (result == 0 && rename(hidden, s->path) != 0)
		result = -errno;
	return result;
}

static void hide(struct emu_sysfs *s, uint32_t device)
{
	char hidden[PATH_MAX];

	if (hidden_folder(s, device, hidden) != 0)
		return;
	if (s->device[device].shown) {
		if (shown_folder(s, device, s->path) == 0)
			rename(s->path, hidden);
		if (name_path(s->path, "%s/%s", s->device_folder,
			      emu_device_name(s->machine, device)) == 0)
			unlink(s->path);
		s->device[device].shown = 0;
	}
	for (int i = 0; emu_attributes[i] && i < EMU_ATTRIBUTES_MAX; i++) {
		if (name_path(s->path, "%s/%s", hidden, emu_attributes[i]) == 0)
			unlink(s->path);
		free(s->device[device].text[i]);
		s->device[device].text[i] = NULL;
	}
	if (name_path(s->path, "%s/device/.new", hidden) == 0)
		unlink(s->path);
	if (name_path(s->path, "%s/device", hidden) == 0)
		rmdir(s->path);
	rmdir(hidden);
}

int emu_sysfs_update(struct emu_sysfs *s)
{
	/* Read first: what changes from here on is the next update's. */
	uint64_t generation = emu_machine_generation(s->machine);

	if (generation == s->generation)
		return 0;
	for (uint32_t device = 0; device < emu_machine_devices(s->machine); device++) {
		int result = 0;

		if (!emu_device_present(s->machine, device))
			hide(s, device);
		else if (!s->device[device].shown)
			result = show(s, device);
		else {
			char folder[PATH_MAX];

			result = shown_folder(s, device, folder);
			if (result == 0)
				result = write_attributes(s, device, folder);
		}
		if (result != 0)
			return result;
	}
	s->generation = generation;
	return 0;
}

static void init(struct emu_sysfs *s, struct emu_machine *machine,
		 const char *class_folder, const char *device_folder, mode_t node_mode)
{
	memset(s, 0, sizeof(*s));
	s->machine = machine;
	s->class_folder = class_folder;
	s->device_folder = device_folder;
	s->node_mode = node_mode;
	s->generation = ~emu_machine_generation(machine);
}

int emu_sysfs_open(struct emu_sysfs *s, struct emu_machine *machine,
		   const char *class_folder, const char *device_folder, mode_t node_mode)
{
	init(s, machine, class_folder, device_folder, node_mode);
	return emu_sysfs_update(s);
}

void emu_sysfs_join(struct emu_sysfs *s, struct emu_machine *machine,
		    const char *class_folder, const char *device_folder)
{
	init(s, machine, class_folder, device_folder, 0);
	/* Ours are the same as those that are there, until something happens. */
	s->generation = emu_machine_generation(machine);
	for (uint32_t device = 0; device < emu_machine_devices(machine); device++)
		if (name_path(s->path, "%s/%s", device_folder,
			      emu_device_name(machine, device)) == 0 &&
		    stat(s->path, &s->device[device].node) == 0)
			s->device[device].shown = 1;
}

void emu_sysfs_close(struct emu_sysfs *s)
{
	for (uint32_t device = 0; device < emu_machine_devices(s->machine); device++)
		hide(s, device);
}

int emu_sysfs_find(const struct emu_sysfs *s, const struct stat *file)
{
	for (int device = 0; device < EMU_DEVICES_MAX; device++)
		if (s->device[device].shown &&
		    s->device[device].node.st_ino == file->st_ino &&
		    s->device[device].node.st_dev == file->st_dev)
			return device;
	return -1;
}
