/*
 * arguments.c - every broken argument that can be seen is answered as the header says,
 * and an object that saw one still works.
 */
#include "test.h"
#include "uacce_zip.h"

#include <errno.h>
#include <string.h>

static uint8_t in[100], out[200];

static void check_compress(int32_t level)
{
	struct uz_compressor *c = uz_compressor_open(level);

	CHECK(c != NULL);
	CHECK_EQ(uz_compress(NULL, UZ_FINAL, in, 100, out, 200), -EINVAL);
	CHECK_EQ(uz_compress(c, 2, in, 100, out, 200), -EINVAL);
	CHECK_EQ(uz_compress(c, -1, in, 100, out, 200), -EINVAL);
	CHECK_EQ(uz_compress(c, UZ_FINAL, in, -1, out, 200), -EINVAL);
	CHECK_EQ(uz_compress(c, UZ_FINAL, in, (int64_t)UZ_MAX_BYTES + 1, out, 200),
		 -EINVAL);
	CHECK_EQ(uz_compress(c, UZ_FINAL, in, 100, out, -1), -EINVAL);
	CHECK_EQ(uz_compress(c, UZ_FINAL, NULL, 100, out, 200), -EINVAL);
	CHECK_EQ(uz_compress(c, UZ_FINAL, in, 100, NULL, 200), -EINVAL);
	CHECK_EQ(uz_compress(c, UZ_FINAL, in, 100, NULL, 0), -ENOSPC);
	CHECK_EQ(uz_compress(c, UZ_PIECE, NULL, 0, NULL, 0), -ENOSPC);
	CHECK(uz_compress(c, UZ_PIECE, NULL, 0, out, 200) > 0);
	CHECK(uz_compress(c, UZ_FINAL, in, 100, out, 200) > 0);
	uz_compressor_close(c);
}

static void check_decompress(void)
{
	static const uint8_t empty[] = { 3, 0 };
	struct uz_decompressor *d = uz_decompressor_open();

	CHECK(d != NULL);
	CHECK_EQ(uz_decompress(NULL, empty, 2, out, 200, NULL), -EINVAL);
	CHECK_EQ(uz_decompress(d, empty, -1, out, 200, NULL), -EINVAL);
	CHECK_EQ(uz_decompress(d, empty, 2, out, -1, NULL), -EINVAL);
	CHECK_EQ(uz_decompress(d, NULL, 2, out, 200, NULL), -EINVAL);
	CHECK_EQ(uz_decompress(d, empty, 2, NULL, 200, NULL), -EINVAL);
	CHECK_EQ(uz_decompress(d, NULL, 0, out, 200, NULL), -EBADMSG);
	CHECK_EQ(uz_decompress(d, empty, 2, NULL, 0, NULL), 0);
	uz_decompressor_close(d);
}

static void check_inflate(void)
{
	static const uint8_t empty[] = { 3, 0 };
	struct uz_inflater *s = uz_inflater_open();
	struct uz_inflated r = { 5, 5 };

	CHECK(s != NULL);
	CHECK_EQ(uz_inflate(NULL, empty, 2, out, 200, &r), -EINVAL);
	CHECK_EQ(uz_inflate(s, empty, 2, out, 200, NULL), -EINVAL);
	CHECK_EQ(uz_inflate(s, empty, -1, out, 200, &r), -EINVAL);
	CHECK_EQ(uz_inflate(s, empty, 2, out, -1, &r), -EINVAL);
	CHECK_EQ(uz_inflate(s, NULL, 2, out, 200, &r), -EINVAL);
	CHECK_EQ(uz_inflate(s, empty, 2, NULL, 200, &r), -EINVAL);
	CHECK_EQ(uz_inflate(s, empty, (int64_t)UZ_MAX_BYTES + 1, out, 200, &r), -EINVAL);
	CHECK_EQ(uz_inflate(s, empty, 2, out, (int64_t)UZ_MAX_BYTES + 1, &r), -EINVAL);
	CHECK(r.consumed == 5 && r.finished == 5);
	CHECK_EQ(uz_inflate(s, NULL, 0, NULL, 0, &r), 0);
	CHECK(r.consumed == 0 && r.finished == 0);
	CHECK_EQ(uz_inflate(s, empty, 2, NULL, 0, &r), 0);
	CHECK(r.consumed == 2 && r.finished == 1);
	uz_inflater_close(s);
}

int main(int argc, char **argv)
{
	char text[64] = "untouched";
	int64_t length;

	test_begin(argc, argv);
	CHECK(uz_compressor_open(-1) == NULL);
	CHECK(uz_compressor_open(13) == NULL);
	for (int32_t level = 0; level <= 12; level++) {
		test_context("level %d", level);
		check_compress(level);
	}
	check_decompress();
	check_inflate();
	uz_compressor_close(NULL);
	uz_decompressor_close(NULL);
	uz_inflater_close(NULL);

	CHECK_EQ(uz_compress_bound(-1), -EINVAL);
	CHECK_EQ(uz_compress_bound((int64_t)UZ_MAX_BYTES + 1), -EINVAL);
	CHECK(uz_compress_bound(UZ_MAX_BYTES) > UZ_MAX_BYTES);

	CHECK_EQ(uz_abi_version(), UZ_ABI_VERSION);
	length = uz_describe(text, 0);
	CHECK_EQ(length, -ENOSPC);
	CHECK(strcmp(text, "untouched") == 0);
	length = uz_describe(text, sizeof(text));
	CHECK_EQ(length, strlen(text));
	CHECK(strstr(text, "libdeflate ") && strstr(text, "isa-l "));
	CHECK_EQ(uz_describe(text, length), -ENOSPC);
	CHECK_EQ(uz_describe(text, length + 1), length);
	CHECK_EQ(uz_describe(NULL, 64), -ENOSPC);
	return 0;
}
