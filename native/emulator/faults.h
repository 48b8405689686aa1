/*
 * faults.h - which events go wrong, and how often one did: a rule of each kind, and
 * what was really given.
 */
#ifndef EMU_FAULTS_H
#define EMU_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum fault_kind {
	FAULT_NONE,
	/* of a job */
	FAULT_DELAY,
	FAULT_JITTER,
	FAULT_REORDER,
	FAULT_LOST,
	FAULT_LATE,
	FAULT_DUPLICATE,
	FAULT_BAD_TAG,
	FAULT_BAD_HEAD,
	FAULT_WRONG_HEAD,
	FAULT_EARLY_COMPLETION,
	FAULT_STATUS,
	FAULT_NO_SPACE,
	FAULT_CORRUPT,
	FAULT_NEGATIVE,
	FAULT_ENDED,
	FAULT_WRONG_OUTPUT,
	FAULT_WRONG_CRC,
	FAULT_WRONG_INPUT,
	FAULT_LIE,
	FAULT_WRONG_LENGTH,
	FAULT_NOTHING,
	/* of an SQ doorbell */
	FAULT_TX_STOP,
	FAULT_RX_STOP,
	/* of an open */
	FAULT_BUSY,
	FAULT_EPERM,
	FAULT_ENODEV,
	/* of a PUT_Q */
	FAULT_PUT_ERROR,
	/* of a command: no rule, only counted */
	FAULT_RESET,
	FAULT_OVERFLOW,
	FAULT_ISOLATE,
	FAULT_REMOVE,
	FAULT_KINDS,
};

enum fault_event { EVENT_JOB, EVENT_DOORBELL, EVENT_OPEN, EVENT_PUT, EVENT_COMMAND };

/* "Each 'every'-th eligible event after the first 'after', until 'count' were given." */
struct fault_rule {
	bool on;
	uint64_t count, every, after;
	uint32_t ms, value;
	const void *device; /* NULL: any */
	int direction;      /* -1: any */
	uint64_t number;    /* of this rule: a later one of the kind replaces it */
	uint64_t seen;      /* eligible events */
	uint64_t owed;      /* whose turn came while the event had another fault */
	uint64_t chosen;    /* given or about to be */
};

struct faults {
	struct fault_rule rules[FAULT_KINDS];
	uint64_t given[FAULT_KINDS]; /* never goes down */
	bool asked[FAULT_KINDS];
	uint64_t rules_made;
	uint32_t turn; /* which kind is asked first, so that none starves another */
};

/* A fault that was chosen for an event. */
struct fault {
	enum fault_kind kind;
	uint32_t ms, value;
	uint64_t rule;
};

/* At most one fault for each event. It is then either given or missed. */
struct fault emu_fault_choose(struct faults *faults, enum fault_event event,
			      const void *device, int direction);
void emu_fault_given(struct faults *faults, enum fault_kind kind, uint64_t times);
void emu_fault_missed(struct faults *faults, const struct fault *fault);

const char *emu_fault_name(enum fault_kind kind);
/* The kind of that name that a rule may have; FAULT_NONE. */
enum fault_kind emu_fault_named(const char *name);
/* A rule without limits, for the caller to narrow and set: it replaces the kind's. */
struct fault_rule emu_fault_default(enum fault_kind kind);
void emu_fault_set(struct faults *faults, enum fault_kind kind,
		   const struct fault_rule *rule);
void emu_fault_clear(struct faults *faults);
void emu_fault_print_kinds(FILE *out);

#endif
