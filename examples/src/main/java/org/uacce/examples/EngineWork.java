package org.uacce.examples;

import java.util.Map;

/**
 * Blocks by engine, and the uncompressed bytes that went through our row filter and engines in each
 * direction.
 *
 * @param deviceBlocks compressed by an accelerator
 * @param inflatedBlocks inflated by an accelerator
 * @param helpedBlocks large enough for the accelerator, and done by the CPU since that had enough
 *     to do; of the native ones
 * @param redoneBlocks the same, since the accelerator was not there or failed
 * @param nativeBlocks by ISA-L and libdeflate, both directions
 * @param jdkBlocks by java.util.zip: none where the native library loaded
 * @param storedBlocks that did not shrink
 * @param failures calls into the native library that had to be redone
 */
record EngineWork(
    long deviceBlocks,
    long inflatedBlocks,
    long helpedBlocks,
    long redoneBlocks,
    long nativeBlocks,
    long jdkBlocks,
    long storedBlocks,
    long compressedBytes,
    long decompressedBytes,
    long failures) {
  static final EngineWork NONE = new EngineWork(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final String FALLBACKS = "device.fallback.";

  /** Of what {@link Counters} counted. */
  static EngineWork of(Map<String, Long> counted) {
    long redone =
        counted.entrySet().stream()
            .filter(sum -> sum.getKey().startsWith(FALLBACKS))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new EngineWork(
        counted.get("compress.device.blocks"),
        counted.get("decompress.device.blocks"),
        counted.get("device.helped"),
        redone,
        sum(counted, "compress.native.blocks", "decompress.native.blocks"),
        sum(counted, "compress.jdk.blocks", "decompress.jdk.blocks"),
        sum(counted, "compress.stored.blocks", "decompress.stored.blocks"),
        sum(
            counted,
            "compress.device.bytes",
            "compress.native.bytes",
            "compress.jdk.bytes",
            "compress.stored.bytes",
            "compress.filtered.savedBytes"),
        sum(
            counted,
            "decompress.device.bytes",
            "decompress.native.bytes",
            "decompress.jdk.bytes",
            "decompress.stored.bytes",
            "decompress.filtered.savedBytes"),
        counted.get("native.failures"));
  }

  private static long sum(Map<String, Long> counted, String... ids) {
    long sum = 0;
    for (String id : ids) {
      sum += counted.get(id);
    }
    return sum;
  }

  /** Compressed blocks that were large enough for an accelerator, wherever they were done. */
  long offeredBlocks() {
    return deviceBlocks + helpedBlocks + redoneBlocks;
  }
}
