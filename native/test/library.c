/*
 * library.c - the built libuacce_zip.so loads from a folder that holds it and
 * libisal.so.2, finds that one and not the system's, exports every function of the
 * header under UACCE_ZIP_1, and none of the engine that is linked into it.
 * Its argument is the library.
 */
#define _GNU_SOURCE /* dlvsym, dlinfo */

#include "test.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

static const char *const functions[] = {
	"uz_abi_version",       "uz_describe",
	"uz_compressor_open",   "uz_compressor_close",
	"uz_compress",          "uz_compress_bound",
	"uz_decompressor_open", "uz_decompressor_close",
	"uz_decompress",        "uz_inflater_open",
	"uz_inflater_close",    "uz_inflater_reset",
	"uz_inflate",           "uz_crc32",
	"uz_adler32",           "uz_buffer_map",
	"uz_buffer_unmap",
};

static const char *const hidden[] = { "uz_join", "uz_block_walk", "libdeflate_crc32",
				      "libdeflate_alloc_compressor" };

/* The folder part of a path, with its slash. */
static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static void check_isal_beside(const struct link_map *map, const char *library)
{
	for (; map; map = map->l_next) {
		if (!strstr(map->l_name, "libisal.so"))
			continue;
		test_context("libisal is %s", map->l_name);
		CHECK_EQ(folder_length(map->l_name), folder_length(library));
		CHECK(strncmp(map->l_name, library, folder_length(library)) == 0);
		return;
	}
	test_context("libisal is not loaded");
	CHECK(false);
}

int main(int argc, char **argv)
{
	struct link_map *map;
	void *library;
	char *path;

	if (argc < 2)
		test_skip("no library named");
	path = realpath(argv[1], NULL);
	CHECK(path != NULL);
	library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	test_context("%s", library ? path : dlerror());
	CHECK(library != NULL);
	CHECK_EQ(dlinfo(library, RTLD_DI_LINKMAP, &map), 0);
	check_isal_beside(map, path);
	for (size_t i = 0; i < COUNT_OF(functions); i++) {
		test_context("%s", functions[i]);
		CHECK(dlvsym(library, functions[i], "UACCE_ZIP_1") != NULL);
	}
	for (size_t i = 0; i < COUNT_OF(hidden); i++) {
		test_context("%s", hidden[i]);
		CHECK(dlsym(library, hidden[i]) == NULL);
	}
	free(path);
	return 0;
}
