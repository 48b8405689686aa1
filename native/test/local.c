/*
 * local.c - see local.h.
 */
#define _GNU_SOURCE

#include "local.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#define SET_QP_INFO 0xC010480Bu

enum { NODES_MAX = 64 };

/* An open node: its regions are files in memory, mapped once for the model and once for
 * the driver. */
struct node {
	bool open;
	int fd; /* the driver's */
	int files[EMU_REGIONS];
	size_t bytes[EMU_REGIONS];
	struct emu_client client;
	struct emu_queue *queue;
	char *driver_mmio; /* where the driver sees region 0 */
};

static struct emu_machine *machine;
static struct node nodes[NODES_MAX];
static bool trapping;
static long page_bytes;
static uint32_t failing_ioctl;
static int ioctl_error, failing_region, map_error;
static uint32_t answered_sqe_bytes;
static uint16_t answered_depths[2];

struct local_store local_stores[LOCAL_STORES_MAX];
size_t local_store_count;

int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
int __real_ioctl(int fd, unsigned long command, ...);
void *__real_mmap(void *at, size_t bytes, int access, int flags, int fd, off_t offset);
long __real_sysconf(int name);
int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_ioctl(int fd, unsigned long command, ...);
void *__wrap_mmap(void *at, size_t bytes, int access, int flags, int fd, off_t offset);
long __wrap_sysconf(int name);

static int copy(uint64_t address, void *ours, size_t bytes, bool read)
{
	struct iovec local = { ours, bytes };
	struct iovec remote = { (void *)(uintptr_t)address, bytes };
	ssize_t done = read ? process_vm_readv(getpid(), &local, 1, &remote, 1, 0)
			    : process_vm_writev(getpid(), &local, 1, &remote, 1, 0);

	if (done < 0 && errno == ENOSYS) {
		/* qemu-user: no bad address is survived, and none is tried there. */
		memcpy(read ? ours : remote.iov_base, read ? remote.iov_base : ours,
		       bytes);
		return 0;
	}
	return done == (ssize_t)bytes ? 0 : -EFAULT;
}

static int read_client(void *of, uint64_t address, void *to, size_t bytes)
{
	(void)of;
	return copy(address, to, bytes, true);
}

static int write_client(void *of, uint64_t address, const void *from, size_t bytes)
{
	(void)of;
	return copy(address, (void *)(uintptr_t)from, bytes, false);
}

static void removed(void *of)
{
	struct node *n = of;

	for (int i = 0; i < EMU_REGIONS; i++)
		CHECK_EQ(ftruncate(n->files[i], 0), 0);
}

static struct node *node_of(int fd)
{
	for (size_t i = 0; fd >= 0 && i < NODES_MAX; i++)
		if (nodes[i].open && nodes[i].fd == fd)
			return &nodes[i];
	return NULL;
}

static void *model_view(struct node *n, int region)
{
	void *view;

	n->bytes[region] = (size_t)emu_region_bytes(machine, 0, region);
	n->files[region] = memfd_create("region", MFD_CLOEXEC);
	CHECK(n->files[region] >= 0);
	CHECK_EQ(ftruncate(n->files[region], (off_t)n->bytes[region]), 0);
	view = __real_mmap(NULL, n->bytes[region], PROT_READ | PROT_WRITE, MAP_SHARED,
			   n->files[region], 0);
	CHECK(view != MAP_FAILED);
	return view;
}

static void release(struct node *n)
{
	munmap(n->client.mmio, n->bytes[EMU_REGION_MMIO]);
	munmap(n->client.dus, n->bytes[EMU_REGION_DUS]);
	for (int i = 0; i < EMU_REGIONS; i++)
		__real_close(n->files[i]);
	n->open = false;
}

static int open_node(void)
{
	struct node *n = nodes;
	int error;

	while (n->open)
		CHECK(++n < nodes + NODES_MAX);
	*n = (struct node){ .open = true,
			    .client = { .of = n,
					.read = read_client,
					.write = write_client,
					.removed = removed } };
	n->client.mmio = model_view(n, EMU_REGION_MMIO);
	n->client.dus = model_view(n, EMU_REGION_DUS);
	error = emu_queue_open(machine, 0, &n->client, &n->queue);
	if (error) {
		release(n);
		errno = -error;
		return -1;
	}
	n->fd = memfd_create("node", MFD_CLOEXEC);
	CHECK(n->fd >= 0);
	return n->fd;
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list arguments;
	int mode;

	if (strcmp(path, LOCAL_NODE) == 0)
		return open_node();
	va_start(arguments, flags);
	mode = va_arg(arguments, int);
	va_end(arguments);
	return __real_open(path, flags, mode);
}

int __wrap_close(int fd)
{
	struct node *n = node_of(fd);

	if (n) {
		emu_queue_close(n->queue);
		release(n);
	}
	return __real_close(fd);
}

static int answer(int result)
{
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

int __wrap_ioctl(int fd, unsigned long command, ...)
{
	struct node *n = node_of(fd);
	uint64_t argument;
	va_list arguments;
	int result;

	va_start(arguments, command);
	argument = va_arg(arguments, uint64_t);
	va_end(arguments);
	if (!n)
		return __real_ioctl(fd, command, argument);
	if (ioctl_error && failing_ioctl == (uint32_t)command)
		return answer(-ioctl_error);
	result = emu_queue_ioctl(n->queue, (uint32_t)command, argument);
	if (command == SET_QP_INFO && answered_sqe_bytes) {
		memcpy((void *)(uintptr_t)argument, &answered_sqe_bytes, 4);
		memcpy((char *)(uintptr_t)argument + 4, answered_depths, 4);
	}
	return answer(result);
}

void *__wrap_mmap(void *at, size_t bytes, int access, int flags, int fd, off_t offset)
{
	struct node *n = node_of(fd);
	void *mapped;
	int region;

	if (!n)
		return __real_mmap(at, bytes, access, flags, fd, offset);
	region = answer(emu_queue_map(n->queue, (uint64_t)offset, bytes));
	if (region >= 0 && map_error && region == failing_region)
		region = answer(-map_error);
	if (region < 0)
		return MAP_FAILED;
	mapped = __real_mmap(at, bytes, access, flags, n->files[region], 0);
	CHECK(mapped != MAP_FAILED);
	if (region == EMU_REGION_MMIO) {
		n->driver_mmio = mapped;
		if (trapping)
			CHECK_EQ(mprotect(mapped, bytes, PROT_NONE), 0);
	}
	return mapped;
}

long __wrap_sysconf(int name)
{
	return name == _SC_PAGESIZE && page_bytes ? page_bytes : __real_sysconf(name);
}

#if defined(__x86_64__)
/* The trap flag: a SIGTRAP follows the next instruction. */
#define EFLAGS_TRAP 0x100

static struct node *stepping;
static uint64_t stepping_offset;

/* The store waits: it is let through, alone. */
static void on_store(int number, siginfo_t *info, void *context)
{
	ucontext_t *at = context;
	uintptr_t address = (uintptr_t)info->si_addr;

	(void)number;
	for (size_t i = 0; i < NODES_MAX; i++) {
		uintptr_t start = (uintptr_t)nodes[i].driver_mmio;

		if (!nodes[i].open || !start || address < start ||
		    address - start >= nodes[i].bytes[EMU_REGION_MMIO])
			continue;
		stepping = &nodes[i];
		stepping_offset = address - start;
		mprotect(nodes[i].driver_mmio, nodes[i].bytes[EMU_REGION_MMIO],
			 PROT_READ | PROT_WRITE);
		at->uc_mcontext.gregs[REG_EFL] |= EFLAGS_TRAP;
		return;
	}
	test_fail(__FILE__, __LINE__, "a fault outside the doorbells");
}

/* The store is done: the device is told, and the page closed again. */
static void on_step(int number, siginfo_t *info, void *context)
{
	ucontext_t *at = context;
	uint64_t *doorbell =
		(uint64_t *)(stepping->driver_mmio + (stepping_offset & ~UINT64_C(7)));
	uint64_t value = *doorbell;

	(void)number;
	(void)info;
	*doorbell = 0;
	at->uc_mcontext.gregs[REG_EFL] &= ~EFLAGS_TRAP;
	mprotect(stepping->driver_mmio, stepping->bytes[EMU_REGION_MMIO], PROT_NONE);
	CHECK(local_store_count < LOCAL_STORES_MAX);
	local_stores[local_store_count++] =
		(struct local_store){ .offset = stepping_offset, .value = value };
	/* Two stores of 32 bits would be two steps, and count as two. */
	emu_queue_doorbell(stepping->queue, stepping_offset, value, 8);
}

static void trap_stores(void)
{
	struct sigaction store = { .sa_sigaction = on_store, .sa_flags = SA_SIGINFO };
	struct sigaction step = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };

	CHECK_EQ(sigaction(SIGSEGV, &store, NULL), 0);
	CHECK_EQ(sigaction(SIGTRAP, &step, NULL), 0);
}
#else
static void trap_stores(void)
{
	test_skip("single steps are taken on x86-64 only");
}
#endif

void local_open(const struct emu_profile *profile, bool trap)
{
	machine = emu_machine_open(profile);
	CHECK(machine != NULL);
	page_bytes = (long)profile->page_bytes;
	trapping = trap;
	local_store_count = 0;
	if (trap)
		trap_stores();
}

void local_close(void)
{
	CHECK_EQ(local_nodes_open(), 0);
	emu_machine_close(machine);
	machine = NULL;
	page_bytes = 0;
}

struct emu_machine *local_machine(void)
{
	return machine;
}

void local_fail_ioctl(uint32_t command, int error)
{
	failing_ioctl = command;
	ioctl_error = error;
}

void local_fail_map(int region, int error)
{
	failing_region = region;
	map_error = error;
}

void local_answer_depths(uint32_t sqe_bytes, uint16_t sq_depth, uint16_t cq_depth)
{
	answered_sqe_bytes = sqe_bytes;
	answered_depths[0] = sq_depth;
	answered_depths[1] = cq_depth;
}

struct uz_queue *local_queue_open(int32_t direction, struct uz_opening *opening)
{
	char api[64];

	CHECK(emu_device_attribute(machine, 0, "api", api, sizeof(api)) > 0);
	return uz_queue_open(LOCAL_NODE, direction, atoi(api + strlen("hisi_qm_v")),
			     (int64_t)emu_region_bytes(machine, 0, EMU_REGION_MMIO),
			     (int64_t)emu_region_bytes(machine, 0, EMU_REGION_DUS),
			     opening);
}

size_t local_nodes_open(void)
{
	size_t count = 0;

	for (size_t i = 0; i < NODES_MAX; i++)
		count += nodes[i].open;
	return count;
}
