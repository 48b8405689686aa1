/*
 * emu_bed.c - see emu_bed.h. Numbers of the device are written here a third time, by
 * hand: neither the model's nor the driver's table is believed.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream, strtok_r, clock_gettime */

#include "emu_bed.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct emu_machine *bed_machine(struct emu_profile *profile, const char *options)
{
	char text[200], why[100], *rest = NULL;
	struct emu_machine *machine;

	emu_profile_default(profile);
	profile->seed = (uint64_t)test_random(UINT32_MAX) + 1;
	snprintf(text, sizeof(text), "%s", options);
	for (char *o = strtok_r(text, " ", &rest); o; o = strtok_r(NULL, " ", &rest))
		CHECK_EQ(emu_profile_set(profile, o, why, sizeof(why)), 0);
	machine = emu_machine_open(profile);
	CHECK(machine != NULL);
	return machine;
}

static int client_read(void *of, uint64_t address, void *to, size_t bytes)
{
	struct bed *b = of;

	CHECK(!b->untouchable);
	b->touches++;
	if (address < 4096)
		return -EFAULT;
	memcpy(to, (const void *)(uintptr_t)address, bytes);
	return 0;
}

static int client_write(void *of, uint64_t address, const void *from, size_t bytes)
{
	struct bed *b = of;

	CHECK(!b->untouchable);
	b->touches++;
	if (address < 4096)
		return -EFAULT;
	memcpy((void *)(uintptr_t)address, from, bytes);
	return 0;
}

static void client_removed(void *of)
{
	((struct bed *)of)->removed++;
}

int bed_open_only(struct bed *b, struct emu_machine *machine,
		  const struct emu_profile *profile, uint32_t device)
{
	int error;

	*b = (struct bed){
		.machine = machine,
		.profile = *profile,
		.dus_bytes = emu_region_bytes(machine, device, EMU_REGION_DUS),
		.mmio_bytes = emu_region_bytes(machine, device, EMU_REGION_MMIO),
		.phase = 1,
	};
	b->client = (struct emu_client){
		.of = b,
		.read = client_read,
		.write = client_write,
		.removed = client_removed,
		.mmio = calloc(1, b->mmio_bytes),
		.dus = calloc(1, b->dus_bytes),
	};
	CHECK(b->client.mmio && b->client.dus);
	error = emu_queue_open(machine, device, &b->client, &b->queue);
	if (error) {
		free(b->client.mmio);
		free(b->client.dus);
	}
	return error;
}

int bed_ioctl(struct bed *b, uint32_t command, void *argument)
{
	return emu_queue_ioctl(b->queue, command, (uint64_t)(uintptr_t)argument);
}

int bed_set_direction(struct bed *b, int direction)
{
	uint16_t context[2] = { 0xffff, (uint16_t)direction };
	int error = bed_ioctl(b, 0xc004480a, context);

	if (error == 0) {
		b->number = context[0];
		b->direction = direction;
	}
	return error;
}

void bed_open(struct bed *b, struct emu_machine *machine,
	      const struct emu_profile *profile, int direction)
{
	CHECK_EQ(bed_open_only(b, machine, profile, 0), 0);
	CHECK_EQ(bed_set_direction(b, direction), 0);
	CHECK_EQ(bed_ioctl(b, 0x5700, NULL), 0);
}

void bed_close(struct bed *b)
{
	emu_queue_close(b->queue);
	b->untouchable = true;
	free(b->client.mmio);
	free(b->client.dus);
}

static void put_address(struct sqe *sqe, int word, const void *address)
{
	sqe->dw[word] = (uint32_t)(uintptr_t)address;
	sqe->dw[word + 1] = (uint32_t)((uint64_t)(uintptr_t)address >> 32);
}

static int tag_word(const struct bed *b)
{
	return b->profile.api >= 3 ? 26 : 13;
}

struct sqe bed_job(const struct bed *b, int type, const void *in, uint32_t in_bytes,
		   void *out, uint32_t out_bytes, uint32_t tag)
{
	struct sqe sqe = { { 0 } };

	sqe.dw[IN_BYTES] = in_bytes;
	sqe.dw[FLAGS] = FINISH | NEW | (b->profile.api >= 3 ? 0x30000000u : 0);
	sqe.dw[REQUEST] = 0x4000u | (uint32_t)type;
	sqe.dw[OUT_SPACE] = out_bytes;
	sqe.dw[tag_word(b)] = tag;
	put_address(&sqe, 18, in);
	put_address(&sqe, 20, out);
	return sqe;
}

void bed_context(struct sqe *sqe, void *context, uint32_t flags)
{
	sqe->dw[FLAGS] = (sqe->dw[FLAGS] & 0xf0000000u) | flags;
	put_address(sqe, 22, context);
}

uint32_t bed_tag(const struct bed *b, const struct sqe *sqe)
{
	return sqe->dw[tag_word(b)];
}

uint32_t bed_push(struct bed *b, const struct sqe *sqe)
{
	uint32_t slot = b->sq_tail;

	memcpy((char *)b->client.dus + 128 * (size_t)slot, sqe, 128);
	b->sq_tail = (slot + 1) % b->profile.sq_depth;
	return slot;
}

void bed_store(struct bed *b, uint64_t doorbell)
{
	uint64_t offset = b->profile.api == 1 ? 0x340 : 0x1000;

	atomic_store_explicit((_Atomic uint64_t *)((char *)b->client.mmio + offset),
			      doorbell, memory_order_release);
}

void bed_ring(struct bed *b)
{
	bed_store(b, (uint64_t)b->sq_tail << 32 | b->number);
}

bool bed_reap(struct bed *b, struct sqe *sqe, uint32_t *sq_head)
{
	char *cqe = (char *)b->client.dus + 128 * (size_t)b->profile.sq_depth +
		    16 * (size_t)b->cq_head;
	uint16_t head, number, phase;

	phase = atomic_load_explicit((_Atomic uint16_t *)(cqe + 14),
				     memory_order_acquire);
	if ((phase & 1) != b->phase)
		return false;
	memcpy(&head, cqe + 8, sizeof(head));
	memcpy(&number, cqe + 10, sizeof(number));
	CHECK_EQ(number, b->number);
	*sq_head = head;
	if (head < b->profile.sq_depth)
		memcpy(sqe, (char *)b->client.dus + 128 * (size_t)head, 128);
	if (++b->cq_head == b->profile.cq_depth) {
		b->cq_head = 0;
		b->phase ^= 1;
	}
	return true;
}

uint32_t bed_stop_word(const struct bed *b, int from_end)
{
	return atomic_load_explicit((_Atomic uint32_t *)((char *)b->client.dus +
							 b->dus_bytes - (size_t)from_end),
				    memory_order_acquire);
}

double bed_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct sqe bed_run(struct bed *b, const struct sqe *sqe)
{
	uint32_t slot = bed_push(b, sqe), head;
	double deadline = bed_seconds() + 20;
	struct sqe done;

	bed_ring(b);
	while (!bed_reap(b, &done, &head)) {
		CHECK(bed_seconds() < deadline);
		emu_machine_step(b->machine);
	}
	CHECK_EQ(head, slot);
	CHECK_EQ(bed_tag(b, &done), bed_tag(b, sqe));
	return done;
}

uint32_t crc_of_word(uint32_t word)
{
	uint32_t crc = 0;

	for (int bit = 0; bit < 32; bit++) {
		if (!(word & 1u << bit))
			crc |= 0x80000000u >> bit;
	}
	return crc;
}

void bed_command(struct bed *b, const char *format, ...)
{
	char line[200];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	CHECK_EQ(emu_machine_command(b->machine, line, stdout), 0);
}

int64_t bed_stat(struct emu_machine *machine, const char *line, const char *name)
{
	char *text = NULL, *at, *end, key[40];
	int64_t value = -1;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	CHECK(out != NULL);
	emu_machine_stats(machine, out);
	fclose(out);
	snprintf(key, sizeof(key), " %s=", name);
	for (at = text; at && value < 0; at = *end ? end + 1 : NULL) {
		end = at + strcspn(at, "\n");
		if (strncmp(at, line, strlen(line)) == 0) {
			char *found = strstr(at, key);

			if (found && found < end)
				value = strtoll(found + strlen(key), NULL, 10);
		}
		if (*end == 0)
			break;
	}
	free(text);
	return value;
}
