/*
 * weak_ratio.c - how small the emulated device makes blocks: reads a block's length, 32
 * bits in the host's order, and the block; answers with the compressed length likewise.
 */
#include "deflate.h"

#include <stdio.h>
#include <stdlib.h>

/* As native/emulator/job.c gives jobs that need not remember what was before them. */
enum { BLOCK_MAX = 8 << 20, WINDOW_BITS = 15 };

static uint8_t block[BLOCK_MAX], out[2 * BLOCK_MAX];

int main(void)
{
	struct deflater *d = emu_deflater_open(false);
	uint32_t bytes;

	if (!d) {
		fputs("weak-ratio: Cannot open the compressor: no memory\n", stderr);
		return EXIT_FAILURE;
	}
	while (fread(&bytes, sizeof(bytes), 1, stdin) == 1) {
		struct deflate_io io = {
			.in = block,
			.in_bytes = bytes,
			.out = out,
			.out_bytes = sizeof(out),
			.window_bits = WINDOW_BITS,
			.finish = true,
		};
		uint32_t written;

		if (bytes > BLOCK_MAX || fread(block, 1, bytes, stdin) != bytes) {
			fprintf(stderr,
				"weak-ratio: Cannot read a block: bytes=%u most=%d\n",
				bytes, BLOCK_MAX);
			return EXIT_FAILURE;
		}
		written = (uint32_t)emu_deflate(d, &io);
		/* What does not shrink is stored. */
		written = written && written < bytes ? written : bytes;
		if (fwrite(&written, sizeof(written), 1, stdout) != 1 || fflush(stdout))
			return EXIT_FAILURE;
	}
	emu_deflater_close(d);
	return EXIT_SUCCESS;
}
