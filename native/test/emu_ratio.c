/*
 * emu_ratio.c - the emulated device compresses text and rows to 0.75..0.82 of the ratio
 * of zlib's level 1, as weakly as the hardware; with full-ratio, no worse than level 1.
 */
#include "emu_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { DATA_BYTES = 4 << 20, BLOCK_MAX = 1 << 20, ROW_BYTES = 64, LINE_BYTES = 72 };

static const double lowest = 0.75, highest = 0.82;

/* Words by how often English has them: the n-th about 1/n as often as the first. */
static const char *const words[] = {
	"the",     "of",      "and",      "to",       "in",       "that",    "is",
	"was",     "it",      "for",      "with",     "as",       "his",     "on",
	"be",      "at",      "by",       "had",      "not",      "are",     "but",
	"from",    "or",      "have",     "they",     "which",    "one",     "you",
	"were",    "all",     "there",    "would",    "their",    "when",    "can",
	"what",    "other",   "some",     "time",     "could",    "people",  "than",
	"first",   "water",   "been",     "called",   "who",      "find",    "long",
	"down",    "day",     "come",     "made",     "part",     "between", "through",
	"country", "morning", "question", "although", "remember", "nothing", "together",
	"reason",  "against", "winter",   "machine",  "measure",  "station", "language",
	"harbour", "journey", "evidence", "quarter",  "village",  "weather", "engine",
	"surface", "purpose", "ordinary", "distance", "merchant", "silence", "pattern",
	"brother", "captain", "garden",   "mountain", "letter",   "window",  "history",
	"doubt",   "figure",  "govern",   "hundred",  "island",   "justice", "kitchen",
};

static size_t random_word(void)
{
	/* A product of two falls off about as words do. */
	uint32_t at = test_random(1000) * test_random(1000) / 1000;

	return at * COUNT_OF(words) / 1000;
}

static void fill_prose(uint8_t *data)
{
	size_t column = 0;

	for (size_t have = 0; have < DATA_BYTES;) {
		char word[24];
		int bytes = snprintf(word, sizeof(word), "%s%s", words[random_word()],
				     test_random(12) == 0   ? ", "
				     : test_random(16) == 0 ? ". "
							    : " ");
		size_t part = (size_t)bytes;

		column += part;
		if (column > LINE_BYTES) {
			word[part - 1] = '\n';
			column = 0;
		}
		if (part > DATA_BYTES - have)
			part = DATA_BYTES - have;
		memcpy(data + have, word, part);
		have += part;
	}
}

/* A key that grows, a foreign key, a quantity, a price, a date, and a short text: each
 * in its eight bytes, as a row of Spark's has them. */
static void fill_rows(uint8_t *data)
{
	static const char modes[][9] = { "AIRMAIL ", "SHIPPED ", "TRUCK   ", "RAILROAD",
					 "MAILFOB " };
	uint64_t key = test_random(1000000);

	for (size_t have = 0; have < DATA_BYTES; have += ROW_BYTES) {
		double price = test_random(1000000) / 100.0;
		uint64_t row[ROW_BYTES / 8] = { 0 };

		row[1] = key += 1 + test_random(5);
		row[2] = test_random(60000);
		row[3] = test_random(50);
		memcpy(&row[4], &price, sizeof(price));
		row[5] = UINT64_C(56) << 32 | 8;
		row[6] = 8035 + test_random(2500);
		memcpy(&row[7], modes[test_random(COUNT_OF(modes))], 8);
		memcpy(data + have, row, sizeof(row));
	}
}

static size_t zlib_bytes(const uint8_t *in, uint32_t bytes, uint8_t *out)
{
	z_stream z = { .next_in = in,
		       .avail_in = bytes,
		       .next_out = out,
		       .avail_out = 2 * BLOCK_MAX };

	CHECK_EQ(deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

static double relative_ratio(struct bed *b, const uint8_t *in, uint32_t block,
			     uint8_t *out)
{
	size_t zlib = 0, device = 0;

	for (size_t at = 0; at < DATA_BYTES; at += block) {
		struct sqe job = bed_job(b, GZIP, in + at, block, out, 2 * BLOCK_MAX, 0);

		job = bed_run(b, &job);
		CHECK_EQ(job.dw[STATUS], 0);
		device += job.dw[PRODUCED] + 10;
		zlib += zlib_bytes(in + at, block, out);
	}
	return (double)zlib / (double)device;
}

static void check_machine(const char *options, double low, double high)
{
	static const struct {
		const char *name;
		void (*fill)(uint8_t *data);
	} kinds[] = { { "prose", fill_prose }, { "rows", fill_rows } };
	uint8_t *in = test_alloc(DATA_BYTES), *out = test_alloc(2 * BLOCK_MAX);
	struct emu_profile profile;
	struct emu_machine *machine = bed_machine(&profile, options);
	struct bed b;

	bed_open(&b, machine, &profile, COMPRESS);
	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
		kinds[kind].fill(in);
		for (uint32_t block = 64 << 10; block <= BLOCK_MAX; block *= 16) {
			double ratio = relative_ratio(&b, in, block, out);

			printf("%s %s in blocks of %u: %.3f of zlib's level 1\n", options,
			       kinds[kind].name, block, ratio);
			test_context("%s %s block %u ratio %.3f", options,
				     kinds[kind].name, block, ratio);
			CHECK(ratio >= low && ratio <= high);
		}
	}
	bed_close(&b);
	emu_machine_close(machine);
	free(in);
	free(out);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	check_machine("api=2", lowest, highest);
	check_machine("full-ratio", 1.0, 2.0);
	return 0;
}
