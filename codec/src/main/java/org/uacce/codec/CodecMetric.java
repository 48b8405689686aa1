package org.uacce.codec;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Every number the codec counts, once, for the whole JVM. {@code docs/metrics.md} is generated from
 * this list. Adding is wait-free and allocates nothing in steady state; any thread may read at any
 * time.
 */
public enum CodecMetric {
  COMPRESS_NATIVE_BLOCKS(
      "compress.native.blocks", Kind.COUNTER, "Blocks compressed by ISA-L or libdeflate."),
  COMPRESS_NATIVE_BYTES(
      "compress.native.bytes", Kind.COUNTER, "Uncompressed bytes of those blocks."),
  COMPRESS_DEVICE_BLOCKS(
      "compress.device.blocks", Kind.COUNTER, "Blocks compressed by an accelerator."),
  COMPRESS_DEVICE_BYTES(
      "compress.device.bytes", Kind.COUNTER, "Uncompressed bytes of those blocks."),
  DEVICE_NO_QUEUE(
      "device.fallback.noQueue",
      Kind.COUNTER,
      "Blocks done in software because no device queue was open just then."),
  DEVICE_NO_PLACE(
      "device.fallback.noPlace",
      Kind.COUNTER,
      "Blocks done in software because the queue had no free place in time."),
  DEVICE_NO_BUFFER(
      "device.fallback.noBuffer",
      Kind.COUNTER,
      "Blocks done in software because there was no memory to lend for the device."),
  DEVICE_JOB_FAILED(
      "device.fallback.jobFailed",
      Kind.COUNTER,
      "Blocks done in software because the device answered with an error, or that its room was too small."),
  DEVICE_JOB_LOST(
      "device.fallback.jobLost",
      Kind.COUNTER,
      "Blocks done in software because their queue failed or did not answer in time."),
  DEVICE_WRONG(
      "device.fallback.wrong",
      Kind.COUNTER,
      "Blocks done in software because the device's output did not give the input back."),
  DEVICE_OVERTAKEN(
      "device.fallback.overtaken",
      Kind.COUNTER,
      "Blocks done again in software because too much finished output waited behind them."),
  DEVICE_BUSY(
      "device.helped",
      Kind.COUNTER,
      "Blocks that a task did itself because its stream had inFlight blocks under way already."),
  VERIFIED_BY_DEVICE(
      "device.verify.byDevice",
      Kind.COUNTER,
      "Blocks of an accelerator that were inflated again by an accelerator to check them."),
  VERIFIED_BY_CPU(
      "device.verify.byCpu",
      Kind.COUNTER,
      "Blocks of an accelerator that were inflated again by libdeflate to check them."),
  DEVICE_JOBS("device.jobs", Kind.COUNTER, "Jobs that were submitted to an accelerator."),
  DEVICE_BATCHES(
      "device.batches", Kind.COUNTER, "Times that jobs were submitted, one or more together."),
  DEVICE_SQ_DOORBELLS(
      "device.sqDoorbells", Kind.COUNTER, "Doorbells rung for submissions: one for a batch."),
  DEVICE_CQ_DOORBELLS(
      "device.cqDoorbells", Kind.COUNTER, "Doorbells rung to acknowledge completions."),
  DEVICE_WAIT_NANOS(
      "device.waitNanos",
      Kind.COUNTER,
      "Nanoseconds that tasks waited for a block on an accelerator or for a place in its queue."),
  DEVICE_ABANDONED(
      "device.abandoned",
      Kind.COUNTER,
      "Streams that a Spark task left open with blocks at an accelerator, which were taken back when it ended."),
  DEVICE_TIMEOUTS(
      "device.timeouts", Kind.COUNTER, "Queues that failed because a block took too long."),
  DEVICE_QUEUE_FAILURES(
      "device.queueFailures", Kind.COUNTER, "Queues that failed for any reason, time included."),
  DEVICE_OPENS("device.opens", Kind.COUNTER, "Queues that were opened, the first ones included."),
  DEVICE_BREAKER_TRIPS(
      "device.breakerTrips",
      Kind.COUNTER,
      "Times that an accelerator was left alone for a while because it had answered wrongly."),
  COMPRESS_JDK_BLOCKS("compress.jdk.blocks", Kind.COUNTER, "Blocks compressed by java.util.zip."),
  COMPRESS_JDK_BYTES("compress.jdk.bytes", Kind.COUNTER, "Uncompressed bytes of those blocks."),
  COMPRESS_STORED_BLOCKS(
      "compress.stored.blocks",
      Kind.COUNTER,
      "Blocks stored because they did not shrink, or because level 0 asked for it."),
  COMPRESS_STORED_BYTES(
      "compress.stored.bytes", Kind.COUNTER, "Uncompressed bytes of those blocks."),
  COMPRESS_OUTPUT_BYTES(
      "compress.output.bytes", Kind.COUNTER, "Bytes written for all blocks, wrapping included."),
  COMPRESS_ENGINE_NANOS(
      "compress.engineNanos",
      Kind.COUNTER,
      "Nanoseconds of processor time in the software engines: compressing, filtering rows, and inflating again what an"
          + " accelerator made. Blocks below 256 KiB are timed by the wall clock."),
  DECOMPRESS_NATIVE_BLOCKS(
      "decompress.native.blocks",
      Kind.COUNTER,
      "Blocks, or pieces of a stream, inflated by libdeflate or ISA-L."),
  DECOMPRESS_NATIVE_BYTES(
      "decompress.native.bytes", Kind.COUNTER, "Uncompressed bytes that came out of them."),
  DECOMPRESS_DEVICE_BLOCKS(
      "decompress.device.blocks", Kind.COUNTER, "Blocks inflated ahead by an accelerator."),
  DECOMPRESS_DEVICE_BYTES(
      "decompress.device.bytes", Kind.COUNTER, "Uncompressed bytes that came out of them."),
  DECOMPRESS_LATE(
      "decompress.device.late",
      Kind.COUNTER,
      "Blocks inflated in software because they were needed before the accelerator had done them."),
  DECOMPRESS_JDK_BLOCKS(
      "decompress.jdk.blocks",
      Kind.COUNTER,
      "Blocks, or pieces of a stream, inflated by java.util.zip."),
  DECOMPRESS_JDK_BYTES(
      "decompress.jdk.bytes", Kind.COUNTER, "Uncompressed bytes that came out of them."),
  DECOMPRESS_HEAP_BLOCKS(
      "decompress.heap.blocks",
      Kind.COUNTER,
      "Pieces of a stream inflated in Java because open readers had all that bufferPool.maxBytes lends them."),
  DECOMPRESS_HEAP_BYTES(
      "decompress.heap.bytes", Kind.COUNTER, "Uncompressed bytes that came out of them."),
  DECOMPRESS_STORED_BLOCKS(
      "decompress.stored.blocks", Kind.COUNTER, "Stored frames that were read."),
  DECOMPRESS_STORED_BYTES("decompress.stored.bytes", Kind.COUNTER, "Bytes of those frames."),
  DECOMPRESS_ENGINE_NANOS(
      "decompress.engineNanos",
      Kind.COUNTER,
      "Nanoseconds of processor time in the software engines: inflating, and putting rows together again. Blocks below"
          + " 256 KiB are timed by the wall clock."),
  COMPRESS_FILTERED_BLOCKS(
      "compress.filtered.blocks", Kind.COUNTER, "Blocks written as columns by the row filter."),
  COMPRESS_FILTER_SAVED_BYTES(
      "compress.filtered.savedBytes",
      Kind.COUNTER,
      "Bytes of those blocks that no engine had to compress, since the filter dropped them or sends them as they"
          + " are. The engines' bytes are those that were left."),
  FILTER_TRIALS(
      "compress.filterTrials",
      Kind.COUNTER,
      "Blocks that were compressed both with and without the row filter, and the smaller one kept."),
  FILTER_TRIALS_LOST(
      "compress.filterTrialsLost", Kind.COUNTER, "Those of them that were smaller without it."),
  DECOMPRESS_FILTERED_BLOCKS(
      "decompress.filtered.blocks", Kind.COUNTER, "Blocks put together again from columns."),
  DECOMPRESS_FILTER_SAVED_BYTES(
      "decompress.filtered.savedBytes",
      Kind.COUNTER,
      "Bytes of those blocks that no engine had to inflate."),
  BLOCKS_CUT_EARLY(
      "compress.blocksCutEarly",
      Kind.COUNTER,
      "Blocks cut below their size because streamBuffer.maxBytes was reached."),
  MALFORMED_INPUTS("decompress.malformed", Kind.COUNTER, "Inputs refused as malformed."),
  NATIVE_FAILURES(
      "native.failures",
      Kind.COUNTER,
      "Calls into the native library that failed and were redone by java.util.zip."),
  STREAM_BUFFER_BYTES(
      "streamBuffer.bytes",
      Kind.GAUGE,
      "Heap held by open streams now, output that waits for an accelerator included."),
  STREAM_BUFFER_IDLE_BYTES(
      "streamBuffer.idleBytes",
      Kind.GAUGE,
      "Heap arrays kept for the next block; with streamBuffer.bytes at most streamBuffer.maxBytes."),
  COMPRESS_LOWERED_BLOCKS(
      "compress.loweredBlocks",
      Kind.COUNTER,
      "Blocks compressed at level 9 because the compressor of levels 10 to 12 needs more of bufferPool.maxBytes."),
  BUFFER_POOL_WAITS(
      "bufferPool.waits",
      Kind.COUNTER,
      "Times that a task waited because bufferPool.maxBytes was reached."),
  BUFFER_POOL_WAIT_NANOS(
      "bufferPool.waitNanos", Kind.COUNTER, "Nanoseconds that tasks waited for that."),
  BUFFER_POOL_BYTES(
      "bufferPool.bytes",
      Kind.GAUGE,
      "Off-heap bytes of buffers, compressors and inflaters now, at most bufferPool.maxBytes."),
  BUFFER_POOL_OBJECT_BYTES(
      "bufferPool.objectBytes", Kind.GAUGE, "Those of them that compressors and inflaters take."),
  BUFFER_POOL_LEASED_BYTES(
      "bufferPool.leasedBytes",
      Kind.GAUGE,
      "Bytes of bufferPool.bytes that open streams and jobs of accelerators have now, at most half of the bound."),
  DEVICE_QUEUES("device.queues", Kind.GAUGE, "Hardware queues that the JVM holds now."),
  DEVICE_IN_FLIGHT("device.inFlight", Kind.GAUGE, "Jobs that accelerators have now."),
  DEVICE_PARKED(
      "device.parked", Kind.GAUGE, "Finished jobs whose output no stream has collected yet."),
  DEVICE_BREAKER_OPEN(
      "device.breakerOpen",
      Kind.GAUGE,
      "Accelerators that are left alone now because they answered wrongly."),
  DEVICE_LEAKED_BYTES(
      "device.leakedBytes",
      Kind.GAUGE,
      "Off-heap bytes given up for good because their queue could not be stopped. At a quarter of bufferPool.maxBytes"
          + " no queue is opened any more."),
  PARQUET_HOOK(
      "parquet.hook",
      Kind.GAUGE,
      "1 where Spark's plugin sends Parquet's GZIP pages through the codec and its self-test saw it do so, else 0.");

  /** Whether a number only grows. */
  public enum Kind {
    /** Only grows. */
    COUNTER,
    /** Goes up and down. */
    GAUGE
  }

  private static final List<CodecMetric> SOFTWARE_REASONS =
      List.of(
          DEVICE_NO_QUEUE,
          DEVICE_NO_PLACE,
          DEVICE_NO_BUFFER,
          DEVICE_JOB_FAILED,
          DEVICE_JOB_LOST,
          DEVICE_WRONG,
          DEVICE_OVERTAKEN,
          DEVICE_BUSY,
          DECOMPRESS_LATE);

  private final String id;
  private final Kind kind;
  private final String sentence;

  @SuppressWarnings(
      "ImmutableEnumChecker") // the one mutable state of the codec: counting is its purpose
  private final LongAdder sum = new LongAdder();

  CodecMetric(String id, Kind kind, String sentence) {
    this.id = id;
    this.kind = kind;
    this.sentence = sentence;
  }

  /** The name under which the number is published; stable between releases. */
  public String id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  /** What is counted, in a sentence. */
  public String sentence() {
    return sentence;
  }

  /** The sum so far in this JVM. */
  public long value() {
    return sum.sum();
  }

  /** Adds to the number; for the codec's own packages. */
  public void add(long delta) {
    sum.add(delta);
  }

  /**
   * Why blocks that an accelerator could have had were done in software, each reason that occurred
   * by the last part of its name, as {@code [noPlace=3, helped=17]}.
   *
   * @param values of this JVM, or the sums of several
   */
  public static String softwareReasons(ToLongFunction<CodecMetric> values) {
    return SOFTWARE_REASONS.stream()
        .filter(metric -> values.applyAsLong(metric) > 0)
        .map(m -> m.id.substring(m.id.lastIndexOf('.') + 1) + "=" + values.applyAsLong(m))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
