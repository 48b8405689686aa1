/*
 * thread.c - the machine's own thread, which serves whatever comes.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include "machine.h"

#include <errno.h>
#include <sched.h>
#include <time.h>

/*
 * How long the thread looks at doorbells before it sleeps, and how long it then does.
 * A client that rings while it sleeps waits for that; one that spins on the same two
 * cores gets them.
 */
enum {
	LOOKS_SPINNING = 200,
	LOOKS_YIELDING = 100,
	SLEEP_SHORTEST_NS = 50 * 1000,
	SLEEP_LONGEST_NS = 1000 * 1000,
};

static void sleep_ns(uint64_t ns)
{
	struct timespec time = { 0, (long)ns };

	nanosleep(&time, NULL);
}

/* Nothing was there to be done, for the 'idle'-th time. */
static void pause_until_look(struct emu_machine *m, uint64_t idle)
{
	uint64_t ns = SLEEP_SHORTEST_NS, now, due;

	if (idle < LOOKS_SPINNING)
		return;
	idle -= LOOKS_SPINNING;
	if (idle < LOOKS_YIELDING) {
		sched_yield();
		return;
	}
	idle -= LOOKS_YIELDING;
	ns = idle < 20 ? ns + idle * ns : SLEEP_LONGEST_NS;
	due = emu_next_due(m);
	now = emu_now();
	if (due <= now)
		return;
	sleep_ns(ns < due - now ? ns : due - now);
}

static void *serve_always(void *of)
{
	struct emu_machine *m = of;
	uint64_t idle = 0;

	pthread_mutex_lock(&m->lock);
	while (!m->stop) {
		if (m->started == 0) {
			pthread_cond_wait(&m->changed, &m->lock);
			continue;
		}
		pthread_mutex_unlock(&m->lock);
		pthread_mutex_lock(&m->serving);
		idle = emu_serve(m) ? 0 : idle + 1;
		pthread_mutex_unlock(&m->serving);
		while (atomic_load(&m->wanted))
			sched_yield();
		if (idle)
			pause_until_look(m, idle);
		pthread_mutex_lock(&m->lock);
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

int emu_machine_run(struct emu_machine *m)
{
	int error;

	if (m->running)
		return -EINVAL;
	m->stop = false;
	error = pthread_create(&m->thread, NULL, serve_always, m);
	m->running = error == 0;
	return -error;
}

void emu_machine_stop(struct emu_machine *m)
{
	if (!m->running)
		return;
	emu_lock(m);
	m->stop = true;
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	m->running = false;
}
