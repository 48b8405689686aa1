/*
 * namespace.c - private mounts: a folder that the kernel owns is covered by a tmpfs in
 * which every old entry is bound to its old name.
 */
#define _GNU_SOURCE /* unshare, O_PATH */

#include "namespace.h"

#include "message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const char advice[] =
	"allow user namespaces (sysctl user.max_user_namespaces and, on Debian and "
	"Ubuntu, kernel.unprivileged_userns_clone or "
	"kernel.apparmor_restrict_unprivileged_userns), run it as root, or give two "
	"folders: --class-folder=DIR --device-folder=DIR";

static int refused(int error, const char *what)
{
	emu_say_errno(error, advice, "Cannot %s:", what);
	return -1;
}

static int write_file(const char *path, const char *text)
{
	size_t bytes = strlen(text);
	int file = open(path, O_WRONLY | O_CLOEXEC);
	int good;

	if (file < 0)
		return -1;
	good = write(file, text, bytes) == (ssize_t)bytes;
	close(file);
	return good ? 0 : -1;
}

static int enter_user_namespace(void)
{
	char uids[64], gids[64], what[128];

	snprintf(uids, sizeof(uids), "%u %u 1\n", geteuid(), geteuid());
	snprintf(gids, sizeof(gids), "%u %u 1\n", getegid(), getegid());
	/* The kernel wants CAP_SETFCAP of one who maps user 0. */
	snprintf(what, sizeof(what), "map user %u and group %u into a user namespace",
		 geteuid(), getegid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		return refused(errno, "make a user namespace");
	/* The kernel wants setgroups given up before an ordinary user maps a group. */
	if (write_file("/proc/self/setgroups", "deny") != 0 ||
	    write_file("/proc/self/uid_map", uids) != 0 ||
	    write_file("/proc/self/gid_map", gids) != 0)
		return refused(errno, what);
	return 0;
}

/* 'name' below the folder that 'old' is open on, to the same name in 'folder'. */
static int keep_entry(int old, const char *folder, const char *name)
{
	char from[PATH_MAX], to[PATH_MAX], link[PATH_MAX];
	struct stat entry;
	ssize_t length;
	int file;

	if (fstatat(old, name, &entry, AT_SYMLINK_NOFOLLOW) != 0)
		return -1;
	if (snprintf(to, sizeof(to), "%s/%s", folder, name) >= PATH_MAX)
		return -1;
	if (S_ISLNK(entry.st_mode)) {
		length = readlinkat(old, name, link, sizeof(link) - 1);
		if (length < 0)
			return -1;
		link[length] = 0;
		return symlink(link, to);
	}
	if (S_ISDIR(entry.st_mode)) {
		if (mkdir(to, 0755) != 0)
			return -1;
	} else {
		file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (file < 0)
			return -1;
		close(file);
	}
	/* The folder itself is covered; its old self is reached by the descriptor. */
	snprintf(from, sizeof(from), "/proc/self/fd/%d/%s", old, name);
	if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) == 0)
		return 0;
	if (S_ISDIR(entry.st_mode))
		rmdir(to);
	else
		unlink(to);
	return -1;
}

static int is_among(const char *name, const char *const names[])
{
	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0)
			return 1;
	return 0;
}

static int cover(const char *folder, const char *const without[])
{
	int old = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = opendir(folder);
	struct dirent *entry;
	mode_t mask;

	if (old < 0 || !entries ||
	    mount("uacce-emu", folder, "tmpfs", MS_NOSUID, "mode=0755") != 0) {
		refused(errno, strcmp(folder, "/dev") == 0
				       ? "cover /dev by a tmpfs"
				       : "cover /sys/class by a tmpfs");
		if (entries)
			closedir(entries);
		if (old >= 0)
			close(old);
		return -1;
	}
	mask = umask(022);
	while ((entry = readdir(entries))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    is_among(entry->d_name, without))
			continue;
		if (keep_entry(old, folder, entry->d_name) != 0)
			emu_say_errno(errno, "the command will not see it",
				      "Cannot keep %s/%s:", folder, entry->d_name);
	}
	umask(mask);
	closedir(entries);
	close(old);
	return 0;
}

int emu_namespace_enter(const char *const without[])
{
	static const char *const without_class[] = { "uacce", NULL };

	if (unshare(CLONE_NEWNS) != 0) {
		if (errno != EPERM)
			return refused(errno, "make a mount namespace");
		if (enter_user_namespace() != 0)
			return -1;
	}
	/* What is mounted outside appears here as well, but not the other way. */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0)
		return refused(errno, "make the mounts private");
	if (cover("/dev", without) != 0 || cover("/sys/class", without_class) != 0)
		return -1;
	if (mkdir(EMU_CLASS_FOLDER, 0755) != 0 || chmod(EMU_CLASS_FOLDER, 0755) != 0)
		return refused(errno, "make " EMU_CLASS_FOLDER);
	return 0;
}
