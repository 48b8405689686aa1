/*
 * supervisor.c - carries out open, ioctl and mmap of device nodes for the clients, and
 * lets every other call go on as if nobody had asked.
 *
 * What a path or a descriptor means is looked up while the client waits; another thread
 * of it can change it afterwards. So this is no protection from a client, and two threads
 * that map two regions of one descriptor at the same time may each get the other's:
 * map them one after the other.
 */
#define _GNU_SOURCE /* syscall, O_TMPFILE */

#include "supervisor.h"

#include "message.h"
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Instead of an errno: the client's own call shall go on. */
enum { GO_ON = 1 };
/* Instead of an errno: the client has its answer, or is no more. */
enum { ANSWERED = 2 };

/* Whether a file can be given as the answer itself (Linux 5.14): else an interrupted
 * client would get it without knowing. */
static int check_kernel(int listener)
{
	struct seccomp_notif_addfd none = { .flags = SECCOMP_ADDFD_FLAG_SEND };

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &none) < 0 && errno == EINVAL)
		return -ENOSYS;
	return 0;
}

int emu_supervisor_init(struct emu_supervisor *s, struct emu_opens *opens,
			struct emu_sysfs *sysfs, int listener)
{
	struct seccomp_notif_sizes sizes;

	*s = (struct emu_supervisor){
		.opens = opens,
		.sysfs = sysfs,
		.listener = listener,
	};
	if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0)
		return -errno;
	/* The kernel's may be longer than those that this was built with, or shorter. */
	s->request_bytes = sizes.seccomp_notif > sizeof(*s->request)
				   ? sizes.seccomp_notif
				   : sizeof(*s->request);
	s->answer_bytes = sizes.seccomp_notif_resp > sizeof(*s->answer)
				  ? sizes.seccomp_notif_resp
				  : sizeof(*s->answer);
	s->request = calloc(1, s->request_bytes);
	s->answer = calloc(1, s->answer_bytes);
	if (!s->request || !s->answer)
		return -ENOMEM;
	return check_kernel(listener);
}

void emu_supervisor_end(struct emu_supervisor *s)
{
	close(s->listener);
	free(s->request);
	free(s->answer);
}

void emu_supervisor_settle(struct emu_supervisor *s)
{
	int result;

	emu_opens_collect(s->opens);
	result = emu_sysfs_update(s->sysfs);
	if (result != 0)
		emu_say_errno(-result, NULL, "Cannot update the device files: path=%s",
			      s->sysfs->path);
}

/* Whether the call still waits: what was read of the client is then the client's. */
static int still_waits(struct emu_supervisor *s)
{
	return ioctl(s->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &s->request->id) == 0;
}

/*
 * Gives the client a file of ours: as the answer to its call (at < 0), or in the place
 * of its descriptor 'at'. 0 or a negative errno.
 */
static int give(struct emu_supervisor *s, struct emu_open *o, int which, int flags,
		int at)
{
	struct seccomp_notif_addfd add = {
		.id = s->request->id,
		.flags = at < 0 ? SECCOMP_ADDFD_FLAG_SEND : SECCOMP_ADDFD_FLAG_SETFD,
		.newfd = at < 0 ? 0 : (uint32_t)at,
		.newfd_flags = (uint32_t)(flags & O_CLOEXEC),
	};
	int file = emu_open_file(s->opens, o, which, flags);
	int result = 0;

	if (file < 0)
		return file;
	add.srcfd = (uint32_t)file;
	if (ioctl(s->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) < 0)
		result = -errno;
	close(file);
	return result;
}

/* The flags of an open, wherever the call has them; or a negative errno. */
static int64_t open_flags(const struct seccomp_notif *request)
{
	struct open_how how;
	int result;

	switch (request->data.nr) {
#ifdef SYS_open
	case SYS_open:
		return (int)request->data.args[1];
#endif
	case SYS_openat:
		return (int)request->data.args[2];
	default:
		result = emu_client_read((pid_t)request->pid, request->data.args[2], &how,
					 sizeof(how));
		return result != 0 ? result : (int64_t)(how.flags & INT_MAX);
	}
}

static int serve_open(struct emu_supervisor *s)
{
	const struct seccomp_notif *request = s->request;
	pid_t thread = (pid_t)request->pid;
	char path[PATH_MAX];
	struct stat file;
	struct emu_open *open;
	int64_t flags = open_flags(request);
	uint64_t address = request->data.args[1];
	int folder = (int)request->data.args[0];
	int device, result;
	pid_t process;

#ifdef SYS_open
	if (request->data.nr == SYS_open) {
		address = request->data.args[0];
		folder = AT_FDCWD;
	}
#endif
	if (flags < 0 || flags & (O_PATH | O_DIRECTORY | O_EXCL) ||
	    emu_client_string(thread, address, path, sizeof(path)) != 0 ||
	    emu_client_stat_path(thread, folder, path, &file) != 0)
		return GO_ON;
	device = emu_sysfs_find(s->sysfs, &file);
	if (device < 0)
		return GO_ON;
	process = emu_client_process(thread);
	if (process < 0 || !still_waits(s))
		return ANSWERED;
	s->opened++;
	if (!emu_client_may_open(thread, &file, (int)flags))
		return -EACCES;
	result = emu_open_take(s->opens, (uint32_t)device, process, &open);
	if (result != 0)
		return result;
	/* Before the client can look. */
	emu_supervisor_settle(s);
	result = give(s, open, EMU_FILE_NODE, (int)flags, -1);
	if (result == 0)
		return ANSWERED;
	emu_open_drop(s->opens, open);
	return result;
}

/* Which open a descriptor of the client is, or NULL. */
static struct emu_open *find(struct emu_supervisor *s, uint64_t descriptor, int *which)
{
	struct stat file;

	if (emu_client_stat_file((pid_t)s->request->pid, (int)descriptor, &file) != 0)
		return NULL;
	return emu_opens_find(s->opens, &file, which);
}

static int serve_ioctl(struct emu_supervisor *s)
{
	const struct seccomp_notif *request = s->request;
	int which;
	struct emu_open *open = find(s, request->data.args[0], &which);

	if (!open)
		return GO_ON;
	if (!still_waits(s))
		return ANSWERED;
	s->ioctls++;
	return emu_open_ioctl(open, (pid_t)request->pid, (uint32_t)request->data.args[1],
			      request->data.args[2]);
}

static int serve_mmap(struct emu_supervisor *s)
{
	const struct seccomp_notif *request = s->request;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t bytes = request->data.args[1];
	int descriptor = (int)request->data.args[4];
	int which, region, flags, result;
	struct emu_open *open = find(s, request->data.args[4], &which);

	if (!open)
		return GO_ON;
	flags = emu_client_file_flags((pid_t)request->pid, descriptor);
	if (flags < 0 || !still_waits(s))
		return ANSWERED;
	s->mapped++;
	/* As mmap(2) does before it asks the driver. */
	if (bytes == 0 || bytes > UINT64_MAX - page)
		return GO_ON;
	region = emu_queue_map(open->queue, request->data.args[5],
			       (bytes + page - 1) / page * page);
	if (region < 0)
		return region;
	if (which == region)
		return GO_ON;
	result = give(s, open, region, flags, descriptor);
	return result == 0 ? GO_ON : result;
}

static void answer(struct emu_supervisor *s, int result)
{
	memset(s->answer, 0, s->answer_bytes);
	s->answer->id = s->request->id;
	if (result == GO_ON)
		s->answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else
		s->answer->error = result;
	/* ENOENT: the client was killed meanwhile. Nothing else can be the matter. */
	ioctl(s->listener, SECCOMP_IOCTL_NOTIF_SEND, s->answer);
}

void emu_supervisor_serve(struct emu_supervisor *s)
{
	int result;

	memset(s->request, 0, s->request_bytes);
	if (ioctl(s->listener, SECCOMP_IOCTL_NOTIF_RECV, s->request) != 0)
		return;
	s->asked++;
	/* A queue that the client closed before this call must count as free. */
	emu_opens_collect(s->opens);
	switch (s->request->data.nr) {
	case SYS_ioctl:
		result = serve_ioctl(s);
		break;
	case SYS_mmap:
		result = serve_mmap(s);
		break;
	default:
		result = serve_open(s);
		break;
	}
	if (result == ANSWERED)
		return;
	if (result != GO_ON)
		emu_supervisor_settle(s);
	answer(s, result);
}
