/*
 * emu_attributes.c - sysfs texts and region sizes are what the kernel gives, for each
 * generation, page size and kind of kernel; free queues are counted as they come and go.
 */
#include "emu_bed.h"

#include <errno.h>
#include <string.h>

static struct emu_profile profile;

static void check_text(struct emu_machine *m, uint32_t device, const char *name,
		       const char *expected)
{
	char text[256];
	int64_t length = emu_device_attribute(m, device, name, text, sizeof(text));

	test_context("attribute %s", name);
	CHECK_EQ(length, strlen(expected));
	CHECK(strcmp(text, expected) == 0);
}

static void check_defaults(void)
{
	struct emu_machine *m = bed_machine(&profile, "");
	char text[16];

	CHECK_EQ(emu_machine_devices(m), 1);
	check_text(m, 0, "api", "hisi_qm_v2\n");
	check_text(m, 0, "flags", "1\n");
	check_text(m, 0, "algorithms", "zlib\ngzip\n");
	check_text(m, 0, "available_instances", "64\n");
	check_text(m, 0, "region_mmio_size", "8192\n");
	check_text(m, 0, "region_dus_size", "151552\n");
	check_text(m, 0, "isolate", "0\n");
	check_text(m, 0, "isolate_strategy", "0\n");
	check_text(m, 0, "device/numa_node", "-1\n");
	for (int i = 0; emu_attributes[i]; i++)
		CHECK(emu_device_attribute(m, 0, emu_attributes[i], text, 2) == -ENOSPC);
	CHECK_EQ(emu_device_attribute(m, 0, "api", text, 11), -ENOSPC);
	CHECK_EQ(emu_device_attribute(m, 0, "dev_state", text, sizeof(text)), -ENOENT);
	CHECK_EQ(emu_device_attribute(m, 1, "flags", text, sizeof(text)), -ENOENT);
	emu_machine_close(m);
}

static void check_others(void)
{
	struct emu_machine *m = bed_machine(&profile, "api=3 page=64k numa=3 queues=256");
	char text[32];

	check_text(m, 0, "api", "hisi_qm_v3\n");
	check_text(m, 0, "algorithms", "zlib\ngzip\ndeflate\n");
	check_text(m, 0, "available_instances", "256\n");
	check_text(m, 0, "region_mmio_size", "65536\n");
	check_text(m, 0, "region_dus_size", "262144\n");
	check_text(m, 0, "device/numa_node", "3\n");
	emu_machine_close(m);

	m = bed_machine(&profile, "api=1 noiommu sva=0");
	check_text(m, 0, "api", "hisi_qm_v1_noiommu\n");
	check_text(m, 0, "flags", "2\n");
	check_text(m, 0, "region_mmio_size", "4096\n");
	emu_machine_close(m);

	m = bed_machine(&profile, "api=2 page=64k sq-depth=100 cq-depth=33");
	check_text(m, 0, "region_mmio_size", "65536\n");
	check_text(m, 0, "region_dus_size", "131072\n"); /* 13328 and a page */
	emu_machine_close(m);

	m = bed_machine(&profile, "old-kernel depth=256");
	check_text(m, 0, "region_dus_size", "151552\n");
	CHECK_EQ(emu_device_attribute(m, 0, "isolate", text, sizeof(text)), -ENOENT);
	CHECK_EQ(emu_device_attribute(m, 0, "isolate_strategy", text, sizeof(text)),
		 -ENOENT);
	emu_machine_close(m);
}

static void check_names(void)
{
	static const char *const names[] = { "hisi_zip-1",  "hisi_zip-4",  "hisi_zip-5",
					     "hisi_zip-9",  "hisi_zip-10", "hisi_zip-13",
					     "hisi_zip-14", "hisi_zip-18" };
	struct emu_machine *m = bed_machine(&profile, "devices=8");

	for (uint32_t i = 0; i < COUNT_OF(names); i++) {
		CHECK(strcmp(emu_device_name(m, i), names[i]) == 0);
		CHECK(emu_device_present(m, i));
	}
	CHECK(emu_device_name(m, 8) == NULL);
	CHECK(!emu_device_present(m, 8));
	emu_machine_close(m);
}

static void check_instances(void)
{
	struct emu_machine *m = bed_machine(&profile, "devices=2 queues=2");
	uint64_t generation = emu_machine_generation(m), later;
	struct bed a, b, c;

	CHECK_EQ(bed_open_only(&a, m, &profile, 1), 0);
	later = emu_machine_generation(m);
	CHECK(later != generation);
	check_text(m, 1, "available_instances", "1\n");
	check_text(m, 0, "available_instances", "2\n");
	CHECK_EQ(bed_open_only(&b, m, &profile, 1), 0);
	check_text(m, 1, "available_instances", "0\n");
	CHECK_EQ(bed_open_only(&c, m, &profile, 1), -EBUSY);
	CHECK_EQ(bed_ioctl(&a, 0x5701, NULL), 0); /* PUT_Q gives it back, not close */
	check_text(m, 1, "available_instances", "1\n");
	bed_close(&a);
	check_text(m, 1, "available_instances", "1\n");
	generation = emu_machine_generation(m);
	bed_close(&b);
	CHECK(emu_machine_generation(m) != generation);
	check_text(m, 1, "available_instances", "2\n");
	CHECK_EQ(bed_open_only(&c, m, &profile, 7), -ENODEV);
	emu_machine_close(m);
}

static void check_options(void)
{
	static const char *const bad[] = { "depth",
					   "depth=",
					   "depth=1",
					   "depth=x",
					   "depth=9999999",
					   "api=4",
					   "api=6",
					   "page=8k",
					   "page",
					   "null=1",
					   "nosuch",
					   "nosuch=1",
					   "rate=0",
					   "queues=1025",
					   "devices=0",
					   "seed=-1",
					   "devices=17",
					   "rate=1T",
					   "rate=9999999999G",
					   "" };
	char why[120];

	emu_profile_default(&profile);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		test_context("option %s", bad[i]);
		why[0] = 0;
		CHECK_EQ(emu_profile_set(&profile, bad[i], why, sizeof(why)), -EINVAL);
		CHECK(why[0] != 0);
	}
	CHECK_EQ(emu_profile_set(&profile, "rate=500M", why, sizeof(why)), 0);
	CHECK_EQ(profile.rate, 500000000);
	CHECK_EQ(profile.service, EMU_RATE);
	profile.sq_depth = 1;
	CHECK(emu_machine_open(&profile) == NULL);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	check_defaults();
	check_others();
	check_names();
	check_instances();
	check_options();
	return 0;
}
