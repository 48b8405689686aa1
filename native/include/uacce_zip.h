/*
 * uacce_zip.h - DEFLATE (RFC 1951) on the CPU, by address and length.
 *
 * Rules for every function here, so that no caller has to guess:
 *
 *   Units     Every length and capacity is in bytes. None may be negative.
 *   Results   A function that can fail returns a count >= 0, or a negative errno
 *             value: one of those its comment names.
 *   Memory    The caller owns every buffer that it passes. Nothing keeps a pointer
 *             into one beyond the call, and nothing is read or written outside
 *             [address, address + length). A buffer may be NULL only where its
 *             length is 0. Input and output must not overlap.
 *             What a call needs beyond its buffers was taken when its object was
 *             opened: no call but open allocates.
 *   Threads   Any function may be called on any thread. An object serves one call
 *             at a time, on whichever thread holds it, with a happens-before edge
 *             between two calls; different objects do not know of each other.
 *   Silence   Nothing is logged, no environment variable is read, no thread or
 *             signal handler is made.
 *
 * An address that is not the caller's to use is not detected.
 *
 * Compressed bytes depend on this library's version and on the CPU: they decompress
 * to the input everywhere, but two builds may write different ones, so compare what
 * comes out of decompression and never the compressed bytes.
 */
#ifndef UACCE_ZIP_H
#define UACCE_ZIP_H

#include <stdint.h>

#pragma GCC visibility push(default)

/*
 * Raised whenever a caller that was built for the number before could misread this
 * library: a changed signature, structure, constant or meaning. New functions alone
 * do not raise it.
 */
#define UZ_ABI_VERSION 1

/* The longest input of one uz_compress() and the longest buffers of one
 * uz_inflate(), in bytes: the engine behind them counts in 32 bits. */
#define UZ_MAX_BYTES INT32_MAX

/* How the DEFLATE data of a block ends. */
enum uz_ending {
	/* A complete DEFLATE stream: its last block has BFINAL set. */
	UZ_FINAL = 0,
	/*
	 * A part of a longer stream: no block has BFINAL set, and the bytes end,
	 * on a byte boundary, with an empty stored block (00 00 FF FF). It refers
	 * to no data before it. Pieces concatenated in any order, made at any
	 * level, and the two bytes 03 00 after them are a complete stream.
	 */
	UZ_PIECE = 1,
};

/*
 * The UZ_ABI_VERSION that this library was built with. A caller compares it with
 * its own before it calls anything else, and calls nothing else where they differ.
 */
uint32_t uz_abi_version(void);

/*
 * Writes a line for people, such as "libdeflate 1.14, isa-l 2.30.0", with a NUL
 * behind it. Returns its length in bytes without the NUL, or -ENOSPC when it does
 * not fit ('text' is then untouched). 64 bytes suffice. The wording is no interface.
 */
int64_t uz_describe(char *text, int64_t capacity);

struct uz_compressor;

/*
 * Takes all memory that compression at 'level' will need and returns the object, or
 * NULL when 'level' is not in 0..12 or memory is short.
 *
 *   0      stored blocks only
 *   1-2    ISA-L: several times as fast as zlib's level 1, at about its ratio
 *   3-12   libdeflate: 6 is the usual trade, 12 the smallest and by far slowest
 *
 * About 230 KiB at levels 1-2; elsewhere what libdeflate takes, in its version 1.14
 * 6 KiB at level 0, 650 KiB at 3-9 and 8.6 MiB from 10 on.
 */
struct uz_compressor *uz_compressor_open(int32_t level);

/* Frees the object; NULL is allowed. No call on it may be under way. */
void uz_compressor_close(struct uz_compressor *c);

/*
 * Compresses one block. Nothing carries over from earlier calls, failed ones
 * included: equal arguments give equal bytes.
 *
 * Returns the number of bytes written to 'out', or:
 *
 *   -ENOSPC  They do not fit 'out_capacity' bytes; 'out' holds garbage. This is an
 *            answer, not an error: give a capacity below 'in_bytes' and store the
 *            block as it is when it comes. Levels 3-12 may answer it although up to
 *            16 bytes of 'out_capacity' would have been left.
 *   -EINVAL  'c' is NULL, 'ending' is not a uz_ending, a length is negative, a
 *            pointer with a length is NULL, or 'in_bytes' exceeds UZ_MAX_BYTES.
 *   -EIO     The engine gave an answer that it should never give. The object may
 *            still be used.
 *
 * An empty input is allowed and gives a stream, or a piece, of a few bytes.
 *
 * UZ_PIECE at level 0 and 3-12 costs a walk over the finished stream, which also
 * proves its structure. At 64 KiB and more that is a few per cent of level 6, and up
 * to a fifth where nearly all symbols are literals.
 */
int64_t uz_compress(struct uz_compressor *c, int32_t ending, const void *in,
		    int64_t in_bytes, void *out, int64_t out_capacity);

/*
 * A capacity, in bytes, with which uz_compress() never answers -ENOSPC for inputs
 * of up to 'in_bytes' bytes, whatever level and ending. -EINVAL outside
 * 0..UZ_MAX_BYTES. A caller that stores blocks which do not shrink needs no bound.
 */
int64_t uz_compress_bound(int64_t in_bytes);

struct uz_decompressor;

/* Takes all memory for uz_decompress() (about 11 KiB); NULL when memory is short. */
struct uz_decompressor *uz_decompressor_open(void);

/* Frees the object; NULL is allowed. No call on it may be under way. */
void uz_decompressor_close(struct uz_decompressor *d);

/*
 * Decompresses the complete DEFLATE stream that starts at 'in', in one call: the
 * way to take when the decompressed size, or a bound of it, is known. No level, no
 * history and no failure carries over from earlier calls.
 *
 * Returns the number of bytes written to 'out'; if 'consumed' is not NULL,
 * *consumed is the length of the stream in bytes, the one that its last bit is in
 * included. It may be less than 'in_bytes': what follows a stream is the caller's.
 * Or returns, leaving *consumed alone and garbage in 'out':
 *
 *   -EBADMSG  The bytes are not a DEFLATE stream, or it does not end within
 *             'in_bytes' bytes.
 *   -ENOSPC   The stream decompresses to more than 'out_capacity' bytes, as far as
 *             was looked: what follows may be malformed, and a stream that is cut
 *             short may answer this, being read on as if zeros followed.
 *   -EINVAL   'd' is NULL, a length is negative, or a pointer with a length is NULL.
 *
 * Not every malformed stream is refused (some codes pass that zlib calls
 * incomplete), and DEFLATE has no checksum: compare the CRC-32 of the format around
 * it.
 */
int64_t uz_decompress(struct uz_decompressor *d, const void *in, int64_t in_bytes,
		      void *out, int64_t out_capacity, int64_t *consumed);

/* What uz_inflate() did to its input. The layout is part of the ABI. */
struct uz_inflated {
	int64_t consumed; /* bytes; at the end possibly negative, down to -8 */
	int64_t finished; /* 1: the final block has ended; else 0 */
};

struct uz_inflater;

/* Takes all memory for uz_inflate() (about 86 KiB); NULL when memory is short. */
struct uz_inflater *uz_inflater_open(void);

/* Frees the object; NULL is allowed. No call on it may be under way. */
void uz_inflater_close(struct uz_inflater *s);

/* Makes the object as good as newly opened, whatever state it was in. */
void uz_inflater_reset(struct uz_inflater *s);

/*
 * Decompresses the next part of a DEFLATE stream whose size is not known: takes
 * bytes from 'in' and writes to 'out' until the input is used up, the output is
 * full or the stream has ended. Both may be split anywhere, and either may be
 * empty. The window is kept inside, so 'out' may be another buffer in each call.
 *
 * Returns the number of bytes written, and sets *result:
 *
 *   finished = 0  More input, more room, or both, are needed. 'consumed' is how
 *                 much of 'in' need not be passed again. A result of 0 with nothing
 *                 consumed while there were input and room does not happen. A
 *                 stream that is cut short stays here for ever: that the input has
 *                 ended is the caller's to know.
 *   finished = 1  All output has been written. The bytes taken, over all calls, are
 *                 then the stream's own and no more. Since up to 8 bytes are read
 *                 ahead, and the end may come in a call that passes fewer,
 *                 'consumed' may be negative: that many bytes of the input of
 *                 EARLIER calls are not the stream's. A caller that has anything
 *                 behind the stream keeps the last 8 bytes it passed.
 *                 From then on every call returns 0 with consumed = 0 and
 *                 finished = 1, until the object is reset.
 *
 * Or returns, leaving *result alone:
 *
 *   -EBADMSG  The bytes are not DEFLATE data; every call returns this until the
 *             object is reset. 'out' holds garbage.
 *   -EINVAL   's' or 'result' is NULL, a length is negative or above UZ_MAX_BYTES,
 *             or a pointer with a length is NULL. The object is as it was.
 *
 * As with uz_decompress(), not every malformed stream is refused, and only the
 * CRC-32 of the format around it says whether the output is the original.
 */
int64_t uz_inflate(struct uz_inflater *s, const void *in, int64_t in_bytes, void *out,
		   int64_t out_capacity, struct uz_inflated *result);

/*
 * The CRC-32 (RFC 1952 section 8) of data whose earlier part has the CRC-32 'crc';
 * 0 before the first byte. 'crc' itself when 'bytes' is 0 or less. Any length.
 */
uint32_t uz_crc32(uint32_t crc, const void *data, int64_t bytes);

/* Likewise the Adler-32 (RFC 1950 section 8.2); 1 before the first byte. */
uint32_t uz_adler32(uint32_t adler, const void *data, int64_t bytes);

/*
 * Maps 'bytes' bytes of zeroed private memory, page-aligned, every page already
 * present, that a fork does not copy: it is absent from a child process. NULL when
 * 'bytes' is not positive or the memory is not to be had. The caller unmaps it.
 */
void *uz_buffer_map(int64_t bytes);

/*
 * Unmaps what uz_buffer_map(bytes) returned, whole. 0, or -EINVAL for NULL or a
 * length that is not positive, or what munmap(2) answers. Who else still uses the
 * memory is not known here.
 */
int32_t uz_buffer_unmap(void *buffer, int64_t bytes);

#pragma GCC visibility pop

#endif
