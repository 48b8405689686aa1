/*
 * emu_devices.c - what the commands do to devices and their queues: reset, overflow,
 * isolation, removal and return, gates and rates; and which lines are refused.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "emu_bed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_BYTES = 2000, ROOM = 3000 };

static struct emu_profile profile;
static struct emu_machine *m;
static uint8_t data[DATA_BYTES], out[ROOM];

static void send(struct bed *b, uint32_t count)
{
	struct sqe sqe = bed_job(b, GZIP, data, DATA_BYTES, out, ROOM, 1);

	while (count--)
		bed_push(b, &sqe);
	bed_ring(b);
	emu_machine_step(m);
}

static uint32_t reap(struct bed *b)
{
	uint32_t count = 0, head;
	struct sqe sqe;

	emu_machine_step(m);
	while (bed_reap(b, &sqe, &head)) {
		CHECK_EQ(sqe.dw[STATUS], 0);
		count++;
	}
	return count;
}

static int64_t given(const char *kind)
{
	char line[60];

	snprintf(line, sizeof(line), "fault kind=%s ", kind);
	return bed_stat(m, line, "given");
}

static void check_text(uint32_t device, const char *name, const char *expected)
{
	char text[64];

	CHECK(emu_device_attribute(m, device, name, text, sizeof(text)) > 0);
	CHECK(strcmp(text, expected) == 0);
}

/* Of many jobs some are drained and the others lost; open waits until it is over. */
static void check_reset(void)
{
	struct bed a, idle, other, fresh;
	uint32_t drained;
	double start;

	m = bed_machine(&profile, "devices=2 gated depth=64");
	bed_open(&a, m, &profile, COMPRESS);
	CHECK_EQ(bed_open_only(&idle, m, &profile, 0), 0);
	CHECK_EQ(bed_open_only(&other, m, &profile, 1), 0);
	send(&a, 60);
	start = bed_seconds();
	bed_command(&a, "reset hisi_zip-1 ms=100");
	CHECK_EQ(given("reset"), 2);
	CHECK_EQ(bed_stop_word(&a, 4), 1);
	CHECK_EQ(bed_stop_word(&a, 8), 0); /* it still drains */
	CHECK_EQ(bed_stop_word(&idle, 4), 1);
	CHECK_EQ(bed_stop_word(&idle, 8), 1);
	CHECK_EQ(bed_stop_word(&other, 4), 0);
	CHECK_EQ(bed_ioctl(&idle, 0x5700, NULL), -EPERM);
	CHECK_EQ(bed_open_only(&fresh, m, &profile, 0), -EPERM);
	drained = reap(&a);
	CHECK(drained > 5 && drained < 55);
	CHECK_EQ(bed_stop_word(&a, 8), 1);
	send(&a, 1);
	CHECK_EQ(reap(&a), 0);
	while (bed_open_only(&fresh, m, &profile, 0) == -EPERM)
		CHECK(bed_seconds() - start < 10);
	CHECK(bed_seconds() - start >= 0.1);
	CHECK_EQ(bed_set_direction(&fresh, COMPRESS), 0);
	CHECK_EQ(bed_ioctl(&fresh, 0x5700, NULL), 0);
	bed_command(&a, "release 100");
	send(&fresh, 2);
	CHECK_EQ(reap(&fresh), 2);
	CHECK_EQ(bed_stop_word(&fresh, 4), 0);
	CHECK_EQ(bed_stop_word(&a, 4), 1); /* dead for ever */
	bed_close(&a);
	bed_close(&idle);
	bed_close(&other);
	bed_close(&fresh);
	emu_machine_close(m);
}

static void check_overflow(void)
{
	struct bed a;

	m = bed_machine(&profile, "gated depth=16");
	bed_open(&a, m, &profile, COMPRESS);
	send(&a, 3);
	bed_command(&a, "overflow hisi_zip-1");
	bed_command(&a, "release 3");
	CHECK_EQ(bed_stop_word(&a, 4), 1);
	CHECK_EQ(bed_stop_word(&a, 8), 1);
	CHECK_EQ(reap(&a), 0);
	CHECK_EQ(given("overflow"), 1);
	bed_command(&a, "overflow hisi_zip-1"); /* dead already: not counted */
	CHECK_EQ(given("overflow"), 1);
	bed_close(&a);
	emu_machine_close(m);
}

static void check_isolation(void)
{
	struct bed a, b;
	uint64_t generation;

	m = bed_machine(&profile, "depth=16");
	bed_open(&a, m, &profile, COMPRESS);
	generation = emu_machine_generation(m);
	bed_command(&a, "isolate hisi_zip-1 1");
	CHECK(emu_machine_generation(m) != generation);
	check_text(0, "isolate", "1\n");
	CHECK_EQ(bed_open_only(&b, m, &profile, 0), -EPERM);
	send(&a, 1); /* the one that is open goes on */
	CHECK_EQ(reap(&a), 1);
	bed_command(&a, "isolate hisi_zip-1 1");
	CHECK_EQ(given("isolate"), 1);
	bed_command(&a, "isolate hisi_zip-1 0");
	check_text(0, "isolate", "0\n");
	CHECK_EQ(bed_open_only(&b, m, &profile, 0), 0);
	bed_close(&b);
	bed_close(&a);
	emu_machine_close(m);
}

static void check_removal(void)
{
	struct bed a, started, other;
	char text[64];

	m = bed_machine(&profile, "devices=2 gated depth=16");
	CHECK_EQ(bed_open_only(&a, m, &profile, 0), 0);
	bed_open(&started, m, &profile, COMPRESS);
	CHECK_EQ(bed_open_only(&other, m, &profile, 1), 0);
	send(&started, 2);
	bed_command(&a, "remove hisi_zip-1");
	CHECK_EQ(given("remove"), 2);
	CHECK_EQ(a.removed, 1);
	CHECK_EQ(started.removed, 1);
	CHECK_EQ(other.removed, 0);
	/* From here on a touch of either region would be a fault in the model itself. */
	memset(a.client.dus, 0, a.dus_bytes);
	memset(started.client.dus, 0, started.dus_bytes);
	a.untouchable = started.untouchable = true;
	bed_command(&other, "release 10");
	emu_machine_step(m);
	for (uint64_t i = 0; i < started.dus_bytes; i++)
		CHECK_EQ(((uint8_t *)started.client.dus)[i], 0);
	CHECK(!emu_device_present(m, 0));
	CHECK(emu_device_present(m, 1));
	CHECK_EQ(emu_device_attribute(m, 0, "api", text, sizeof(text)), -ENOENT);
	CHECK_EQ(bed_ioctl(&started, 0x5701, NULL), -ENXIO);
	CHECK_EQ(bed_stat(m, "total", "queues_held"), 1);
	{
		struct bed none;

		CHECK_EQ(bed_open_only(&none, m, &profile, 0), -ENODEV);
	}
	bed_command(&other, "return hisi_zip-1");
	CHECK(emu_device_present(m, 0));
	check_text(0, "available_instances", "64\n");
	bed_close(&a);
	bed_close(&started);
	check_text(0, "available_instances", "64\n");
	bed_open(&a, m, &profile, COMPRESS);
	send(&a, 1);
	CHECK_EQ(reap(&a), 1); /* the gate had eight left */
	bed_close(&a);
	bed_close(&other);
	emu_machine_close(m);
}

static void check_gate(void)
{
	struct bed a, b;

	m = bed_machine(&profile, "gated depth=16");
	bed_open(&a, m, &profile, COMPRESS);
	bed_open(&b, m, &profile, COMPRESS);
	send(&a, 2);
	send(&b, 2);
	send(&a, 2);
	CHECK_EQ(reap(&a) + reap(&b), 0);
	bed_command(&a, "release 3"); /* in the order of their coming */
	CHECK_EQ(reap(&a), 2);
	CHECK_EQ(reap(&b), 1);
	bed_command(&a, "release 4"); /* one more than there are */
	CHECK_EQ(reap(&a), 2);
	CHECK_EQ(reap(&b), 1);
	send(&b, 2);
	CHECK_EQ(reap(&b), 1);
	bed_close(&a);
	bed_close(&b);
	emu_machine_close(m);
}

static void check_rate(void)
{
	double start;
	uint32_t done = 0;
	struct bed a;

	m = bed_machine(&profile, "depth=16 rate=200K"); /* 10 ms for each job */
	bed_open(&a, m, &profile, COMPRESS);
	start = bed_seconds();
	send(&a, 10);
	while (done < 10)
		done += reap(&a);
	CHECK(bed_seconds() - start >= 0.1);
	bed_command(&a, "rate 20000000");
	start = bed_seconds();
	send(&a, 10);
	while (done < 20)
		done += reap(&a);
	CHECK(bed_seconds() - start >= 0.001);
	CHECK(bed_seconds() - start < 0.1);
	CHECK_EQ(a.touches, 2); /* the ioctl's: no job's bytes were looked at */
	bed_close(&a);
	emu_machine_close(m);
}

static void check_refusals(void)
{
	static const char *const bad[] = {
		"",
		"   ",
		"nonsense",
		"fault",
		"fault nonsense",
		"fault remove",
		"fault lost count",
		"fault lost count=x",
		"fault lost count=-1",
		"fault lost every=0",
		"fault lost ms=99999999999",
		"fault lost nosuch=1",
		"fault lost device=hisi_zip-2",
		"fault lost direction=up",
		"fault bad-head value=65536",
		"reset",
		"reset hisi_zip-2",
		"reset hisi_zip-1 ms=x",
		"overflow",
		"isolate hisi_zip-1",
		"isolate hisi_zip-1 2",
		"remove /dev/hisi_zip-1",
		"release 3",
		"rate 5",
		"stats now",
		"clear all",
	};
	char line[700], *answer = NULL;
	size_t bytes = 0;
	FILE *to;

	m = bed_machine(&profile, "");
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = 0;
	for (size_t i = 0; i <= COUNT_OF(bad); i++) {
		to = open_memstream(&answer, &bytes);
		CHECK(to != NULL);
		test_context("command %zu", i);
		CHECK_EQ(emu_machine_command(m, i < COUNT_OF(bad) ? bad[i] : line, to),
			 -EINVAL);
		fclose(to);
		CHECK(bytes > 10 && answer[bytes - 1] == '\n');
		free(answer);
	}
	CHECK_EQ(bed_stat(m, "total", "faults_given"), 0);
	emu_machine_close(m);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	data_fill(DATA_TEXT, data, sizeof(data));
	check_reset();
	check_overflow();
	check_isolation();
	check_removal();
	check_gate();
	check_rate();
	check_refusals();
	return 0;
}
