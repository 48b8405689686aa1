/*
 * uacce_zip: DEFLATE for the JVM side of uacce-codec, called by address.
 * (see the brief: prose to be completed)
 */
#ifndef UACCE_ZIP_H
#define UACCE_ZIP_H

#include <stdint.h>

#define UZ_ABI_VERSION 1

/* How the DEFLATE data of a block ends. */
enum uz_ending {
	UZ_FINAL = 0, /* a complete DEFLATE stream: its last block has BFINAL set */
	UZ_PIECE = 1, /* byte-aligned, no BFINAL: another piece, or 03 00, follows */
};

uint32_t uz_abi_version(void);
int64_t uz_describe(char *text, int64_t capacity);

struct uz_compressor;
struct uz_compressor *uz_compressor_open(int32_t level); /* 0..12 */
void uz_compressor_close(struct uz_compressor *c);
int64_t uz_compress(struct uz_compressor *c, int32_t ending, const void *in,
		    int64_t in_bytes, void *out, int64_t out_capacity);
int64_t uz_compress_bound(int64_t in_bytes);

struct uz_decompressor;
struct uz_decompressor *uz_decompressor_open(void);
void uz_decompressor_close(struct uz_decompressor *d);
int64_t uz_decompress(struct uz_decompressor *d, const void *in,
		      int64_t in_bytes, void *out, int64_t out_capacity,
		      int64_t *consumed);

struct uz_inflated {
	int64_t consumed; /* may be negative, down to -8 */
	int64_t finished; /* 1: the final block has ended */
};
struct uz_inflater;
struct uz_inflater *uz_inflater_open(void);
void uz_inflater_close(struct uz_inflater *s);
void uz_inflater_reset(struct uz_inflater *s);
int64_t uz_inflate(struct uz_inflater *s, const void *in, int64_t in_bytes,
		   void *out, int64_t out_capacity, struct uz_inflated *result);

uint32_t uz_crc32(uint32_t crc, const void *data, int64_t bytes);
uint32_t uz_adler32(uint32_t adler, const void *data, int64_t bytes);

void *uz_buffer_map(int64_t bytes);
int32_t uz_buffer_unmap(void *buffer, int64_t bytes);

#endif
