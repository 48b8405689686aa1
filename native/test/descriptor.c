/*
 * descriptor.c - entries and doorbells have, bit for bit, the values worked out by hand
 * from the device's description (docs/hardware.md section 3), for both entry types; what
 * a completed entry says is read back the same way.
 */
#include "descriptor.h"
#include "test.h"

#include <errno.h>
#include <string.h>

#define IN      UINT64_C(0x0000aaaa12345678)
#define OUT     UINT64_C(0x0000bbbb9abcdef0)
#define CONTEXT UINT64_C(0x0000cccc00001000)

/* The word of an entry, and what it must be; every other word must be 0. */
struct word {
	int dw;
	uint32_t value;
};

static struct uz_job job(enum uz_format format, enum uz_ending ending)
{
	return (struct uz_job){
		.in = IN,
		.out = OUT + 10,
		.context = ending == UZ_PIECE ? CONTEXT : 0,
		.in_bytes = 65536,
		.out_capacity = 74000 - 10,
		.format = (uint8_t)format,
		.ending = (uint8_t)ending,
	};
}

static void check_entry(const struct uz_job *j, int32_t generation, uint16_t tag,
			const struct word *words, size_t count)
{
	struct uz_sqe sqe, expected = { { 0 } };

	memset(&sqe, 0xa5, sizeof(sqe));
	uz_sqe_encode(&sqe, j, generation, tag);
	for (size_t i = 0; i < count; i++)
		expected.dw[words[i].dw] = words[i].value;
	for (int i = 0; i < 32; i++) {
		test_context("generation=%d format=%d ending=%d dw=%d", generation,
			     j->format, j->ending, i);
		CHECK_EQ(sqe.dw[i], expected.dw[i]);
	}
	CHECK_EQ(uz_sqe_tag(&sqe, generation), tag);
}

static void check_entries(void)
{
	const struct uz_job gzip = job(UZ_GZIP, UZ_FINAL);
	const struct uz_job zlib = job(UZ_ZLIB, UZ_FINAL);
	const struct uz_job gzip_piece = job(UZ_GZIP, UZ_PIECE);
	const struct uz_job zlib_piece = job(UZ_ZLIB, UZ_PIECE);
	/* 9: gzip is 3 and zlib 2, in a window of 32 KiB (4 in bits 15:12), flat buffers.
	 */
	const struct word gzip_v2[] = { { 4, 0x10000 },     { 7, 0x0a000000 },
					{ 9, 0x00004003 },  { 13, 1023 },
					{ 14, 73990 },      { 18, 0x12345678 },
					{ 19, 0x0000aaaa }, { 20, 0x9abcdefa },
					{ 21, 0x0000bbbb } };
	const struct word zlib_v3[] = { { 4, 0x10000 },     { 7, 0x3a000000 },
					{ 9, 0x00004002 },  { 14, 73990 },
					{ 18, 0x12345678 }, { 19, 0x0000aaaa },
					{ 20, 0x9abcdefa }, { 21, 0x0000bbbb },
					{ 26, 65534 } };
	/* The device's context lies 64 bytes behind the start of the caller's. */
	const struct word piece_v2[] = { { 4, 0x10000 },     { 7, 0x0c000000 },
					 { 9, 0x00004003 },  { 13, 7 },
					 { 14, 73990 },      { 18, 0x12345678 },
					 { 19, 0x0000aaaa }, { 20, 0x9abcdefa },
					 { 21, 0x0000bbbb }, { 22, 0x00001040 },
					 { 23, 0x0000cccc } };
	const struct word piece_v3[] = { { 4, 0x10000 },     { 7, 0x3c000000 },
					 { 9, 0x00004002 },  { 14, 73990 },
					 { 18, 0x12345678 }, { 19, 0x0000aaaa },
					 { 20, 0x9abcdefa }, { 21, 0x0000bbbb },
					 { 22, 0x00001040 }, { 23, 0x0000cccc },
					 { 26, 0 } };

	check_entry(&gzip, 2, 1023, gzip_v2, COUNT_OF(gzip_v2));
	check_entry(&zlib, 3, 65534, zlib_v3, COUNT_OF(zlib_v3));
	check_entry(&zlib, 5, 65534, zlib_v3, COUNT_OF(zlib_v3));
	check_entry(&gzip_piece, 2, 7, piece_v2, COUNT_OF(piece_v2));
	check_entry(&zlib_piece, 3, 0, piece_v3, COUNT_OF(piece_v3));
}

static void check_doorbells(void)
{
	CHECK_EQ(uz_sq_doorbell(5, 1), 0x0000000100000005);
	CHECK_EQ(uz_cq_doorbell(5, 1), 0x0000000100001005);
	/* Eight entries from place 1020 of 1024 on. */
	CHECK_EQ(uz_sq_doorbell(5, (1020 + 8) % 1024), 0x0000000400000005);
	CHECK_EQ(uz_sq_doorbell(1023, 65535), 0x0000ffff000003ff);
	CHECK_EQ(uz_cq_doorbell(1023, 65535), 0x0000ffff000013ff);
	/* A queue's number has 10 bits: no other one's command bits can be touched. */
	CHECK_EQ(uz_sq_doorbell(0xffff, 0), 0x3ff);
}

struct answer {
	uint32_t status_word, consumed, produced;
	int32_t direction;
	int32_t error;
	enum uz_job_status status;
};

static void check_answers(void)
{
	static const struct answer answers[] = {
		{ 0x000, 65536, 20000, UZ_COMPRESS, 0, UZ_JOB_DONE },
		{ 0x100, 65536, 20000, UZ_COMPRESS, 0, UZ_JOB_DONE },
		{ 0x10d, 65536, 65560, UZ_COMPRESS, 0, UZ_JOB_DONE },
		{ 0x000, 65536, 73990, UZ_COMPRESS, 0, UZ_JOB_DONE },
		{ 0x000, 65535, 20000, UZ_COMPRESS, 0, UZ_JOB_NO_SPACE },
		{ 0x000, 65537, 20000, UZ_COMPRESS, -EPROTO, 0 },
		{ 0x000, 65536, 73991, UZ_COMPRESS, -EPROTO, 0 },
		{ 0x000, 0, 0, UZ_COMPRESS, -EPROTO, 0 },
		{ 0x000, 65536, 0, UZ_COMPRESS, -EPROTO, 0 },
		{ 0x000, 10, 0, UZ_DECOMPRESS, 0, UZ_JOB_DONE },
		{ 0x113, 65000, 73990, UZ_DECOMPRESS, 0, UZ_JOB_DONE },
		{ 0x000, 0, 5, UZ_DECOMPRESS, -EPROTO, 0 },
		{ 0x000, 65536, 73991, UZ_DECOMPRESS, -EPROTO, 0 },
		{ 0x00e, 0, 0, UZ_COMPRESS, 0, UZ_JOB_NO_SPACE },
		{ 0x00e, 70000, 80000, UZ_DECOMPRESS, 0, UZ_JOB_NO_SPACE },
		{ 0x010, 65536, 70000, UZ_DECOMPRESS, 0, UZ_JOB_CORRUPT },
		{ 0x041, 0, 0, UZ_COMPRESS, 0, UZ_JOB_FAILED },
		{ 0x00f, 0, 0, UZ_COMPRESS, 0, UZ_JOB_FAILED },
		{ 0x012, 0, 0, UZ_DECOMPRESS, 0, UZ_JOB_FAILED },
		{ 0x0ff, 1, 1, UZ_DECOMPRESS, 0, UZ_JOB_FAILED },
	};

	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		const struct answer *a = &answers[i];
		struct uz_job j = job(UZ_GZIP, UZ_FINAL);
		struct uz_sqe sqe = { { 0 } };

		test_context("answer=%zu", i);
		j.status = 99;
		sqe.dw[0] = a->consumed;
		sqe.dw[1] = a->produced;
		/* What is above the status and its flag is not ours to read. */
		sqe.dw[3] = a->status_word | 0xabcde000;
		CHECK_EQ(uz_sqe_decode(&sqe, &j, a->direction), a->error);
		CHECK_EQ(j.status, a->error ? 99 : a->status);
		if (a->error)
			continue;
		CHECK_EQ(j.device_status, a->status_word & 0xff);
		CHECK_EQ(j.last_block, a->status_word >> 8);
		CHECK_EQ(j.consumed, a->consumed);
		CHECK_EQ(j.produced, a->produced);
	}
}

/* The CRC-32 of "123456789" is 0xcbf43926; its register, read backwards, 0x9b63d02c. */
static void check_checksums(void)
{
	struct uz_job gzip = job(UZ_GZIP, UZ_FINAL), zlib = job(UZ_ZLIB, UZ_FINAL);
	struct uz_sqe sqe = { { [0] = 65536, [1] = 9, [31] = 0x9b63d02c } };

	CHECK_EQ(uz_sqe_decode(&sqe, &gzip, UZ_COMPRESS), 0);
	CHECK_EQ(gzip.checksum, 0xcbf43926);
	CHECK_EQ(uz_sqe_decode(&sqe, &zlib, UZ_COMPRESS), 0);
	CHECK_EQ(zlib.checksum, 0x9b63d02c);
}

int main(int argc, char **argv)
{
	test_begin(argc, argv);
	check_entries();
	check_doorbells();
	check_answers();
	check_checksums();
	return 0;
}
