/*
 * uacce_zip.h - DEFLATE (RFC 1951) by address and length: on the CPU, and on the
 * hardware queues of an accelerator.
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
 *             opened: no call but open allocates. The memory of a job on a queue
 *             is the one exception: see uz_queue_turn().
 *   Threads   Any function may be called on any thread. An object serves one call
 *             at a time, on whichever thread holds it, with a happens-before edge
 *             between two calls; different objects do not know of each other.
 *   Silence   Nothing is logged, no environment variable is read, no thread is
 *             made. Only uz_queue_open() installs a signal handler, for SIGBUS.
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
#define UZ_ABI_VERSION 2

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
 *   1-2    ISA-L: several times as fast as zlib's level 1, at about its ratio; up to
 *          1 KiB level 1 uses fixed Huffman codes, four to ten times as fast and 4 to
 *          28 % larger
 *   3-12   libdeflate: 6 is the usual trade, 12 the smallest and by far slowest
 *
 * About 360 KiB at levels 1-2; elsewhere what libdeflate takes, in its version 1.14
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

/*
 * Queues of an accelerator: HiSilicon ZIP by Linux uacce, hardware generation 2 and
 * later. A queue is one hardware queue pair and works in one direction. The numbers
 * below that are the device's own are from the kernel's include/uapi/misc/uacce/ and
 * from the register descriptions of its driver.
 */

/* The direction of a queue; the numbers are the device's (qc_type). */
enum uz_direction {
	UZ_COMPRESS = 0,
	UZ_DECOMPRESS = 1,
};

/* What surrounds the DEFLATE data of a job. The header is the caller's to write or to
 * skip: a job's bytes start behind it. The trailer is the device's. */
enum uz_format {
	UZ_GZIP = 0, /* RFC 1952: CRC-32 and ISIZE follow the data */
	UZ_ZLIB = 1, /* RFC 1950: the Adler-32 follows the data */
};

/* What became of a job. */
enum uz_job_status {
	/* Done: 'consumed', 'produced' and 'checksum' are what the device says. */
	UZ_JOB_DONE = 0,
	/* 'out_capacity' was too small, or not all of an input was compressed; the
	 * other results mean nothing. */
	UZ_JOB_NO_SPACE = 1,
	/* Decompression: the trailer does not fit the data. */
	UZ_JOB_CORRUPT = 2,
	/* Everything else; 'device_status' has the device's own number. Malformed
	 * DEFLATE data end here, and so do the device's own troubles. */
	UZ_JOB_FAILED = 3,
};

/* The longest input, and the longest output, of one job, in bytes. */
#define UZ_JOB_MAX_BYTES (8 << 20)

/*
 * The memory that a job with UZ_PIECE needs beside its buffers: all zeros when the
 * job is submitted, aligned to 64 bytes, and the job's own until it is reaped.
 */
#define UZ_CONTEXT_BYTES (64 + (64 << 10))

/*
 * One job. The caller keeps an array of them for each queue; a job's index in it is
 * its tag. The layout is part of the ABI.
 */
struct uz_job {
	/* Written by the caller before it submits. */
	uint64_t in;           /* @0   address, behind a header */
	uint64_t out;          /* @8   address, behind a header */
	uint64_t context;      /* @16  address of UZ_CONTEXT_BYTES; 0 for UZ_FINAL */
	uint32_t in_bytes;     /* @24  1..UZ_JOB_MAX_BYTES */
	uint32_t out_capacity; /* @28  1..UZ_JOB_MAX_BYTES */
	uint8_t format;        /* @32  enum uz_format */
	uint8_t ending;        /* @33  enum uz_ending; UZ_FINAL to decompress */
	uint16_t reserved0;    /* @34  0 */

	/* Written by uz_queue_turn() when it reports the job done. */
	uint32_t consumed; /* @36  bytes of 'in', a trailer included */
	uint32_t produced; /* @40  bytes of 'out', a trailer included */
	/* @44  CRC-32 (UZ_GZIP) or Adler-32 (UZ_ZLIB) of the uncompressed bytes, as
	 * the device computed it */
	uint32_t checksum;
	uint8_t status;        /* @48  enum uz_job_status */
	uint8_t device_status; /* @49  the device's status byte */
	uint8_t last_block;    /* @50  1: the device saw a last block; else 0 */
	uint8_t reserved1[13]; /* @51 */
};

/* Where uz_queue_open() failed. */
enum uz_open_step {
	UZ_OPENED = 0,
	UZ_OPEN_ARGUMENTS = 1, /* a direction, generation or region size out of range */
	UZ_OPEN_MEMORY = 2,    /* memory for the queue object */
	UZ_OPEN_NODE = 3,      /* open(2) of the device node */
	UZ_OPEN_MAP_RINGS = 4, /* mmap(2) of the queue memory (region 1, DUS) */
	UZ_OPEN_MAP_DOORBELL = 5, /* mmap(2) of the doorbell page (region 0, MMIO) */
	UZ_OPEN_DIRECTION = 6,    /* ioctl UACCE_CMD_QM_SET_QP_CTX */
	UZ_OPEN_DEPTH = 7,        /* ioctl UACCE_CMD_QM_SET_QP_INFO */
	UZ_OPEN_REGION = 8,       /* the rings and the stop words do not fit region 1 */
	UZ_OPEN_GUARD = 9,        /* the SIGBUS handler, or its table of regions */
	UZ_OPEN_START = 10,       /* ioctl UACCE_CMD_START_Q */
};

/* What uz_queue_open() did. The layout is part of the ABI. */
struct uz_opening {
	int32_t step;      /* @0   enum uz_open_step; UZ_OPENED on success */
	int32_t error;     /* @4   errno at that step; 0 on success */
	int64_t actual;    /* @8   UZ_OPEN_REGION, UZ_OPEN_ARGUMENTS: the bytes there */
	int64_t limit;     /* @16  and the bytes needed */
	uint32_t queue;    /* @24  the device's number of the queue */
	uint32_t sq_depth; /* @28  entries of the submission queue */
	uint32_t cq_depth; /* @32  entries of the completion queue */
	uint32_t reserved; /* @36 */
};

struct uz_queue;

/*
 * Opens a hardware queue of the device node at 'path' and starts it.
 *
 *   direction   enum uz_direction
 *   generation  the number in the device's api: 2 for hisi_qm_v2; 2..5. With 1 the
 *               doorbell is elsewhere and addresses are not the process's.
 *   mmio_bytes  region_mmio_size of sysfs, more than 0x1000 + 8
 *   dus_bytes   region_dus_size of sysfs
 *
 * Returns the queue, or NULL with the step and its errno in *opening: nothing is left
 * open or mapped then. *opening is always written. EBUSY at UZ_OPEN_NODE says that all
 * queues are in use, EPERM that the device is being reset: ordinary events.
 *
 * The first call installs a handler for SIGBUS, which a device that goes away raises
 * in whoever touches its memory. It takes the fault where the address is a queue's and
 * hands every other to the handler before it (a JVM's, say). It is never removed.
 */
struct uz_queue *uz_queue_open(const char *path, int32_t direction, int32_t generation,
			       int64_t mmio_bytes, int64_t dus_bytes,
			       struct uz_opening *opening);

/* What goes into one uz_queue_turn() and comes out. The layout is part of the ABI. */
struct uz_turn {
	uint64_t jobs;         /* @0   in: address of the array of struct uz_job */
	uint64_t submit;       /* @8   in: address of uint16_t tags to submit, in order */
	uint64_t done;         /* @16  in: address of room for job_count uint16_t tags */
	uint32_t job_count;    /* @24  in: length of 'jobs', 1..65535 */
	uint32_t submit_count; /* @28  in: length of 'submit', 0..65535 */
	uint32_t submitted;    /* @32  out: so many of 'submit', from its start, are now
				* the device's; the rest found no place */
	uint32_t done_count;   /* @36  out: tags written to 'done' */
	/* Stores to the doorbell since the queue was opened: */
	uint64_t sq_doorbells; /* @40  out: of submissions */
	uint64_t cq_doorbells; /* @48  out: of acknowledgements */
	uint64_t reserved;     /* @56 */
};

/*
 * One turn at a queue: takes what is complete, then submits jobs behind ONE doorbell,
 * then takes what is complete again. Never waits. At most min(sq_depth, cq_depth) - 1
 * jobs are the device's at a time, and fewer while an old one blocks the ring's end.
 *
 * From the turn that submits a job until the turn that reports it in 'done', the job's
 * input, output and context belong to the device, and its struct uz_job to the queue.
 * Once a turn has failed no job is reported any more: the memory of those submitted
 * stays the device's until uz_queue_close() has returned 0.
 *
 * Tags of jobs that are complete are written to 'done', in the order of completion,
 * which need not be that of submission.
 *
 * Returns 0, or:
 *
 *   -EINVAL     'jobs' or 'job_count' is not what the first turn had, or
 *               submit[submitted] cannot be submitted: its tag is not below
 *               'job_count' or is already the device's, or a field of its job is out
 *               of range (UZ_PIECE needs an 'out_capacity' of 9/8 of 'in_bytes',
 *               rounded up). The queue and the jobs before it are not touched by this.
 *
 *   The queue has failed, for good; every later turn returns the same number and does
 *   nothing. 'done' has what came before:
 *   -ESHUTDOWN  The kernel has set a stop word: a reset, or a completion queue that
 *               overflowed.
 *   -ENODEV     The device is gone (SIGBUS).
 *   -ERANGE     A completion names an entry beyond the submission queue.
 *   -EALREADY   A completion names an entry that is not in flight.
 *   -EBADMSG    A completed entry has another tag than was submitted there.
 *   -EPROTO     A job is said to be done with an impossible result: nothing
 *               consumed, nothing produced by compression, or more than there was. It
 *               cannot be told from an entry that the device has not written yet.
 */
int32_t uz_queue_turn(struct uz_queue *q, struct uz_turn *turn);

/*
 * Stops the queue and frees it; NULL is allowed. No turn may be under way.
 *
 * Returns 0 once the device can no longer touch the memory of any job, or the negative
 * errno of a stop that failed: then the queue is unmapped, closed and freed all the
 * same, but the memory of jobs that were not reported done must never be used again.
 */
int32_t uz_queue_close(struct uz_queue *q);

/*
 * The row filter: takes blocks of Spark's rows apart into columns before they are
 * compressed, and puts them together again. docs/format.md, "Filter 1", is its format.
 */

/* The longest block, in bytes, and the most words of 8 bytes in a row's fixed part. */
#define UZ_ROWS_MAX_BYTES (8 << 20)
#define UZ_ROWS_WORDS_MAX 128

/*
 * What the rows of a block are taken for. A shape that does not fit costs size, or the
 * block is refused; it never costs a byte of the data. The layout is part of the ABI.
 */
struct uz_rows_shape {
	uint32_t header;       /* @0   bytes in front of each row: 4, its big-endian
				* length; or 12, that and a big-endian sort key */
	uint32_t words;        /* @4   words in the fixed part, 1..UZ_ROWS_WORDS_MAX */
	uint64_t variable[2];  /* @8   bit c % 64 of [c / 64]: word c is the offset and
				* the length of bytes behind the fixed part */
	uint64_t reserving[2]; /* @24  and they take 16 bytes at least */
};

/*
 * The memory, in bytes, that filtering a block of 'bytes' bytes needs beside its
 * buffers, either way: about three times the block. -EINVAL outside
 * 0..UZ_ROWS_MAX_BYTES.
 */
int64_t uz_rows_work_bytes(int64_t bytes);

/*
 * Filters a block, 1..UZ_ROWS_MAX_BYTES bytes, in which a record begins at 'first'.
 * 'work' is 'work_bytes' >= uz_rows_work_bytes(in_bytes) bytes of memory, aligned to 8,
 * with any contents.
 *
 * Writes the body, *body_bytes of it, and behind it the planes that are not worth
 * compressing; returns the bytes of both, or:
 *
 *   -EBADMSG  There is no whole record, or they are not rows of this shape.
 *   -ENOSPC   They do not fit 'out_capacity' bytes, in which case 'out' is untouched.
 *             A block that does not get smaller is not worth filtering: pass 'in_bytes'.
 *   -EINVAL   A field of the shape, a length or 'first' is out of range, or a pointer
 *             is NULL or not aligned.
 */
int64_t uz_rows_encode(const struct uz_rows_shape *shape, const void *in,
		       int64_t in_bytes, int64_t first, void *work, int64_t work_bytes,
		       void *out, int64_t out_capacity, int64_t *body_bytes);

/*
 * Undoes uz_rows_encode(): the block of exactly 'out_bytes' bytes that a body and its
 * raw planes stand for, 1..UZ_ROWS_MAX_BYTES. 'work' as there, for 'out_bytes'.
 *
 * Returns 0, or -EBADMSG when there is no such block, with garbage in 'out', or -EINVAL
 * for arguments out of range. Any bytes may be passed. That no error is found does not
 * mean that the block is the original: compare its CRC-32.
 */
int64_t uz_rows_decode(const void *body, int64_t body_bytes, const void *raw,
		       int64_t raw_bytes, void *work, int64_t work_bytes, void *out,
		       int64_t out_bytes);

#pragma GCC visibility pop

#endif
