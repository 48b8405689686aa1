/*
 * command.c - forks, filters, executes, forwards signals and takes the exit status.
 */
#define _GNU_SOURCE /* SOCK_CLOEXEC, SI_KERNEL */

#include "command.h"

#include "filter.h"
#include "message.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static int send_file(int socket, int file)
{
	char byte = 0;
	struct iovec data = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &file, sizeof(int));
	return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

/* -EPIPE when the other end closed without sending one. */
static int receive_file(int socket)
{
	char byte;
	struct iovec data = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t bytes;
	int file;

	do
		bytes = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (bytes < 0 && errno == EINTR);
	if (bytes < 0)
		return -errno;
	if (bytes == 0 || control.header.cmsg_type != SCM_RIGHTS)
		return -EPIPE;
	memcpy(&file, CMSG_DATA(&control.header), sizeof(int));
	return file;
}

_Noreturn static void execute(char **arguments, int socket, const sigset_t *mask)
{
	int listener = emu_filter_install();
	int result = listener < 0 ? listener : send_file(socket, listener);

	if (result != 0) {
		emu_say_errno(
			-result,
			result == -EBUSY
				? "another supervisor has it already: run uacce-emu "
				  "once, around everything"
				: "Linux 5.14 or newer with CONFIG_SECCOMP_FILTER is "
				  "needed, and a container must allow seccomp(2)",
			"Cannot supervise system calls:");
		_exit(EMU_EXIT_FORBIDDEN);
	}
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(arguments[0], arguments);
	result = errno;
	emu_say_errno(result, NULL, "Cannot run the command: command=%s", arguments[0]);
	_exit(result == ENOENT ? EMU_EXIT_NOT_FOUND : EMU_EXIT_NOT_EXECUTABLE);
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int emu_command_start(struct emu_command *c, char **arguments)
{
	int sockets[2];
	sigset_t watched, before;
	int status;

	sigemptyset(&watched);
	sigaddset(&watched, SIGCHLD);
	for (size_t i = 0; i < sizeof(passed_on) / sizeof(passed_on[0]); i++)
		sigaddset(&watched, passed_on[i]);
	sigprocmask(SIG_BLOCK, &watched, &before);
	c->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	if (c->signals < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0 ||
	    (c->pid = fork()) < 0) {
		emu_say_errno(errno, NULL, "Cannot start the command:");
		return EMU_EXIT_FAILED;
	}
	if (c->pid == 0)
		execute(arguments, sockets[1], &before);
	close(sockets[1]);
	c->listener = receive_file(sockets[0]);
	close(sockets[0]);
	if (c->listener >= 0)
		return 0;
	/* The child has said why. */
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return exit_status(status);
}

int emu_command_serve(struct emu_command *c)
{
	struct signalfd_siginfo signal;
	int status;

	while (read(c->signals, &signal, sizeof(signal)) == sizeof(signal)) {
		if (signal.ssi_signo == SIGCHLD) {
			if (waitpid(c->pid, &status, WNOHANG) == c->pid) {
				c->status = exit_status(status);
				return 1;
			}
		} else if (signal.ssi_code != SI_KERNEL) {
			/* From the terminal it has gone to the command, too. */
			kill(c->pid, (int)signal.ssi_signo);
		}
	}
	return 0;
}

void emu_command_kill(struct emu_command *c)
{
	int status;

	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
}
