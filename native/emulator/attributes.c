/*
 * attributes.c - the texts of sysfs, and the sizes of the two regions.
 */
#include "machine.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

const char *const emu_attributes[] = {
	"api",
	"flags",
	"algorithms",
	"available_instances",
	"region_mmio_size",
	"region_dus_size",
	"isolate",
	"isolate_strategy",
	"device/numa_node",
	NULL,
};

/* include/uapi/misc/uacce/uacce.h; the second is of kernels without an IOMMU. */
enum { FLAG_SVA = 1, FLAG_NOIOMMU = 2 };

static uint64_t round_up(uint64_t bytes, uint64_t page)
{
	return (bytes + page - 1) / page * page;
}

/* drivers/crypto/hisilicon/qm.c, qm_alloc_uacce: the rings and a page for the stop
 * words; one page for v1's doorbell, 0x1000 bytes more for v2, from v3 on the interval
 * between the doorbells of two queues. */
uint64_t emu_region_bytes(struct emu_machine *m, uint32_t device, int region)
{
	const struct emu_profile *p = &m->profile;
	uint64_t page = p->page_bytes;

	(void)device; /* all are alike */
	if (region == EMU_REGION_DUS)
		return round_up((uint64_t)SQE_BYTES * p->sq_depth +
					(uint64_t)CQE_BYTES * p->cq_depth + page,
				page);
	if (p->api == 1)
		return page;
	if (p->api == 2)
		return page * (1 + 0x1000 / page);
	return ISOLATED_FRAME_BYTES;
}

static int64_t print(char *text, size_t capacity, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int64_t print(char *text, size_t capacity, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text, capacity, format, args);
	va_end(args);
	return length < 0 || (size_t)length >= capacity ? -ENOSPC : length;
}

static int64_t locked_attribute(struct emu_machine *m, uint32_t index, const char *name,
				char *text, size_t capacity)
{
	const struct emu_profile *p = &m->profile;
	const struct device *d = &m->devices[index];

	if (strcmp(name, "api") == 0)
		return print(text, capacity, "hisi_qm_v%u%s\n", p->api,
			     p->noiommu ? "_noiommu" : "");
	if (strcmp(name, "flags") == 0)
		return print(text, capacity, "%d\n",
			     (p->sva ? FLAG_SVA : 0) | (p->noiommu ? FLAG_NOIOMMU : 0));
	if (strcmp(name, "algorithms") == 0) /* raw DEFLATE came with v3 */
		return print(text, capacity, "zlib\ngzip\n%s",
			     p->api >= 3 ? "deflate\n" : "");
	if (strcmp(name, "available_instances") == 0)
		return print(text, capacity, "%d\n", (int)(p->queues - d->in_use));
	if (strcmp(name, "region_mmio_size") == 0)
		return print(text, capacity, "%lu\n",
			     (unsigned long)emu_region_bytes(m, index, EMU_REGION_MMIO));
	if (strcmp(name, "region_dus_size") == 0)
		return print(text, capacity, "%lu\n",
			     (unsigned long)emu_region_bytes(m, index, EMU_REGION_DUS));
	if (strcmp(name, "device/numa_node") == 0)
		return print(text, capacity, "%d\n", p->numa_node);
	if (p->old_kernel) /* the two below came with Linux 6.1 */
		return -ENOENT;
	if (strcmp(name, "isolate") == 0)
		return print(text, capacity, "%d\n", d->isolated);
	if (strcmp(name, "isolate_strategy") == 0)
		return print(text, capacity, "0\n");
	return -ENOENT;
}

int64_t emu_device_attribute(struct emu_machine *m, uint32_t device, const char *name,
			     char *text, size_t capacity)
{
	int64_t length = -ENOENT;

	emu_lock(m);
	if (device < m->profile.devices && m->devices[device].present)
		length = locked_attribute(m, device, name, text, capacity);
	pthread_mutex_unlock(&m->lock);
	return length;
}
