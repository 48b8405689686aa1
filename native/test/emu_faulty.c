/*
 * emu_faulty.c - see emu_faulty.h.
 */
#include "emu_faulty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

struct emu_profile profile;
struct emu_machine *m;
struct bed b;
uint8_t *data, *outs[FAULTY_OUTS], *plain;

static uint8_t *packed;
static uint32_t packed_bytes; /* a gzip member of 'plain' behind its header */

void faulty_begin(const char *options, int direction)
{
	m = bed_machine(&profile, options);
	bed_open(&b, m, &profile, direction);
}

int64_t faulty_end(const char *kind)
{
	char line[60];
	int64_t given;

	snprintf(line, sizeof(line), "fault kind=%s ", kind);
	given = bed_stat(m, line, "given");
	CHECK_EQ(bed_stat(m, "total", "faults_given"), given);
	bed_close(&b);
	emu_machine_close(m);
	return given;
}

struct sqe faulty_job(uint32_t tag)
{
	if (b.direction == DECOMPRESS)
		return bed_job(&b, GZIP, packed, packed_bytes, outs[tag % 8], PLAIN_BYTES,
			       tag);
	return bed_job(&b, GZIP, data, DATA_BYTES, outs[tag % 8], ROOM, tag);
}

void faulty_send(uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++) {
		struct sqe sqe = faulty_job(i);

		bed_push(&b, &sqe);
	}
	bed_ring(&b);
	emu_machine_step(m);
}

bool faulty_wait(struct sqe *sqe, uint32_t *head, int seconds)
{
	double deadline = bed_seconds() + seconds + 0.03;

	while (!bed_reap(&b, sqe, head)) {
		if (bed_seconds() > deadline)
			return false;
		emu_machine_step(m);
	}
	return true;
}

bool faulty_output_is_right(const struct sqe *sqe, uint32_t tag)
{
	static uint8_t back[PLAIN_BYTES];
	struct oracle zlib;

	if (b.direction == DECOMPRESS)
		return sqe->dw[PRODUCED] == PLAIN_BYTES &&
		       memcmp(outs[tag % 8], plain, PLAIN_BYTES) == 0;
	zlib = oracle_inflate(outs[tag % 8], ROOM, back, sizeof(back));
	return zlib.status == Z_STREAM_END && zlib.produced == DATA_BYTES &&
	       memcmp(back, data, DATA_BYTES) == 0;
}

uint32_t faulty_crc(void)
{
	return (uint32_t)(b.direction == DECOMPRESS ? crc32(0, plain, PLAIN_BYTES)
						    : crc32(0, data, DATA_BYTES));
}

/* Three jobs in a row, the second with the fault; the others must be sound. */
struct sqe faulty_second(const char *kind, const char *more)
{
	struct sqe second = { { 0 } };

	for (uint32_t i = 0; i < 8; i++)
		memset(outs[i], 0x5a, PLAIN_BYTES);
	bed_command(&b, "fault %s count=1 after=1 %s", kind, more);
	test_context("fault %s", kind);
	for (uint32_t i = 0; i < 3; i++) {
		struct sqe sqe = faulty_job(i), done = bed_run(&b, &sqe);

		if (i == 1) {
			second = done;
			continue;
		}
		CHECK_EQ(done.dw[STATUS], 0);
		CHECK(faulty_output_is_right(&done, i));
		CHECK_EQ(crc_of_word(done.dw[CHECKSUM]), faulty_crc());
	}
	return second;
}

/* Sends three at once, the second with the fault. */
void faulty_three(const char *options, const char *rule)
{
	faulty_begin(options, COMPRESS);
	test_context("fault %s", rule);
	bed_command(&b, "fault %s count=1 after=1", rule);
	for (uint32_t i = 0; i < 3; i++)
		memset(outs[i], 0x5a, ROOM);
	faulty_send(0, 3);
}

void faulty_open(void)
{
	z_stream z = { 0 };

	data = test_alloc(DATA_BYTES);
	plain = test_alloc(PLAIN_BYTES);
	packed = test_alloc(PLAIN_BYTES);
	for (int i = 0; i < 8; i++)
		outs[i] = test_alloc(PLAIN_BYTES);
	data_fill(DATA_TEXT, data, DATA_BYTES);
	data_fill(DATA_TEXT, plain, PLAIN_BYTES);
	z.next_in = plain;
	z.avail_in = PLAIN_BYTES;
	z.next_out = packed;
	z.avail_out = PLAIN_BYTES;
	CHECK_EQ(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	packed_bytes = (uint32_t)z.total_out - 10;
	memmove(packed, packed + 10, packed_bytes);
}

void faulty_close(void)
{
	free(data);
	free(plain);
	free(packed);
	for (int i = 0; i < 8; i++)
		free(outs[i]);
}
