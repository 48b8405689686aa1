/*
 * version.c - what this library is: the number that Java compares before it calls
 * anything else, and the text that a bug report needs.
 */
#include "uacce_zip.h"

#include <errno.h>
#include <isa-l.h>
#include <libdeflate.h>
#include <string.h>

#define TEXT_OF(x) #x
#define TEXT(x)    TEXT_OF(x)
#define ISAL_VERSION_TEXT \
	TEXT(ISAL_MAJOR_VERSION) "." TEXT(ISAL_MINOR_VERSION) "." TEXT(ISAL_PATCH_VERSION)

static const char description[] =
	"libdeflate " LIBDEFLATE_VERSION_STRING ", isa-l " ISAL_VERSION_TEXT;

uint32_t uz_abi_version(void)
{
	return UZ_ABI_VERSION;
}

int64_t uz_describe(char *text, int64_t capacity)
{
	if (!text || capacity < (int64_t)sizeof(description))
		return -ENOSPC;
	memcpy(text, description, sizeof(description));
	return (int64_t)sizeof(description) - 1;
}
