/*
 * threads.c - objects of different threads do not disturb each other, and an object
 * may move from one thread to another between calls.
 */
#include "test.h"
#include "uacce_zip.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, IN_BYTES = 40000 };

struct worker {
	pthread_t thread;
	struct uz_compressor *c;
	struct uz_decompressor *d;
	struct uz_inflater *s;
	uint8_t *in, *out, *back;
	int64_t rounds, out_capacity;
};

static void *work(void *argument)
{
	struct worker *w = argument;

	for (int64_t i = 0; i < w->rounds; i++) {
		struct uz_inflated r;
		int64_t bytes = uz_compress(w->c, UZ_FINAL, w->in, IN_BYTES, w->out,
					    w->out_capacity);

		CHECK(bytes > 0);
		memset(w->back, 0, IN_BYTES);
		CHECK_EQ(uz_decompress(w->d, w->out, bytes, w->back, IN_BYTES, NULL),
			 IN_BYTES);
		CHECK(memcmp(w->back, w->in, IN_BYTES) == 0);
		memset(w->back, 0, IN_BYTES);
		uz_inflater_reset(w->s);
		CHECK_EQ(uz_inflate(w->s, w->out, bytes, w->back, IN_BYTES, &r),
			 IN_BYTES);
		CHECK(r.finished);
		CHECK(memcmp(w->back, w->in, IN_BYTES) == 0);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	static const int32_t levels[THREADS] = { 0, 1, 2, 6 };
	struct worker workers[THREADS];
	int64_t passes = 3;

	test_begin(argc, argv);
	for (int i = 0; i < THREADS; i++) {
		struct worker *w = &workers[i];

		w->c = uz_compressor_open(levels[i]);
		w->d = uz_decompressor_open();
		w->s = uz_inflater_open();
		CHECK(w->c && w->d && w->s);
		w->rounds = test_count(20, 2000);
		w->out_capacity = uz_compress_bound(IN_BYTES);
		w->in = test_alloc(IN_BYTES);
		w->out = test_alloc((size_t)w->out_capacity);
		w->back = test_alloc(IN_BYTES);
		data_fill(DATA_MIXED, w->in, IN_BYTES);
	}
	while (passes-- > 0) {
		struct uz_compressor *moved = workers[0].c;

		for (int i = 0; i < THREADS; i++)
			CHECK_EQ(pthread_create(&workers[i].thread, NULL, work,
						&workers[i]),
				 0);
		for (int i = 0; i < THREADS; i++)
			CHECK_EQ(pthread_join(workers[i].thread, NULL), 0);
		for (int i = 0; i + 1 < THREADS; i++)
			workers[i].c = workers[i + 1].c;
		workers[THREADS - 1].c = moved;
	}
	for (int i = 0; i < THREADS; i++) {
		uz_compressor_close(workers[i].c);
		uz_decompressor_close(workers[i].d);
		uz_inflater_close(workers[i].s);
		free(workers[i].in);
		free(workers[i].out);
		free(workers[i].back);
	}
	return 0;
}
