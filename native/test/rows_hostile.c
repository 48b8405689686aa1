/*
 * rows_hostile.c - whatever bytes uz_rows_decode() is given, it says that they are a
 * block of the length asked for, or that they are not, and touches nothing beside its
 * buffers. Bytes are mutated, cut, lengthened, forged field by field, and made up.
 */
#include "rows_data.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MAX = 6000, FORGED_MAX = 16000 };

static uint8_t block[BLOCK_MAX], back[2 * BLOCK_MAX], forged[FORGED_MAX];
static int64_t accepted, refused;

static void check(const uint8_t *body, int64_t body_bytes, const uint8_t *raw,
		  int64_t raw_bytes, int64_t out_bytes)
{
	int64_t answer = rows_decode(body, body_bytes, raw, raw_bytes, back, out_bytes);

	CHECK(answer == 0 || answer == -EBADMSG);
	if (answer)
		refused++;
	else
		accepted++;
}

static void mutate(int64_t bytes)
{
	static const uint8_t telling[] = { 0,    1,    2,    3,    0x7f, 0x80,
					   0xff, 0x20, 0x22, 0x28, 0xa2, 0x10 };

	for (uint32_t i = 1 + test_random(4); i > 0; i--) {
		/* Mostly at the start, where the numbers are. */
		int64_t most = test_random(2) && bytes > 100 ? 100 : bytes;
		uint8_t *at = forged + test_random((uint32_t)most);

		switch (test_random(4)) {
		case 0:
			*at ^= (uint8_t)(1u << test_random(8));
			break;
		case 1:
			*at = telling[test_random(COUNT_OF(telling))];
			break;
		case 2:
			*at = (uint8_t)test_random(256);
			break;
		default:
			memset(at, (int)(0u - test_random(2)),
			       (size_t)(forged + bytes - at > 9 ? 9
								: forged + bytes - at));
		}
	}
}

static void check_mutations(const struct rows_block *b, int64_t in_bytes, int64_t count)
{
	for (; count > 0; count--) {
		int64_t raw = b->bytes - b->body_bytes;

		memcpy(forged, b->data, (size_t)b->bytes);
		mutate(b->body_bytes);
		check(forged, b->body_bytes, forged + b->body_bytes, raw, in_bytes);
	}
}

/* Every length but the right ones is refused, on either side and in the raw planes. */
static void check_lengths(const struct rows_block *b, int64_t in_bytes)
{
	int64_t raw = b->bytes - b->body_bytes, accepted_before = accepted;

	memcpy(forged, b->data, (size_t)b->bytes);
	for (int64_t cut = b->body_bytes - 1; cut >= 0; cut -= 1 + cut / 50)
		check(forged, cut, b->data + b->body_bytes, raw, in_bytes);
	check(forged, b->body_bytes + 1, b->data + b->body_bytes, raw, in_bytes);
	check(forged, b->body_bytes, b->data + b->body_bytes, raw + 1, in_bytes);
	if (raw)
		check(forged, b->body_bytes, b->data + b->body_bytes, raw - 1, in_bytes);
	check(forged, b->body_bytes, b->data + b->body_bytes, raw, in_bytes + 1);
	for (int64_t out = in_bytes - 1; out > 0; out -= 1 + out / 20)
		check(forged, b->body_bytes, b->data + b->body_bytes, raw, out);
	CHECK_EQ(accepted, accepted_before);
}

static void check_garbage(void)
{
	int64_t bytes = test_random(400);

	data_fill(DATA_RANDOM, forged, (size_t)bytes);
	/* Head, records, tail, header and words of a block, and then anything. */
	if (bytes > 5 && test_random(8)) {
		forged[0] = (uint8_t)test_random(3);
		forged[1] = (uint8_t)(1 + test_random(20));
		forged[2] = (uint8_t)test_random(3);
		forged[3] = test_random(2) ? 4 : 12;
		forged[4] = (uint8_t)(1 + test_random(6));
		for (int64_t i = 5; i < bytes && i < 40; i++)
			if (test_random(2))
				forged[i] =
					(uint8_t)(test_random(4) | test_random(2) << 5);
	}
	check(forged, bytes, forged, test_random((uint32_t)bytes + 1),
	      1 + test_random(BLOCK_MAX));
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	for (int64_t i = test_count(60, 6000); i > 0; i--) {
		uint32_t words = 1 + test_random(i % 8 ? 8 : UZ_ROWS_WORDS_MAX);
		struct uz_rows_shape shape = rows_shape(i % 4 ? 4 : 12, words);
		int64_t bytes = 1500 + test_random(BLOCK_MAX - 1500);
		struct rows_block b;

		rows_fill(&shape, i % 2, block, bytes);
		b = rows_encode(&shape, block, bytes, 0, FORGED_MAX - 1);
		if (b.bytes > 0) {
			test_context("words %u bytes %lld", words, (long long)bytes);
			check_lengths(&b, bytes);
			check_mutations(&b, bytes, 60);
		}
		free(b.data);
	}
	test_context("garbage");
	for (int64_t i = test_count(10000, 1000000); i > 0; i--)
		check_garbage();
	printf("refused %lld, accepted %lld\n", (long long)refused, (long long)accepted);
	CHECK(refused > 1000 && accepted > 100);
	return 0;
}
