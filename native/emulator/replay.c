/*
 * replay.c - a table of results by what was asked for. Nothing leaves it, and a table
 * that is full remembers no more.
 */
#include "replay.h"

#include "work.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 4096, MOST_ENTRIES = PLACES / 4 * 3 };

/* The words that a job's end is told by. */
static const uint8_t words[] = { DW_CONSUMED, DW_PRODUCED, DW_STATUS, DW_CTX0,
				 DW_CTX1,     DW_CTX2,     DW_ISIZE,  DW_CHECKSUM };
enum { WORDS = sizeof(words) };

struct entry {
	bool used;
	struct replay_key key;
	uint32_t result[WORDS];
};

struct replay {
	uint32_t count;
	struct entry entries[PLACES];
};

struct replay *emu_replay_open(void)
{
	return calloc(1, sizeof(struct replay));
}

void emu_replay_close(struct replay *r)
{
	free(r);
}

static bool make_key(const struct emu_client *client, uint32_t direction,
		     const struct job *job, struct replay_key *key)
{
	const uint32_t *sqe = job->sqe;
	uint32_t bytes = sqe[DW_IN_BYTES];

	*key = (struct replay_key){
		.in_bytes = bytes,
		.out_bytes = sqe[DW_OUT_BYTES],
		.flags = sqe[DW_FLAGS],
		.request = sqe[DW_REQUEST],
		.direction = direction,
	};
	if (bytes > REPLAY_READ_BYTES)
		bytes = REPLAY_READ_BYTES;
	key->kept = job->fault.kind == FAULT_NONE &&
		    (!(sqe[DW_FLAGS] & FLAG_STATEFUL) || (sqe[DW_FLAGS] & FLAG_NEW)) &&
		    client->read(client->of, emu_sqe_address(sqe, DW_IN), &key->first,
				 bytes) == 0;
	return key->kept;
}

static bool is_same(const struct replay_key *a, const struct replay_key *b)
{
	return a->first == b->first && a->in_bytes == b->in_bytes &&
	       a->out_bytes == b->out_bytes && a->flags == b->flags &&
	       a->request == b->request && a->direction == b->direction;
}

/* The entry of the key, or the one that is free for it. */
static uint32_t place_of(const struct replay *r, const struct replay_key *key)
{
	uint64_t state = key->first ^ (uint64_t)key->in_bytes << 32 ^ key->out_bytes;
	uint32_t place = (uint32_t)(emu_random(&state) % PLACES);

	while (r->entries[place].used && !is_same(&r->entries[place].key, key))
		place = (place + 1) % PLACES;
	return place;
}

bool emu_replay_find(const struct replay *r, const struct emu_client *client,
		     uint32_t direction, struct job *job, struct replay_key *key)
{
	const struct entry *entry;

	if (!make_key(client, direction, job, key))
		return false;
	entry = &r->entries[place_of(r, key)];
	if (!entry->used)
		return false;
	for (int i = 0; i < WORDS; i++)
		job->sqe[words[i]] = entry->result[i];
	return true;
}

void emu_replay_keep(struct replay *r, const struct replay_key *key,
		     const struct job *job)
{
	struct entry *entry = &r->entries[place_of(r, key)];

	if (!key->kept || entry->used || r->count == MOST_ENTRIES ||
	    !emu_status_is_good(job->sqe[DW_STATUS] & 0xff))
		return;
	r->count++;
	entry->used = true;
	entry->key = *key;
	for (int i = 0; i < WORDS; i++)
		entry->result[i] = job->sqe[words[i]];
}
