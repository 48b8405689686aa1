/*
 * procfs.h - facts about a client that is waiting in a system call. 'thread' is the
 * thread that waits; what it says may be stale the moment it is killed, so that whoever
 * acts on it asks the kernel whether the call still waits.
 */
#ifndef EMU_PROCFS_H
#define EMU_PROCFS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Each returns 0 or a negative errno, where nothing else is said. */

/* Copies up to the NUL; -ENAMETOOLONG when there is none within 'capacity'. */
int emu_client_string(pid_t thread, uint64_t address, char *text, size_t capacity);
int emu_client_read(pid_t thread, uint64_t address, void *to, size_t bytes);
int emu_client_write(pid_t thread, uint64_t address, const void *from, size_t bytes);

/* What open(2) in that thread would find; folder is AT_FDCWD or a descriptor of it. */
int emu_client_stat_path(pid_t thread, int folder, const char *path, struct stat *file);
int emu_client_stat_file(pid_t thread, int file, struct stat *is);
/* The flags that it was opened with, and O_CLOEXEC as it is now; or negative. */
int emu_client_file_flags(pid_t thread, int file);

/* The process of the thread, or a negative errno. */
pid_t emu_client_process(pid_t thread);
/* 1 if the permission bits let the thread open it by the access mode of 'flags'. */
int emu_client_may_open(pid_t thread, const struct stat *file, int flags);

#endif
