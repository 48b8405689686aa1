package org.uacce.examples;

import org.uacce.codec.CodecMetric;

/**
 * Blocks by engine, and the uncompressed bytes that went through our row filter and engines in each
 * direction. Our jar must be on the class path of whoever calls {@link #now}; the record itself
 * needs nothing of ours.
 *
 * @param nativeBlocks by ISA-L and libdeflate, both directions
 * @param jdkBlocks by java.util.zip: none where the native library loaded
 * @param storedBlocks that did not shrink
 * @param failures calls into the native library that had to be redone
 */
record EngineWork(
    long nativeBlocks,
    long jdkBlocks,
    long storedBlocks,
    long compressedBytes,
    long decompressedBytes,
    long failures) {
  static final EngineWork NONE = new EngineWork(0, 0, 0, 0, 0, 0);

  /** What this JVM has done so far. */
  static EngineWork now() {
    return new EngineWork(
        sum(CodecMetric.COMPRESS_NATIVE_BLOCKS, CodecMetric.DECOMPRESS_NATIVE_BLOCKS),
        sum(CodecMetric.COMPRESS_JDK_BLOCKS, CodecMetric.DECOMPRESS_JDK_BLOCKS),
        sum(CodecMetric.COMPRESS_STORED_BLOCKS, CodecMetric.DECOMPRESS_STORED_BLOCKS),
        sum(
            CodecMetric.COMPRESS_NATIVE_BYTES,
            CodecMetric.COMPRESS_JDK_BYTES,
            CodecMetric.COMPRESS_STORED_BYTES,
            CodecMetric.COMPRESS_FILTER_SAVED_BYTES),
        sum(
            CodecMetric.DECOMPRESS_NATIVE_BYTES,
            CodecMetric.DECOMPRESS_JDK_BYTES,
            CodecMetric.DECOMPRESS_STORED_BYTES,
            CodecMetric.DECOMPRESS_FILTER_SAVED_BYTES),
        sum(CodecMetric.NATIVE_FAILURES));
  }

  /** What was done since then. */
  EngineWork since(EngineWork then) {
    return new EngineWork(
        nativeBlocks - then.nativeBlocks,
        jdkBlocks - then.jdkBlocks,
        storedBlocks - then.storedBlocks,
        compressedBytes - then.compressedBytes,
        decompressedBytes - then.decompressedBytes,
        failures - then.failures);
  }

  private static long sum(CodecMetric... metrics) {
    long sum = 0;
    for (CodecMetric metric : metrics) {
      sum += metric.value();
    }
    return sum;
  }
}
