/*
 * model.c - the machine: its devices, its clock and chance, and its locks.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "machine.h"
#include "replay.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t emu_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* splitmix64 (public domain): any state, 0 too, gives a good sequence. */
uint64_t emu_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* The ids of a host with other accelerators in between: 1, 4, 5, 9, 10, 13, 14, 18 and so
 * on */
static uint32_t device_id(uint32_t position)
{
	static const uint32_t first[] = { 1, 4, 5, 9 };

	return first[position % 4] + position / 4 * 9;
}

static int profile_is_sound(const struct emu_profile *p)
{
	return p->devices >= 1 && p->devices <= EMU_DEVICES_MAX && p->queues >= 1 &&
	       p->queues <= NUMBERS && p->api >= 1 && p->api <= 5 && p->api != 4 &&
	       p->sq_depth >= DEPTH_MIN && p->sq_depth <= DEPTH_MAX &&
	       p->cq_depth >= DEPTH_MIN && p->cq_depth <= DEPTH_MAX &&
	       (p->page_bytes == 4096 || p->page_bytes == 65536) &&
	       (p->service != EMU_RATE || p->rate > 0);
}

struct emu_machine *emu_machine_open(const struct emu_profile *profile)
{
	struct emu_machine *m;

	if (!profile_is_sound(profile))
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->profile = *profile;
	if (m->profile.old_kernel) /* its clients cannot ask for others */
		m->profile.sq_depth = m->profile.cq_depth = 1024;
	m->engine = emu_engine_open(&m->profile);
	m->replay = profile->replay ? emu_replay_open() : NULL;
	if (!m->engine || (profile->replay && !m->replay)) {
		emu_engine_close(m->engine);
		free(m);
		return NULL;
	}
	m->random = profile->seed;
	m->records_end = &m->records;
	pthread_mutex_init(&m->serving, NULL);
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->changed, NULL);
	for (uint32_t i = 0; i < profile->devices; i++) {
		m->devices[i].present = true;
		snprintf(m->devices[i].name, NAME_BYTES, "hisi_zip-%u", device_id(i));
	}
	return m;
}

void emu_machine_close(struct emu_machine *m)
{
	if (!m)
		return;
	emu_machine_stop(m);
	while (m->queues)
		emu_queue_close(m->queues);
	for (struct record *r = m->records, *next; r; r = next) {
		next = r->next;
		free(r);
	}
	emu_engine_close(m->engine);
	emu_replay_close(m->replay);
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	pthread_mutex_destroy(&m->serving);
	free(m);
}

uint32_t emu_machine_step(struct emu_machine *m)
{
	uint32_t done = 0, now;

	emu_lock_serving(m);
	while ((now = emu_serve(m)) != 0)
		done += now;
	pthread_mutex_unlock(&m->serving);
	return done;
}

int emu_machine_waits(struct emu_machine *m)
{
	return atomic_load(&m->waiting) != 0;
}

void emu_lock(struct emu_machine *m)
{
	atomic_fetch_add(&m->wanted, 1);
	pthread_mutex_lock(&m->lock);
	atomic_fetch_sub(&m->wanted, 1);
}

void emu_lock_serving(struct emu_machine *m)
{
	atomic_fetch_add(&m->wanted, 1);
	pthread_mutex_lock(&m->serving);
	atomic_fetch_sub(&m->wanted, 1);
}

uint32_t emu_machine_devices(struct emu_machine *m)
{
	return m->profile.devices;
}

const char *emu_device_name(struct emu_machine *m, uint32_t device)
{
	return device < m->profile.devices ? m->devices[device].name : NULL;
}

struct device *emu_device_named(struct emu_machine *m, const char *name)
{
	for (uint32_t i = 0; i < m->profile.devices; i++) {
		if (strcmp(m->devices[i].name, name) == 0)
			return &m->devices[i];
	}
	return NULL;
}

int emu_device_present(struct emu_machine *m, uint32_t device)
{
	int present;

	emu_lock(m);
	present = device < m->profile.devices && m->devices[device].present;
	pthread_mutex_unlock(&m->lock);
	return present;
}

uint64_t emu_machine_generation(struct emu_machine *m)
{
	uint64_t generation;

	emu_lock(m);
	generation = m->generation;
	pthread_mutex_unlock(&m->lock);
	return generation;
}
