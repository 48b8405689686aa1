/*
 * device_round_trip.c - what the device compresses zlib reads, what zlib or the device
 * has compressed the device reads: gzip and zlib, whole members and joined pieces, from 1
 * byte to 8 MiB, with the checksum that the caller's bytes have.
 */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { JOBS = 8, SLACK = 4096 };

static struct client compress_queue, decompress_queue;
static uint8_t *data, *packed, *unpacked;

static uint32_t checksum_of(enum uz_format format, const uint8_t *bytes, size_t count)
{
	return format == UZ_GZIP ? uz_crc32(0, bytes, (int64_t)count)
				 : uz_adler32(1, bytes, (int64_t)count);
}

static const struct uz_job *run(struct client *c, struct uz_job job)
{
	c->jobs[0] = job;
	c->submit[0] = 0;
	CHECK_EQ(client_turn(c, 1), 0);
	CHECK_EQ(c->turn.submitted, 1);
	if (c->turn.done_count == 0)
		CHECK_EQ(client_wait(c), 0);
	CHECK_EQ(c->turn.done_count, 1);
	CHECK_EQ(c->done[0], 0);
	return &c->jobs[0];
}

static struct uz_job job_of(enum uz_format format, const void *in, size_t in_bytes,
			    void *out, size_t out_capacity)
{
	return (struct uz_job){
		.in = (uintptr_t)in,
		.out = (uintptr_t)out,
		.in_bytes = (uint32_t)in_bytes,
		.out_capacity =
			(uint32_t)(out_capacity < UZ_JOB_MAX_BYTES ? out_capacity
								   : UZ_JOB_MAX_BYTES),
		.format = (uint8_t)format,
	};
}

static size_t room_for(size_t bytes)
{
	return bytes + bytes / 8 + SLACK;
}

static size_t write_header(enum uz_format format, uint8_t *out)
{
	static const uint8_t gzip[GZIP_HEADER_BYTES] = { 0x1f, 0x8b, 8, 0, 0,
							 0,    0,    0, 0, 3 };
	static const uint8_t zlib[ZLIB_HEADER_BYTES] = { 0x78, 0x9c };

	memcpy(out, format == UZ_GZIP ? gzip : zlib,
	       format == UZ_GZIP ? sizeof(gzip) : sizeof(zlib));
	return format == UZ_GZIP ? sizeof(gzip) : sizeof(zlib);
}

/* zlib reads 'packed_bytes' of 'packed', checksum included, and it is 'data'. */
static void zlib_reads(enum uz_format format, size_t packed_bytes, size_t bytes)
{
	z_stream z = { 0 };

	memset(unpacked, 0xee, bytes);
	CHECK_EQ(inflateInit2(&z, format == UZ_GZIP ? 15 + 16 : 15), Z_OK);
	z.next_in = packed;
	z.avail_in = (uInt)packed_bytes;
	z.next_out = unpacked;
	z.avail_out = (uInt)bytes + 1;
	CHECK_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
	CHECK_EQ(z.total_out, bytes);
	CHECK_EQ(z.avail_in, 0);
	CHECK_EQ(memcmp(unpacked, data, bytes), 0);
	inflateEnd(&z);
}

/* The device reads it too; how much it took and made is exact. */
static void device_reads(enum uz_format format, size_t packed_bytes, size_t bytes)
{
	size_t header = format == UZ_GZIP ? GZIP_HEADER_BYTES : ZLIB_HEADER_BYTES;
	const struct uz_job *j;

	memset(unpacked, 0xee, bytes);
	j = run(&decompress_queue, job_of(format, packed + header, packed_bytes - header,
					  unpacked, bytes + SLACK));
	CHECK_EQ(j->status, UZ_JOB_DONE);
	CHECK_EQ(j->consumed, packed_bytes - header);
	CHECK_EQ(j->produced, bytes);
	CHECK_EQ(j->checksum, checksum_of(format, data, bytes));
	CHECK_EQ(memcmp(unpacked, data, bytes), 0);
}

static void whole_member(enum uz_format format, size_t bytes)
{
	size_t header = write_header(format, packed);
	const struct uz_job *j =
		run(&compress_queue,
		    job_of(format, data, bytes, packed + header, room_for(bytes)));

	if (bytes + bytes / 8 + SLACK > UZ_JOB_MAX_BYTES && j->status == UZ_JOB_NO_SPACE)
		return;
	CHECK_EQ(j->status, UZ_JOB_DONE);
	CHECK_EQ(j->consumed, bytes);
	CHECK_EQ(j->checksum, checksum_of(format, data, bytes));
	zlib_reads(format, header + j->produced, bytes);
	/* A job's input is bounded like its output. */
	if (j->produced <= UZ_JOB_MAX_BYTES)
		device_reads(format, header + j->produced, bytes);
}

static void store_trailer(enum uz_format format, uint8_t *out, size_t bytes)
{
	uint32_t sum = checksum_of(format, data, bytes);

	if (format == UZ_GZIP) {
		for (int i = 0; i < 4; i++) {
			out[i] = (uint8_t)(sum >> 8 * i);
			out[4 + i] = (uint8_t)(bytes >> 8 * i);
		}
	} else {
		for (int i = 0; i < 4; i++)
			out[i] = (uint8_t)(sum >> (24 - 8 * i));
	}
}

/* Pieces made independently, joined by their bytes alone, and ended by software. */
static void joined_pieces(enum uz_format format, size_t bytes, size_t piece_bytes)
{
	static const uint8_t end[] = { 0x03, 0x00 };
	void *context = uz_buffer_map(UZ_CONTEXT_BYTES);
	size_t at = write_header(format, packed);

	CHECK(context != NULL);
	for (size_t from = 0; from < bytes; from += piece_bytes) {
		size_t n = bytes - from < piece_bytes ? bytes - from : piece_bytes;
		struct uz_job job =
			job_of(format, data + from, n, packed + at, room_for(n));
		const struct uz_job *j;

		job.ending = UZ_PIECE;
		job.context = (uintptr_t)context;
		memset(context, 0, UZ_CONTEXT_BYTES);
		j = run(&compress_queue, job);
		CHECK_EQ(j->status, UZ_JOB_DONE);
		CHECK_EQ(j->consumed, n);
		CHECK_EQ(j->checksum, checksum_of(format, data + from, n));
		CHECK(j->produced >= 4);
		at += j->produced;
		CHECK_EQ(memcmp(packed + at - 4, "\x00\x00\xff\xff", 4), 0);
	}
	memcpy(packed + at, end, sizeof(end));
	store_trailer(format, packed + at + sizeof(end), bytes);
	at += sizeof(end) +
	      (format == UZ_GZIP ? (size_t)GZIP_TRAILER_BYTES : ZLIB_TRAILER_BYTES);
	zlib_reads(format, at, bytes);
	device_reads(format, at, bytes);
	CHECK_EQ(uz_buffer_unmap(context, UZ_CONTEXT_BYTES), 0);
}

/* What zlib has made at any level, in the smallest space that it fits. */
static void device_reads_zlib(enum uz_format format, size_t bytes)
{
	z_stream z = { 0 };

	CHECK_EQ(deflateInit2(&z, (int)test_random(10), Z_DEFLATED,
			      format == UZ_GZIP ? 15 + 16 : 15, 8, Z_DEFAULT_STRATEGY),
		 Z_OK);
	z.next_in = data;
	z.avail_in = (uInt)bytes;
	z.next_out = packed;
	z.avail_out = (uInt)room_for(bytes);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	device_reads(format, z.total_out, bytes);
	deflateEnd(&z);
}

static void bad_input_is_told(void)
{
	size_t bytes = 30000, header = write_header(UZ_GZIP, packed), produced;
	const struct uz_job *j;
	uint8_t saved;

	data_fill(DATA_TEXT, data, bytes);
	j = run(&compress_queue,
		job_of(UZ_GZIP, data, bytes, packed + header, room_for(bytes)));
	CHECK_EQ(j->status, UZ_JOB_DONE);
	produced = j->produced;

	j = run(&compress_queue, job_of(UZ_GZIP, data, bytes, unpacked, produced - 1));
	CHECK_EQ(j->status, UZ_JOB_NO_SPACE);
	j = run(&decompress_queue,
		job_of(UZ_GZIP, packed + header, produced, unpacked, bytes - 1));
	CHECK_EQ(j->status, UZ_JOB_NO_SPACE);
	for (size_t i = 1; i <= GZIP_TRAILER_BYTES; i++) {
		saved = packed[header + produced - i];
		packed[header + produced - i] ^= 0x10;
		j = run(&decompress_queue,
			job_of(UZ_GZIP, packed + header, produced, unpacked, bytes));
		CHECK_EQ(j->status, UZ_JOB_CORRUPT);
		packed[header + produced - i] = saved;
	}
	memset(packed + header, 0xff, 16); /* block type 3 does not exist */
	j = run(&decompress_queue,
		job_of(UZ_GZIP, packed + header, produced, unpacked, bytes));
	CHECK_EQ(j->status, UZ_JOB_FAILED);
	CHECK(j->device_status != 0);
}

/* What cannot be submitted is refused and leaves the queue as it was. */
static void misuse_is_refused(void)
{
	const struct uz_job good = job_of(UZ_GZIP, data, 1000, packed, 2000);
	struct uz_job bad[] = { good, good, good, good, good, good, good, good, good };
	struct client *c = &compress_queue;

	bad[0].in_bytes = 0;
	bad[1].in_bytes = UZ_JOB_MAX_BYTES + 1;
	bad[2].out_capacity = 0;
	bad[3].out_capacity = UZ_JOB_MAX_BYTES + 1;
	bad[4].in = 0;
	bad[5].out = 0;
	bad[6].format = 2;
	bad[7].ending = UZ_PIECE; /* without a context */
	bad[8].ending = UZ_PIECE; /* with too little room */
	bad[8].context = (uintptr_t)unpacked;
	bad[8].out_capacity = 1124;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		uint64_t doorbells = c->turn.sq_doorbells;

		test_context("bad job %zu", i);
		c->jobs[1] = bad[i];
		c->submit[0] = 1;
		CHECK_EQ(client_turn(c, 1), -EINVAL);
		CHECK_EQ(c->turn.submitted, 0);
		CHECK_EQ(c->turn.sq_doorbells, doorbells);
	}
	c->submit[0] = JOBS;
	CHECK_EQ(client_turn(c, 1), -EINVAL);
	/* A tag that is in flight already; the first of the two is submitted. */
	c->jobs[2] = good;
	c->submit[0] = c->submit[1] = 2;
	CHECK_EQ(client_turn(c, 2), -EINVAL);
	CHECK_EQ(c->turn.submitted, 1);
	if (c->turn.done_count == 0)
		CHECK_EQ(client_wait(c), 0);
	CHECK_EQ(c->jobs[2].status, UZ_JOB_DONE);
	bad[0] = good;
	bad[0].ending = UZ_PIECE;
	bad[0].context = (uintptr_t)unpacked;
	decompress_queue.jobs[1] = bad[0];
	decompress_queue.submit[0] = 1;
	CHECK_EQ(client_turn(&decompress_queue, 1), -EINVAL);
}

static void check_size(size_t bytes)
{
	for (int kind = 0; kind < DATA_KINDS; kind++) {
		data_fill(kind, data, bytes);
		for (int format = UZ_GZIP; format <= UZ_ZLIB; format++) {
			size_t piece = 1 + test_random((uint32_t)bytes);

			test_context("bytes=%zu data=%s format=%d piece=%zu", bytes,
				     data_name(kind), format, piece);
			whole_member(format, bytes);
			if (room_for(bytes) <= UZ_JOB_MAX_BYTES) {
				device_reads_zlib(format, bytes);
				/* Not hundreds of thousands of pieces of a byte. */
				piece = piece < bytes / 20 ? bytes / 20 : piece;
				joined_pieces(format, bytes, piece);
			}
		}
	}
	test_context(NULL);
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = {
		1, 2, 3, 15, 16, 255, 4096, 65279, 65536, (1 << 20) + 1, UZ_JOB_MAX_BYTES
	};
	struct device d;
	size_t room = room_for(UZ_JOB_MAX_BYTES) + 64;

	test_begin(argc, argv);
	d = device_first();
	client_open(&compress_queue, &d, UZ_COMPRESS, JOBS);
	client_open(&decompress_queue, &d, UZ_DECOMPRESS, JOBS);
	data = test_alloc(room);
	packed = test_alloc(2 * room); /* joined pieces leave room for each */
	unpacked = test_alloc(room);
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		check_size(sizes[i]);
	for (int64_t i = test_count(20, 2000); i > 0; i--)
		check_size(1 + test_random(i % 10 ? 20000 : 1000000));
	bad_input_is_told();
	misuse_is_refused();
	CHECK_EQ(client_close(&compress_queue), 0);
	CHECK_EQ(client_close(&decompress_queue), 0);
	client_summary("device_round_trip");
	return 0;
}
