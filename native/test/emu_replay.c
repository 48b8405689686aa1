/*
 * emu_replay.c - with the option replay a null device gives each kind of job the results
 * of the first one, which it does: they are right, no output is written again, and what
 * it may not give again it does anew.
 */
#include "emu_bed.h"

#include <string.h>
#include <zlib.h>

enum { BYTES = 40000, ROOM = 48000, UNTOUCHED = 0xa5, STATUS_REFUSED = 0x41 };

static uint8_t in[2][BYTES], out[ROOM], context[64 << 10];

static bool is_untouched(void)
{
	for (int i = 0; i < ROOM; i++)
		if (out[i] != UNTOUCHED)
			return false;
	return true;
}

/* Runs it over an untouched output, which is written exactly if 'works'. */
static struct sqe run(struct bed *b, const struct sqe *sqe, bool works)
{
	struct sqe done;

	memset(out, UNTOUCHED, sizeof(out));
	done = bed_run(b, sqe);
	CHECK_EQ(is_untouched(), !works);
	return done;
}

static void check_same(const struct sqe *a, const struct sqe *b)
{
	static const int words[] = { CONSUMED, PRODUCED, STATUS, ISIZE, CHECKSUM };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		CHECK_EQ(a->dw[words[i]], b->dw[words[i]]);
}

/* Results of one input are not another's, nor one length's another's. */
static void check_kinds(struct bed *b)
{
	for (int input = 0; input < 2; input++) {
		for (uint32_t bytes = BYTES - 1; bytes <= BYTES; bytes++) {
			struct sqe job =
				bed_job(b, GZIP, in[input], bytes, out, ROOM, bytes);
			struct sqe first = run(b, &job, true);
			struct sqe again = run(b, &job, false);

			CHECK_EQ(first.dw[STATUS], 0);
			CHECK_EQ(first.dw[CONSUMED], bytes);
			CHECK_EQ(first.dw[ISIZE], bytes);
			CHECK_EQ(crc_of_word(first.dw[CHECKSUM]),
				 crc32(0, in[input], bytes));
			check_same(&first, &again);
			CHECK_EQ(bed_tag(b, &again), bytes);
		}
	}
}

static void check_pieces(struct bed *b)
{
	struct sqe fresh = bed_job(b, GZIP, in[0], BYTES, out, ROOM, 1), first, later;

	bed_context(&fresh, context, STATEFUL | NEW);
	first = run(b, &fresh, true);
	CHECK_EQ(first.dw[STATUS], 0);
	later = run(b, &fresh, false);
	check_same(&first, &later);
	/* One that goes on refers to what is in the context. */
	first = run(b, &fresh, false);
	later = bed_job(b, GZIP, in[1], BYTES, out, ROOM, 2);
	bed_context(&later, context, STATEFUL);
	for (int word = 0; word < 3; word++)
		later.dw[word == 0   ? CTX0
			 : word == 1 ? CTX1
				     : CTX2] = first.dw[word == 0   ? CTX0
							: word == 1 ? CTX1
								    : CTX2];
	later.dw[ISIZE] = first.dw[ISIZE];
	later.dw[CHECKSUM] = first.dw[CHECKSUM];
	later = run(b, &later, true);
	CHECK_EQ(later.dw[STATUS], 0);
	CHECK_EQ(later.dw[ISIZE], 2 * BYTES);
}

static void check_faults(struct bed *b)
{
	struct sqe job = bed_job(b, ZLIB_STREAM, in[0], BYTES, out, ROOM, 3), done;

	bed_command(b, "fault status count=1");
	done = run(b, &job, false);
	CHECK_EQ(done.dw[STATUS] & 0xff, STATUS_REFUSED);
	done = run(b, &job, true); /* what a fault befell was not remembered */
	CHECK_EQ(done.dw[STATUS], 0);
	CHECK_EQ(done.dw[CHECKSUM], adler32(1, in[0], BYTES));
	done = run(b, &job, false);
	CHECK_EQ(done.dw[STATUS], 0);
}

int main(int argc, char **argv)
{
	struct emu_profile profile;
	struct emu_machine *m;
	struct bed b;

	test_begin(argc, argv);
	for (int input = 0; input < 2; input++) {
		data_fill(DATA_TEXT, in[input], BYTES);
		in[input][0] = (uint8_t)input;
	}
	m = bed_machine(&profile, "null replay");
	bed_open(&b, m, &profile, COMPRESS);
	check_kinds(&b);
	check_pieces(&b);
	check_faults(&b);
	bed_close(&b);
	emu_machine_close(m);
	return 0;
}
