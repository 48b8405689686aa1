/*
 * shim.c - the libc calls that reach a device, for LD_PRELOAD: where no supervisor is to
 * be had, and for a program under qemu-user, which refuses ioctl numbers it does not
 * know.
 *
 * What is not about a device goes to the kernel as it is.
 */
#define _GNU_SOURCE /* RTLD_NEXT, O_TMPFILE, open64 */

#include "shim_bed.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define INTERPOSED __attribute__((visibility("default")))

static int fail(int result)
{
	errno = -result;
	return -1;
}

static int open_at(int folder, const char *path, int flags, va_list arguments)
{
	unsigned int mode = 0;
	int file, result;

	if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE)
		mode = va_arg(arguments, unsigned int);
	file = (int)syscall(SYS_openat, folder, path, flags, mode);
	if (file < 0 || flags & O_PATH)
		return file;
	result = emu_shim_opened(file);
	if (result == 0)
		return file;
	syscall(SYS_close, file);
	return fail(result);
}

#define OPEN(folder, path, flags)                               \
	do {                                                    \
		va_list arguments;                              \
		int file;                                       \
                                                                \
		va_start(arguments, flags);                     \
		file = open_at(folder, path, flags, arguments); \
		va_end(arguments);                              \
		return file;                                    \
	} while (0)

INTERPOSED int open(const char *path, int flags, ...)
{
	OPEN(AT_FDCWD, path, flags);
}

INTERPOSED int open64(const char *path, int flags, ...)
{
	OPEN(AT_FDCWD, path, flags);
}

INTERPOSED int openat(int folder, const char *path, int flags, ...)
{
	OPEN(folder, path, flags);
}

INTERPOSED int openat64(int folder, const char *path, int flags, ...)
{
	OPEN(folder, path, flags);
}

INTERPOSED int ioctl(int file, unsigned long command, ...)
{
	va_list arguments;
	unsigned long argument;
	int result;

	va_start(arguments, command);
	argument = va_arg(arguments, unsigned long);
	va_end(arguments);
	if (!emu_shim_has(file))
		return (int)syscall(SYS_ioctl, file, command, argument);
	result = emu_shim_ioctl(file, (uint32_t)command, argument);
	return result < 0 ? fail(result) : result;
}

INTERPOSED void *mmap(void *address, size_t bytes, int protection, int flags, int file,
		      off_t offset)
{
	int is_device = emu_shim_has(file), result = file;
	void *mapped;

	if (is_device) {
		result = emu_shim_map(file, (uint64_t)offset, bytes);
		if (result < 0) {
			fail(result);
			return MAP_FAILED;
		}
	}
	mapped = (void *)syscall(SYS_mmap, address, bytes, protection, flags, result,
				 offset);
	if (is_device && mapped != MAP_FAILED)
		emu_shim_mapped(file, (uint64_t)offset, mapped);
	return mapped;
}

INTERPOSED void *mmap64(void *address, size_t bytes, int protection, int flags, int file,
			off64_t offset)
{
	return mmap(address, bytes, protection, flags, file, offset);
}

INTERPOSED int close(int file)
{
	/* First: its number may be another thread's a moment later. */
	if (emu_shim_has(file))
		emu_shim_closing(file);
	return (int)syscall(SYS_close, file);
}

INTERPOSED int dup(int file)
{
	int copy = (int)syscall(SYS_dup, file);

	if (copy >= 0 && emu_shim_has(file))
		emu_shim_copied(file, copy);
	return copy;
}

INTERPOSED int dup3(int file, int as, int flags)
{
	int copy;

	if (file != as && emu_shim_has(as))
		emu_shim_closing(as);
	copy = (int)syscall(SYS_dup3, file, as, flags);
	if (copy >= 0 && emu_shim_has(file))
		emu_shim_copied(file, copy);
	return copy;
}

INTERPOSED int dup2(int file, int as)
{
	/* The one difference, and aarch64 has no system call for it. */
	if (file == as)
		return fcntl(file, F_GETFD) < 0 ? -1 : as;
	return dup3(file, as, 0);
}

/*
 * What a caller is told, 0 for the truth. A JVM needs the truth: it protects pages of
 * the stacks that the C library made.
 */
static long pretended_page(const void *caller)
{
	long page = emu_shim_page_bytes();
	Dl_info info;

	if (page == 0 || !dladdr(caller, &info) || !info.dli_fname)
		return page;
	return strstr(info.dli_fname, "/libjvm.so") ? 0 : page;
}

static long next_sysconf(int name)
{
	static _Atomic(void *) next;
	void *found = atomic_load(&next);

	if (!found) {
		found = dlsym(RTLD_NEXT, "sysconf");
		atomic_store(&next, found);
	}
	return ((long (*)(int))found)(name);
}

INTERPOSED long sysconf(int name)
{
	long page =
		name == _SC_PAGESIZE ? pretended_page(__builtin_return_address(0)) : 0;

	return page != 0 ? page : next_sysconf(name);
}

INTERPOSED int getpagesize(void)
{
	long page = pretended_page(__builtin_return_address(0));

	return (int)(page != 0 ? page : next_sysconf(_SC_PAGESIZE));
}
