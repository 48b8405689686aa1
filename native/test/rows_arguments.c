/*
 * rows_arguments.c - the row filter refuses arguments out of range with -EINVAL and
 * blocks that it cannot take apart with the error of each.
 */
#include "rows_data.h"
#include "test.h"

#include <errno.h>
#include <string.h>

static uint64_t work[40000];
static uint8_t in[4096], out[4096], raw[8];
static int64_t body_bytes;

static int64_t encode(const struct uz_rows_shape *shape, int64_t bytes, int64_t first)
{
	return uz_rows_encode(shape, in, bytes, first, work, sizeof(work), out,
			      sizeof(out), &body_bytes);
}

static void check_encode(void)
{
	struct uz_rows_shape good = { .header = 4, .words = 3 }, bad;

	rows_fill(&good, true, in, sizeof(in));
	CHECK(encode(&good, sizeof(in), 0) > 0);
	CHECK_EQ(encode(NULL, sizeof(in), 0), -EINVAL);
	for (uint32_t header = 0; header < 20; header++) {
		bad = (struct uz_rows_shape){ .header = header, .words = 3 };
		CHECK_EQ(encode(&bad, sizeof(in), 0) == -EINVAL,
			 header != 4 && header != 12);
	}
	bad = (struct uz_rows_shape){ .header = 4, .words = 0 };
	CHECK_EQ(encode(&bad, sizeof(in), 0), -EINVAL);
	bad.words = UZ_ROWS_WORDS_MAX + 1;
	CHECK_EQ(encode(&bad, sizeof(in), 0), -EINVAL);
	CHECK_EQ(encode(&good, 0, 0), -EINVAL);
	CHECK_EQ(encode(&good, -1, 0), -EINVAL);
	CHECK_EQ(encode(&good, sizeof(in), -1), -EINVAL);
	CHECK_EQ(encode(&good, sizeof(in), sizeof(in) + 1), -EINVAL);
	CHECK_EQ(encode(&good, UZ_ROWS_MAX_BYTES + 1, 0), -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, work, uz_rows_work_bytes(4096) - 1,
				out, 4096, &body_bytes),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, (uint8_t *)work + 4, sizeof(work) - 4,
				out, 4096, &body_bytes),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, NULL, 4096, 0, work, sizeof(work), out, 4096,
				&body_bytes),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, NULL, sizeof(work), out, 4096,
				&body_bytes),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, work, sizeof(work), NULL, 4096,
				&body_bytes),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, work, sizeof(work), out, -1,
				&body_bytes),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, work, sizeof(work), out, 4096, NULL),
		 -EINVAL);
	CHECK_EQ(uz_rows_encode(&good, in, 4096, 0, work, sizeof(work), NULL, 0,
				&body_bytes),
		 -ENOSPC);
}

/* Lengths that are no row's of this shape, and a block that has no whole record. */
static void check_refused(void)
{
	struct uz_rows_shape shape = { .header = 4, .words = 3 };

	CHECK_EQ(encode(&shape, 20, 0), -EBADMSG);
	CHECK_EQ(encode(&shape, sizeof(in), sizeof(in)), -EBADMSG);
	in[3] ^= 1;
	CHECK_EQ(encode(&shape, sizeof(in), 0), -EBADMSG);
	in[3] = 16;
	CHECK_EQ(encode(&shape, sizeof(in), 0), -EBADMSG);
	in[0] = 0x80;
	CHECK_EQ(encode(&shape, sizeof(in), 0), -EBADMSG);
	memset(in, 0, 4);
	CHECK_EQ(encode(&shape, sizeof(in), 0), -EBADMSG);
	/* A word of a variable column that cannot be an offset. */
	in[3] = 24;
	memset(in + 4, 0, 24);
	in[20] = 1;
	shape.variable[0] = 4;
	CHECK_EQ(encode(&shape, 28, 0), -EBADMSG);
	in[24] = 24;
	CHECK(encode(&shape, 28, 0) > 0);
}

static int64_t decode(int64_t bytes, int64_t raw_bytes, int64_t out_bytes)
{
	return uz_rows_decode(in, bytes, raw, raw_bytes, work, sizeof(work), out,
			      out_bytes);
}

static void check_decode(void)
{
	CHECK_EQ(decode(100, 0, 0), -EINVAL);
	CHECK_EQ(decode(100, 0, UZ_ROWS_MAX_BYTES + 1), -EINVAL);
	CHECK_EQ(decode(-1, 0, 100), -EINVAL);
	CHECK_EQ(decode(100, -1, 100), -EINVAL);
	CHECK_EQ(decode(0, 0, 100), -EBADMSG);
	CHECK_EQ(uz_rows_decode(NULL, 0, raw, 0, work, sizeof(work), out, 100), -EINVAL);
	CHECK_EQ(uz_rows_decode(in, 1, NULL, 1, work, sizeof(work), out, 100), -EINVAL);
	CHECK_EQ(uz_rows_decode(in, 1, NULL, 0, work, sizeof(work), NULL, 100), -EINVAL);
	CHECK_EQ(uz_rows_decode(in, 1, NULL, 0, NULL, sizeof(work), out, 100), -EINVAL);
	CHECK_EQ(uz_rows_decode(in, 1, NULL, 0, work, uz_rows_work_bytes(100) - 1, out,
				100),
		 -EINVAL);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	CHECK_EQ(uz_rows_work_bytes(-1), -EINVAL);
	CHECK_EQ(uz_rows_work_bytes(UZ_ROWS_MAX_BYTES + 1), -EINVAL);
	CHECK(uz_rows_work_bytes(UZ_ROWS_MAX_BYTES) < 4ll * UZ_ROWS_MAX_BYTES);
	CHECK(uz_rows_work_bytes(4096) <= (int64_t)sizeof(work));
	check_encode();
	check_refused();
	check_decode();
	return 0;
}
