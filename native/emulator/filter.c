/*
 * filter.c - a seccomp filter that hands the few calls which may concern a device node
 * to a supervisor, and lets all others pass at the cost of some instructions.
 *
 * The filter sees numbers, not paths and not what a descriptor is: it asks about each
 * open(2) for reading and writing (a node of uacce cannot be used otherwise), each
 * ioctl(2) whose type is one of the two of uacce, and each shared and writable mmap(2)
 * of a file. That a node opened for reading only is an empty file, and takes no queue,
 * is the price; the many opens for reading of a JVM cost nothing.
 */
#define _GNU_SOURCE /* syscall */

#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "uacce-emu knows the system calls of x86-64 and aarch64 only"
#endif

/* linux/seccomp.h of Linux 5.19; older kernels refuse it and do without. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
/* The low half, which is first: both architectures are little-endian. */
#define LOAD_ARGUMENT(n)                   \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
		 (uint32_t)offsetof(struct seccomp_data, args) + 8 * (n))
#define AND(mask)           BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (mask))
#define SHIFT_RIGHT(bits)   BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, (bits))
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))
#define IF(value, skip)     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (skip), 0)
#define ALLOW               BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define ASK                 BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)

/* Asks if argument n, the flags of an open, is for reading and writing. */
#define OPEN_CALL(number, n) \
	UNLESS(number, 5), LOAD_ARGUMENT(n), AND(O_ACCMODE), UNLESS(O_RDWR, 1), ASK, ALLOW

static struct sock_filter program[] = {
	LOAD(arch),
	IF(NATIVE_ARCH, 1),
	ALLOW,
	LOAD(nr),
#ifdef SYS_open
	OPEN_CALL(SYS_open, 1),
#endif
	OPEN_CALL(SYS_openat, 2),
#ifdef SYS_openat2
	UNLESS(SYS_openat2, 1), /* Its flags are in memory. */
	ASK,
#endif
	UNLESS(SYS_ioctl, 6),
	LOAD_ARGUMENT(1),
	SHIFT_RIGHT(8), /* _IOC_TYPE */
	AND(0xff),
	IF('W', 1),     /* include/uapi/misc/uacce/uacce.h */
	UNLESS('H', 1), /* include/uapi/misc/uacce/hisi_qm.h */
	ASK,
	/* An ioctl that is not ours ends here too: 'nr' is no longer loaded. */
	LOAD(nr),
	UNLESS(SYS_mmap, 10),
	LOAD_ARGUMENT(3),
	AND(MAP_ANONYMOUS),
	UNLESS(0, 7),
	LOAD_ARGUMENT(2),
	AND(PROT_WRITE),
	IF(0, 4),
	LOAD_ARGUMENT(3),
	AND(MAP_TYPE),
	IF(MAP_SHARED, 2),
	IF(MAP_SHARED_VALIDATE, 1),
	ALLOW,
	ASK,
};

static int install(unsigned long flags)
{
	struct sock_fprog code = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};
	long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &code);

	return listener >= 0 ? (int)listener : -errno;
}

int emu_filter_install(void)
{
	unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
	int listener;

	/*
	 * Without the second flag a signal to the client makes it ask again, after
	 * the first call was carried out: a START would be answered by EINVAL.
	 */
	listener = install(flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
	if (listener == -EINVAL)
		listener = install(flags);
	if (listener != -EACCES)
		return listener;
	/* Who has no CAP_SYS_ADMIN must promise to gain no rights by exec. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -errno;
	listener = install(flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
	return listener == -EINVAL ? install(flags) : listener;
}
