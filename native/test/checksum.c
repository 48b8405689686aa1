/*
 * checksum.c - CRC-32 and Adler-32 equal zlib's, also when data comes in parts, and a
 * part without bytes changes nothing.
 */
#include "test.h"
#include "uacce_zip.h"

#include <zlib.h>

enum { MAX = 20000 };

int main(int argc, char **argv)
{
	struct guarded g = guarded_open(MAX);
	int64_t done = 0;
	uint32_t crc = 0, adler = 1;

	test_begin(argc, argv);
	CHECK_EQ(uz_crc32(0, "123456789", 9), 0xcbf43926u);
	CHECK_EQ(uz_adler32(1, "Wikipedia", 9), 0x11e60398u);
	CHECK_EQ(uz_crc32(12345, NULL, 0), 12345);
	CHECK_EQ(uz_adler32(12345, NULL, 0), 12345);
	CHECK_EQ(uz_crc32(12345, "x", 0), 12345);
	CHECK_EQ(uz_adler32(12345, "x", -1), 12345);

	for (int64_t i = test_count(300, 100000); i > 0; i--) {
		uint32_t bytes = test_random(MAX);

		data_fill(DATA_RANDOM, g.end - bytes, bytes);
		test_context("bytes %u", bytes);
		CHECK_EQ(uz_crc32(0, g.end - bytes, bytes),
			 crc32(0, g.end - bytes, bytes));
		CHECK_EQ(uz_adler32(1, g.end - bytes, bytes),
			 adler32(1, g.end - bytes, bytes));
	}
	data_fill(DATA_RANDOM, g.start, MAX);
	while (done < MAX) {
		int64_t part = 1 + test_random(900);

		if (part > MAX - done)
			part = MAX - done;
		crc = uz_crc32(crc, g.start + done, part);
		adler = uz_adler32(adler, g.start + done, part);
		done += part;
	}
	test_context("in parts");
	CHECK_EQ(crc, crc32(0, g.start, MAX));
	CHECK_EQ(adler, adler32(1, g.start, MAX));
	guarded_close(&g);
	return 0;
}
