/*
 * profile.c - what a machine may be like: the options, their ranges and defaults, in one
 * table that parses and prints them.
 */
#include "hardware.h"
#include "model.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum kind { NUMBER, FLAG, SERVICE, PAGE };

static const struct option {
	const char *name;
	enum kind kind;
	size_t offset, bytes; /* in struct emu_profile */
	int64_t low, high;    /* SERVICE: low is the value */
	const char *meaning;
} options[] = {
#define FIELD(field) \
	offsetof(struct emu_profile, field), sizeof(((struct emu_profile *)0)->field)
	{ "seed", NUMBER, FIELD(seed), 0, INT64_MAX,
	  "where everything by chance comes from" },
	{ "devices", NUMBER, FIELD(devices), 1, EMU_DEVICES_MAX, "how many there are" },
	{ "queues", NUMBER, FIELD(queues), 1, NUMBERS, "hardware queues of each device" },
	{ "api", NUMBER, FIELD(api), 1, 5, "generation: 1, 2, 3 or 5" },
	{ "depth", NUMBER, FIELD(sq_depth), DEPTH_MIN, DEPTH_MAX,
	  "entries of both queues of a pair" },
	{ "sq-depth", NUMBER, FIELD(sq_depth), DEPTH_MIN, DEPTH_MAX,
	  "entries of the submission queue" },
	{ "cq-depth", NUMBER, FIELD(cq_depth), DEPTH_MIN, DEPTH_MAX,
	  "entries of the completion queue" },
	{ "page", PAGE, FIELD(page_bytes), 0, 0, "page size of the kernel: 4k or 64k" },
	{ "numa", NUMBER, FIELD(numa_node), -1, 1023, "NUMA node of the devices" },
	{ "sva", NUMBER, FIELD(sva), 0, 1, "0: shared virtual addresses are off" },
	{ "noiommu", FLAG, FIELD(noiommu), 0, 0,
	  "flag bit 1, and _noiommu behind the api" },
	{ "old-kernel", FLAG, FIELD(old_kernel), 0, 0,
	  "EINVAL for ENXIO, no depth ioctl, depths 1024" },
	{ "full-ratio", FLAG, FIELD(full_ratio), 0, 0,
	  "compress as zlib's level 6 does" },
	{ "inflate-ends-0x13", FLAG, FIELD(inflate_ends_0x13), 0, 0,
	  "stateless inflate ends with 0x13 and the last-block bit" },
	{ "work", SERVICE, FIELD(service), EMU_WORK, 0, "do the jobs (the default)" },
	{ "null", SERVICE, FIELD(service), EMU_NULL, 0,
	  "complete at once with prepared results, read and write nothing" },
	{ "gated", SERVICE, FIELD(service), EMU_GATED, 0,
	  "as work, but a job completes only when 'release' lets it" },
	{ "rate", NUMBER, FIELD(rate), 1, INT64_C(1) << 40,
	  "as null, at so many input bytes per second (K, M, G: powers of 1000)" },
	{ "lag", NUMBER, FIELD(lag), 0, DEPTH_MAX - 1,
	  "null: a job completes when so many later ones of its queue have come" },
	{ "replay", FLAG, FIELD(replay), 0, 0,
	  "null and rate: results are those of the first job with an input of this "
	  "length "
	  "and these first 8 bytes, which is done" },
#undef FIELD
};

void emu_profile_default(struct emu_profile *profile)
{
	*profile = (struct emu_profile){
		.seed = 1,
		.devices = 1,
		.queues = 64,
		.api = 2,
		.sq_depth = 1024,
		.cq_depth = 1024,
		.page_bytes = 4096,
		.numa_node = -1,
		.sva = 1,
		.service = EMU_WORK,
	};
}

static void put(struct emu_profile *profile, const struct option *o, int64_t value)
{
	char *at = (char *)profile + o->offset;
	uint64_t wide = (uint64_t)value;
	uint32_t narrow = (uint32_t)value;

	if (o->bytes == sizeof(wide))
		memcpy(at, &wide, sizeof(wide));
	else
		memcpy(at, &narrow, sizeof(narrow));
}

static int64_t get(const struct emu_profile *profile, const struct option *o)
{
	const char *at = (const char *)profile + o->offset;
	int64_t wide;
	int32_t narrow;

	if (o->bytes == sizeof(wide)) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, at, sizeof(narrow));
	return narrow;
}

/* A decimal or 0x number with K, M or G behind it at most. */
static bool parse_number(const char *text, int64_t low, int64_t high, int64_t *number)
{
	int64_t times = 1;
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 0);
	if (errno != 0 || end == text)
		return false;
	if (*end == 'K' || *end == 'M' || *end == 'G') {
		times = *end == 'K' ? 1000 : *end == 'M' ? 1000000 : 1000000000;
		end++;
	}
	if (*end != 0 || value > INT64_MAX / times || value < INT64_MIN / times)
		return false;
	*number = value * times;
	return *number >= low && *number <= high;
}

static int apply(struct emu_profile *profile, const struct option *o, const char *value,
		 char *why, size_t why_bytes)
{
	int64_t number;

	switch (o->kind) {
	case FLAG:
	case SERVICE:
		if (value) {
			snprintf(why, why_bytes, "option %s takes no value", o->name);
			return -EINVAL;
		}
		put(profile, o, o->kind == FLAG ? 1 : o->low);
		return 0;
	case PAGE:
		if (value && (strcmp(value, "4k") == 0 || strcmp(value, "64k") == 0)) {
			put(profile, o, *value == '4' ? 4096 : 65536);
			return 0;
		}
		snprintf(why, why_bytes, "page=%.20s is neither 4k nor 64k",
			 value ? value : "");
		return -EINVAL;
	default:
		break;
	}
	if (!value || !parse_number(value, o->low, o->high, &number) ||
	    (strcmp(o->name, "api") == 0 && number == 4)) {
		snprintf(why, why_bytes,
			 "%s=%.20s is not a number in %" PRId64 "..%" PRId64, o->name,
			 value ? value : "", o->low, o->high);
		return -EINVAL;
	}
	put(profile, o, number);
	if (strcmp(o->name, "depth") == 0)
		profile->cq_depth = profile->sq_depth;
	if (strcmp(o->name, "rate") == 0)
		profile->service = EMU_RATE;
	return 0;
}

int emu_profile_set(struct emu_profile *profile, const char *option, char *why,
		    size_t why_bytes)
{
	const char *equals = strchr(option, '=');
	size_t length = equals ? (size_t)(equals - option) : strlen(option);

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct option *o = &options[i];

		if (strlen(o->name) == length && memcmp(o->name, option, length) == 0)
			return apply(profile, o, equals ? equals + 1 : NULL, why,
				     why_bytes);
	}
	snprintf(why, why_bytes, "there is no option %.*s",
		 length < 40 ? (int)length : 40, option);
	return -EINVAL;
}

void emu_profile_print_options(FILE *out)
{
	struct emu_profile d;

	emu_profile_default(&d);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct option *o = &options[i];

		fprintf(out, "  %s%s: %s", o->name,
			o->kind == NUMBER || o->kind == PAGE ? "=VALUE" : "", o->meaning);
		if (o->kind == NUMBER && get(&d, o) != 0)
			fprintf(out, " (%" PRId64 "..%" PRId64 ", default %" PRId64 ")",
				o->low, o->high, get(&d, o));
		else if (o->kind == NUMBER)
			fprintf(out, " (%" PRId64 "..%" PRId64 ")", o->low, o->high);
		else if (o->kind == PAGE)
			fprintf(out, " (default 4k)");
		fprintf(out, "\n");
	}
}
