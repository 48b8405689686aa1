/*
 * replay.h - results given again: a device that does no work and is still believed by a
 * client that compares lengths and checksums. The first job with an input of some length
 * and first bytes is done; what it put into its SQE is remembered, and put into the SQE
 * of each later job of that kind, whose output is then not written.
 *
 * Its client promises that inputs with the same length and the same first
 * REPLAY_READ_BYTES bytes are equal. A job that goes on where another ended is always
 * done, and so is one that a fault befalls. Guarded by the machine's 'serving'.
 */
#ifndef EMU_REPLAY_H
#define EMU_REPLAY_H

#include "machine.h"

enum { REPLAY_READ_BYTES = 8 };

/* What makes two jobs the same. */
struct replay_key {
	uint64_t first; /* bytes of the input */
	uint32_t in_bytes, out_bytes, flags, request;
	uint32_t direction;
	bool kept; /* the job may be remembered under this key */
};

struct replay *emu_replay_open(void); /* NULL: no memory */
void emu_replay_close(struct replay *r);
/*
 * Puts remembered results into job->sqe and returns true; or else fills 'key' for
 * emu_replay_keep(), to be called when the job is done.
 */
bool emu_replay_find(const struct replay *r, const struct emu_client *client,
		     uint32_t direction, struct job *job, struct replay_key *key);
/* Remembers a good result, as long as there is room. */
void emu_replay_keep(struct replay *r, const struct replay_key *key,
		     const struct job *job);

#endif
