/*
 * emu_inflate.c - the device's inflate and zlib's agree on every stream, sound or
 * damaged; given in pieces of any size, from a copy of its state, it gives the same bytes
 * and takes none that are not the stream's; from a forged state it keeps to its buffers.
 */
#include "emu_bed.h"
#include "inflate.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum { DATA_BYTES = 70000, STREAM_BYTES = 2 * DATA_BYTES, WINDOW = 32768 };

static uint8_t *data, *stream, *out, *back;

static uint32_t make_stream(uint32_t bytes)
{
	z_stream z = { .next_in = data,
		       .avail_in = bytes,
		       .next_out = stream,
		       .avail_out = STREAM_BYTES };

	CHECK_EQ(deflateInit2(&z, (int)test_random(10), Z_DEFLATED, -15,
			      1 + (int)test_random(9), (int)test_random(5)),
		 Z_OK);
	CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return (uint32_t)z.total_out;
}

static enum inflate_answer whole(uint32_t stream_bytes, uint32_t room,
				 struct inflate_io *io)
{
	static struct inflate_state state;

	memset(&state, 0, sizeof(state));
	*io = (struct inflate_io){ .in = stream,
				   .in_bytes = stream_bytes,
				   .out = out,
				   .out_bytes = room,
				   .window_bytes = WINDOW };
	return emu_inflate(&state, io);
}

static void check_damaged(uint32_t bytes)
{
	uint32_t length = make_stream(bytes);
	enum inflate_answer answer;
	struct inflate_io io;
	struct oracle zlib;

	for (int flips = (int)test_random(3); flips > 0; flips--)
		stream[test_random(length < 200 || test_random(2) ? length : 200)] ^=
			(uint8_t)(1u << test_random(8));
	if (test_random(4) == 0)
		length -= test_random(length);
	zlib = oracle_inflate(stream, length, back, DATA_BYTES);
	answer = whole(length, DATA_BYTES, &io);
	test_context("bytes %u length %u: zlib %d, device %d", bytes, length, zlib.status,
		     (int)answer);
	if (zlib.status == Z_STREAM_END) {
		CHECK_EQ(answer, INFLATE_END);
		CHECK_EQ(io.consumed, zlib.consumed);
		CHECK_EQ(io.produced, zlib.produced);
		CHECK(memcmp(out, back, zlib.produced) == 0);
	} else if (zlib.status == Z_DATA_ERROR) {
		/* zlib looks at the bits of a code that input or room may not reach. */
		CHECK(answer != INFLATE_END);
		CHECK(answer == INFLATE_BAD || zlib.produced == DATA_BYTES ||
		      io.produced == DATA_BYTES);
	} else {
		CHECK(answer == INFLATE_MORE || answer == INFLATE_FULL);
	}
}

static uint32_t piece_bytes(void)
{
	return test_random(2) ? test_random(8) : test_random(5000);
}

static void check_split(uint32_t bytes)
{
	uint32_t length = make_stream(bytes), in = 0, made = 0, stuck = 0;
	struct inflate_state state = { 0 };
	enum inflate_answer answer = INFLATE_MORE;

	while (answer != INFLATE_END) {
		struct inflate_state *copy = test_alloc(sizeof(state));
		uint32_t history = made < WINDOW ? made : WINDOW;
		struct inflate_io io = { .in = stream + in,
					 .in_bytes = piece_bytes(),
					 .out = out + made,
					 .out_bytes = piece_bytes(),
					 .history = out + made - history,
					 .history_bytes = history,
					 .window_bytes = WINDOW };

		if (io.in_bytes > length - in)
			io.in_bytes = length - in;
		if (io.out_bytes > bytes - made)
			io.out_bytes = bytes - made;
		*copy = state;
		answer = emu_inflate(copy, &io);
		CHECK(answer != INFLATE_BAD);
		CHECK(io.consumed <= io.in_bytes && io.produced <= io.out_bytes);
		stuck = io.consumed || io.produced ? 0 : stuck + 1;
		CHECK(stuck < 200);
		in += (uint32_t)io.consumed;
		made += (uint32_t)io.produced;
		state = *copy;
		free(copy);
	}
	CHECK_EQ(in, length);
	CHECK_EQ(made, bytes);
	CHECK(memcmp(out, data, bytes) == 0);
}

/* A match that reaches one byte beyond the window is refused, one up to it is not. */
static void check_window(void)
{
	data_fill(DATA_RANDOM, data, DATA_BYTES);
	memcpy(data + 8192, data, 64);
	memcpy(data + 8192 + 64 + 1, data + 64, 64);
	for (uint32_t window = 8190; window <= 8194; window++) {
		z_stream z = { .next_in = data,
			       .avail_in = 9000,
			       .next_out = stream,
			       .avail_out = STREAM_BYTES };
		struct inflate_state state = { 0 };
		struct inflate_io io = { .in = stream,
					 .out = out,
					 .out_bytes = DATA_BYTES,
					 .window_bytes = window };

		CHECK_EQ(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY),
			 Z_OK);
		CHECK_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
		deflateEnd(&z);
		io.in_bytes = z.total_out;
		CHECK_EQ(emu_inflate(&state, &io),
			 window >= 8193 ? INFLATE_END : INFLATE_BAD);
	}
}

/* A state that lay in a client's memory may be anything: what is found sound stays
 * within its buffers. */
static void check_forged(uint32_t bytes)
{
	uint32_t length = make_stream(bytes), cut = test_random(length + 1), sound = 0;
	struct inflate_state *made = test_alloc(sizeof(*made));
	struct inflate_io io = { .in = stream,
				 .in_bytes = cut,
				 .out = out,
				 .out_bytes = DATA_BYTES,
				 .window_bytes = WINDOW };

	memset(made, 0, sizeof(*made));
	CHECK(emu_inflate(made, &io) != INFLATE_BAD);
	CHECK(emu_inflate_is_sound(made));
	for (int i = 0; i < 40; i++) {
		struct guarded room = guarded_open(test_random(3000));
		struct guarded rest = guarded_open(length - cut);
		struct inflate_state *forged = test_alloc(sizeof(*forged));
		size_t at =
			test_random(4) ? test_random(40) : test_random(sizeof(*forged));

		*forged = *made;
		((uint8_t *)forged)[at] ^= (uint8_t)(1 + test_random(255));
		memcpy(rest.start, stream + cut, length - cut);
		io = (struct inflate_io){ .in = rest.start,
					  .in_bytes = length - cut,
					  .out = room.start,
					  .out_bytes = (size_t)(room.end - room.start),
					  .history = out,
					  .history_bytes = 100,
					  .window_bytes = WINDOW };
		if (emu_inflate_is_sound(forged)) {
			emu_inflate(forged, &io);
			CHECK(io.consumed <= io.in_bytes && io.produced <= io.out_bytes);
			sound++;
		}
		free(forged);
		guarded_close(&room);
		guarded_close(&rest);
	}
	CHECK(sound > 0);
	free(made);
}

int main(int argc, char **argv)
{
	int64_t rounds;

	test_begin(argc, argv);
	rounds = test_count(3000, 100000);
	data = test_alloc(DATA_BYTES);
	stream = test_alloc(STREAM_BYTES);
	out = test_alloc(DATA_BYTES);
	back = test_alloc(DATA_BYTES);
	for (int64_t i = 0; i < rounds; i++) {
		data_fill((enum data_kind)test_random(DATA_KINDS), data, 3000);
		check_damaged(test_random(3000));
	}
	for (int64_t i = 0; i < rounds / 10; i++) {
		data_fill((enum data_kind)test_random(DATA_KINDS), data, DATA_BYTES);
		check_split(test_random(DATA_BYTES));
	}
	for (int64_t i = 0; i < rounds / 30; i++) {
		data_fill((enum data_kind)test_random(DATA_KINDS), data, 3000);
		check_forged(1 + test_random(3000));
	}
	check_window();
	free(data);
	free(stream);
	free(out);
	free(back);
	return 0;
}
