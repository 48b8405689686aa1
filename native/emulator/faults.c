/*
 * faults.c - see faults.h.
 */
#include "faults.h"

#include <string.h>

enum { ANY_DIRECTION = -1, COMPRESS = 0, DECOMPRESS = 1 };

static const struct {
	const char *name;
	enum fault_event event;
	int direction;
	uint32_t ms, value; /* unless the rule says others */
	const char *what;
} kinds[FAULT_KINDS] = {
	[FAULT_NONE] = { "", EVENT_COMMAND, ANY_DIRECTION, 0, 0, "" },
	[FAULT_DELAY] = { "delay", EVENT_JOB, ANY_DIRECTION, 20, 0,
			  "completes ms later" },
	[FAULT_JITTER] = { "jitter", EVENT_JOB, ANY_DIRECTION, 20, 0,
			   "completes 0..ms later" },
	[FAULT_REORDER] = { "reorder", EVENT_JOB, ANY_DIRECTION, 5, 0,
			    "completes behind the next job of its queue, waiting ms for "
			    "it" },
	[FAULT_LOST] = { "lost", EVENT_JOB, ANY_DIRECTION, 0, 0, "never completes" },
	[FAULT_LATE] = { "late", EVENT_JOB, ANY_DIRECTION, 200, 0,
			 "everything is written ms later, unless the queue stops "
			 "before" },
	[FAULT_DUPLICATE] = { "duplicate", EVENT_JOB, ANY_DIRECTION, 0, 0,
			      "its CQE is written twice" },
	[FAULT_BAD_TAG] = { "bad-tag", EVENT_JOB, ANY_DIRECTION, 0, 0,
			    "another tag in the SQE" },
	[FAULT_BAD_HEAD] = { "bad-head", EVENT_JOB, ANY_DIRECTION, 0, 0,
			     "CQE with sq_head=value, at first sq_depth" },
	[FAULT_WRONG_HEAD] = { "wrong-head", EVENT_JOB, ANY_DIRECTION, 0, 0,
			       "CQE of an entry that is not in flight, none of its own" },
	[FAULT_EARLY_COMPLETION] = { "early-completion", EVENT_JOB, ANY_DIRECTION, 1, 0,
				     "CQE visible ms before SQE and output are written" },
	[FAULT_STATUS] = { "status", EVENT_JOB, ANY_DIRECTION, 0, 0x41,
			   "status=value, nothing written to the output" },
	[FAULT_NO_SPACE] = { "no-space", EVENT_JOB, ANY_DIRECTION, 0, 0, "status 0x0e" },
	[FAULT_CORRUPT] = { "corrupt", EVENT_JOB, ANY_DIRECTION, 0, 0, "status 0x10" },
	[FAULT_NEGATIVE] = { "negative", EVENT_JOB, ANY_DIRECTION, 0, 0,
			     "status 0x0d with valid data" },
	[FAULT_ENDED] = { "ended", EVENT_JOB, ANY_DIRECTION, 0, 0,
			  "status 0x13 and last-block bit with valid data" },
	[FAULT_WRONG_OUTPUT] = { "wrong-output", EVENT_JOB, ANY_DIRECTION, 0, 0,
				 "good status, one bit of the output flipped" },
	[FAULT_WRONG_CRC] = { "wrong-crc", EVENT_JOB, ANY_DIRECTION, 0, 0,
			      "good status and data, wrong checksum and trailer" },
	[FAULT_WRONG_INPUT] = { "wrong-input", EVENT_JOB, COMPRESS, 0, 0,
				"compress: one bit of the input read wrongly" },
	[FAULT_LIE] = { "lie", EVENT_JOB, DECOMPRESS, 0, 0,
			"decompress: one bit wrong, and the checksum of that" },
	[FAULT_WRONG_LENGTH] = { "wrong-length", EVENT_JOB, ANY_DIRECTION, 0, 0,
				 "good status, produced beyond the space" },
	[FAULT_NOTHING] = { "nothing", EVENT_JOB, ANY_DIRECTION, 0, 0,
			    "good status, consumed and produced 0" },
	[FAULT_TX_STOP] = { "tx-stop", EVENT_DOORBELL, ANY_DIRECTION, 0, 0,
			    "TX stop as the doorbell comes, what it brought is lost" },
	[FAULT_RX_STOP] = { "rx-stop", EVENT_DOORBELL, ANY_DIRECTION, 0, 0,
			    "both stop words, all that is outstanding is lost" },
	[FAULT_BUSY] = { "busy", EVENT_OPEN, ANY_DIRECTION, 0, 0, "open: EBUSY" },
	[FAULT_EPERM] = { "eperm", EVENT_OPEN, ANY_DIRECTION, 0, 0, "open: EPERM" },
	[FAULT_ENODEV] = { "enodev", EVENT_OPEN, ANY_DIRECTION, 0, 0, "open: ENODEV" },
	[FAULT_PUT_ERROR] = { "put-error", EVENT_PUT, ANY_DIRECTION, 0, 0,
			      "PUT_Q: EIO, and the queue runs on until close" },
	[FAULT_RESET] = { "reset", EVENT_COMMAND, ANY_DIRECTION, 0, 0, "" },
	[FAULT_OVERFLOW] = { "overflow", EVENT_COMMAND, ANY_DIRECTION, 0, 0, "" },
	[FAULT_ISOLATE] = { "isolate", EVENT_COMMAND, ANY_DIRECTION, 0, 0, "" },
	[FAULT_REMOVE] = { "remove", EVENT_COMMAND, ANY_DIRECTION, 0, 0, "" },
};

/* Counts an event for a rule; whether a fault is due to it now. */
static bool due(struct fault_rule *rule, enum fault_kind kind, const void *device,
		int direction)
{
	if (!rule->on || (rule->device && rule->device != device) ||
	    (rule->direction != ANY_DIRECTION && rule->direction != direction) ||
	    (kinds[kind].direction != ANY_DIRECTION &&
	     kinds[kind].direction != direction))
		return false;
	rule->seen++;
	if (rule->seen > rule->after && (rule->seen - rule->after) % rule->every == 0)
		rule->owed++;
	return rule->owed > 0 && rule->chosen < rule->count;
}

struct fault emu_fault_choose(struct faults *faults, enum fault_event event,
			      const void *device, int direction)
{
	struct fault chosen = { .kind = FAULT_NONE };

	for (uint32_t i = 0; i < FAULT_KINDS; i++) {
		enum fault_kind kind =
			(enum fault_kind)((faults->turn + i) % FAULT_KINDS);
		struct fault_rule *rule = &faults->rules[kind];

		if (kinds[kind].event != event || !due(rule, kind, device, direction) ||
		    chosen.kind != FAULT_NONE)
			continue;
		rule->owed--;
		rule->chosen++;
		chosen = (struct fault){ kind, rule->ms, rule->value, rule->number };
	}
	if (chosen.kind != FAULT_NONE)
		faults->turn = ((uint32_t)chosen.kind + 1) % FAULT_KINDS;
	return chosen;
}

void emu_fault_given(struct faults *faults, enum fault_kind kind, uint64_t times)
{
	faults->asked[kind] = true;
	faults->given[kind] += times;
}

void emu_fault_missed(struct faults *faults, const struct fault *fault)
{
	struct fault_rule *rule = &faults->rules[fault->kind];

	if (fault->kind == FAULT_NONE || !rule->on || rule->number != fault->rule)
		return;
	rule->chosen--;
	rule->owed++;
}

const char *emu_fault_name(enum fault_kind kind)
{
	return kinds[kind].name;
}

enum fault_kind emu_fault_named(const char *name)
{
	for (int kind = FAULT_NONE + 1; kind < FAULT_KINDS; kind++) {
		if (kinds[kind].event != EVENT_COMMAND &&
		    strcmp(kinds[kind].name, name) == 0)
			return (enum fault_kind)kind;
	}
	return FAULT_NONE;
}

struct fault_rule emu_fault_default(enum fault_kind kind)
{
	return (struct fault_rule){
		.on = true,
		.count = UINT64_MAX,
		.every = 1,
		.ms = kinds[kind].ms,
		.value = kinds[kind].value,
		.direction = ANY_DIRECTION,
	};
}

void emu_fault_set(struct faults *faults, enum fault_kind kind,
		   const struct fault_rule *rule)
{
	faults->rules[kind] = *rule;
	faults->rules[kind].number = ++faults->rules_made;
	faults->asked[kind] = true;
}

void emu_fault_clear(struct faults *faults)
{
	for (int kind = 0; kind < FAULT_KINDS; kind++)
		faults->rules[kind].on = false;
}

void emu_fault_print_kinds(FILE *out)
{
	for (int kind = FAULT_NONE + 1; kind < FAULT_KINDS; kind++) {
		if (kinds[kind].event != EVENT_COMMAND)
			fprintf(out, "    %-17s %s\n", kinds[kind].name,
				kinds[kind].what);
	}
}
