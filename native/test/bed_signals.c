/*
 * bed_signals.c - signals that reach a client while it waits for the supervisor change
 * nothing: no call fails, none is carried out twice, no queue is lost.
 */
#define _GNU_SOURCE /* setitimer */

#include "bed.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>

enum { TIMER_US = 50 };

static volatile sig_atomic_t signals;

static void on_alarm(int signal)
{
	(void)signal;
	signals++;
}

static void set_timer(long us)
{
	struct itimerval timer = { { 0, us }, { 0, us } };

	CHECK_EQ(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	int64_t rounds = test_count(300, 5000), all;
	unsigned int major, minor;
	struct bed_device d;
	struct utsname kernel;

	test_begin(argc, argv);
	CHECK_EQ(uname(&kernel), 0);
	CHECK_EQ(sscanf(kernel.release, "%u.%u", &major, &minor), 2);
	if (major < 5 || (major == 5 && minor < 19))
		test_skip(
			"a filter's wait can be shielded from signals since Linux 5.19");
	bed_device(0, &d);
	all = bed_number(&d, "available_instances");
	CHECK_EQ(sigaction(SIGALRM, &action, NULL), 0);
	for (int64_t i = 0; i < rounds; i++) {
		struct bed_queue q;

		set_timer(TIMER_US);
		CHECK_EQ(bed_open(&d, BED_COMPRESS, &q), 0);
		CHECK_EQ(bed_number(&d, "available_instances"), all - 1);
		bed_close(&q);
		CHECK_EQ(bed_number(&d, "available_instances"), all);
		set_timer(0);
	}
	CHECK(signals > rounds);
	printf("opens=%d signals=%d\n", (int)rounds, (int)signals);
	return 0;
}
