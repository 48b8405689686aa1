package org.uacce.codec.engine;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.uacce.codec.Accelerator;
import org.uacce.codec.AcceleratorUnavailableException;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption;
import org.uacce.codec.JvmOptions;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.LoadAttempt;
import org.uacce.codec.binding.NativeLibraryLoader;
import org.uacce.codec.binding.QueueLayout;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.log.Log;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.QueueManager;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowShape;

/**
 * Chooses the engine of every block and redoes what one could not do. One per JVM; any thread. An
 * accelerator has it that is there and free, if the mode allows it and the block is large enough;
 * else, and where that failed, the native library; java.util.zip where that did not load or failed,
 * and for Huffman-only coding.
 */
public final class Engine {
  /** Answer of {@link #compress}: the block does not shrink and is to be stored. */
  public static final int STORE = Tier.NO_SPACE;

  /** Answer of {@link #compressInPlace} and {@link #filterRowsOffHeap}: it is not done there. */
  public static final int ELSEWHERE = NativeRows.FAILED;

  private static final Log LOG = Log.of(Engine.class);

  private static volatile Engine shared;

  private final NativeTier nativeTier;

  /** Null without the native library. Opens no queue before somebody demands the device. */
  private final DeviceTier deviceTier;

  private final JdkTier jdkTier;
  private final JavaRows javaRows = new JavaRows();
  private final List<LoadAttempt> attempts;

  Engine(
      NativeTier nativeTier, DeviceTier deviceTier, JdkTier jdkTier, List<LoadAttempt> attempts) {
    this.nativeTier = nativeTier;
    this.deviceTier = deviceTier;
    this.jdkTier = jdkTier;
    this.attempts = attempts;
  }

  /**
   * The engine of this JVM, made by the first block that anybody compresses or inflates.
   *
   * @param config of the first user; its JVM-wide options hold for all, and a later, different one
   *     is warned about once
   */
  public static Engine shared(CodecConfig config) {
    JvmOptions options = JvmOptions.agreed(config.jvm());
    Engine engine = shared;
    if (engine == null) {
      synchronized (Engine.class) {
        if (shared == null) {
          shared = open(options);
        }
        engine = shared;
      }
    }
    return engine;
  }

  private static Engine open(JvmOptions options) {
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    BufferPool pool = new BufferPool(loaded.binding(), options.bufferPoolBytes());
    JdkTier jdkTier = new JdkTier(pool);
    if (loaded.binding() == null) {
      LOG.warn(
          "Using java.util.zip for DEFLATE, which is several times slower than the native library: {}",
          loaded.attempts());
      return new Engine(null, null, jdkTier, loaded.attempts());
    }
    LOG.info(
        "Using native DEFLATE: engines=\"{}\" bufferPool.maxBytes={}",
        loaded.binding().describe(),
        options.bufferPoolBytes());
    NativeTier nativeTier = new NativeTier(loaded.binding(), pool);
    QueueManager queues = QueueManager.ofThisJvm(loaded.binding(), options);
    return new Engine(
        nativeTier, new DeviceTier(nativeTier, pool, queues), jdkTier, loaded.attempts());
  }

  /** The engine of this JVM if there is one already, else null. */
  public static Engine sharedOrNull() {
    return shared;
  }

  /**
   * Opens the queues that blocks would open, waiting for whoever is at it just now.
   *
   * @return whether there is or was one that compresses
   */
  public boolean openQueues() {
    return deviceTier != null && deviceTier.open();
  }

  /**
   * Serves the queues until no device has a job any more that its owner has abandoned.
   *
   * @param nanos the longest wait
   */
  public void awaitAbandoned(long nanos) {
    if (deviceTier != null) {
      deviceTier.awaitAbandoned(nanos);
    }
  }

  /** Whether blocks run in the native library. */
  public boolean isNative() {
    return nativeTier != null;
  }

  /** Every place where the native library was looked for, with the reason where it was not used. */
  public List<LoadAttempt> attempts() {
    return attempts;
  }

  /**
   * Whether a block may go to an accelerator: the mode and its size and level allow it, it does not
   * look as if it were to be stored, and there is a queue.
   *
   * @param guess the stream's memory of its last blocks
   * @throws AcceleratorUnavailableException if {@code mode=hardware} and there is no accelerator
   */
  public boolean offloads(CodecConfig config, Compressibility guess, int bytes)
      throws AcceleratorUnavailableException {
    if (config.mode() == CodecConfig.Mode.HARDWARE) {
      needDevice();
    }
    return mayOffload(config, bytes) && !guess.suspicious(bytes) && deviceTier.serves();
  }

  private boolean mayOffload(CodecConfig config, int bytes) {
    return deviceTier != null
        && config.mode() != CodecConfig.Mode.SOFTWARE
        && bytes >= config.offload().leastBytes()
        && bytes <= QueueLayout.JOB_MAX_BYTES
        && config.level() > 0
        && config.level() <= config.offload().maxLevel()
        && !config.huffmanOnly();
  }

  /** A job for a stream whose blocks {@link #offloads}. */
  public CompressJob newCompressJob() {
    return deviceTier.newCompressJob();
  }

  /**
   * Hands a described block to an accelerator.
   *
   * @param collect frees memory that streams of this thread hold with finished blocks; false if
   *     some of it stays
   * @return false: the reason has been counted, and software does the block
   */
  public boolean begin(CodecConfig config, CompressJob job, BooleanSupplier collect) {
    return deviceTier.begin(
        job, config.offload(), config.mode() == CodecConfig.Mode.HARDWARE, collect);
  }

  /** What every entry into the codec does: takes for everybody what devices have completed. */
  public void enter() {
    if (deviceTier != null) {
      deviceTier.enter();
    }
  }

  /**
   * Compresses one block that refers to nothing before it, now.
   *
   * @param guess the stream's memory of its last blocks
   * @param collect as for {@link #begin}, if an accelerator is tried first and waited for where the
   *     block may go to one; null if none is tried
   * @param outBytes room from {@code outOffset}; a result that does not fit is not wanted
   * @return bytes written, or {@link #STORE}
   * @throws AcceleratorUnavailableException if {@code mode=hardware} and there is no accelerator
   */
  public int compress(
      CodecConfig config,
      Compressibility guess,
      BooleanSupplier collect,
      Ending ending,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes)
      throws AcceleratorUnavailableException {
    if (config.mode() == CodecConfig.Mode.HARDWARE) {
      needDevice();
    }
    enter();
    int written = STORE;
    if (config.level() > 0
        && !sampleSaysStore(guess, in, inOffset, inBytes, out, outOffset, outBytes)) {
      written =
          collect != null && mayOffload(config, inBytes) && deviceTier.serves()
              ? deviceTier.compress(
                  config, collect, ending, in, inOffset, inBytes, out, outOffset, outBytes)
              : Tier.FAILED;
      if (written == Tier.FAILED) {
        long start = EngineTime.now(inBytes);
        written = inSoftware(config, ending, in, inOffset, inBytes, out, outOffset, outBytes);
        EngineTime.compressed(inBytes, start);
      }
    }
    return learned(guess, written, inBytes);
  }

  private static int learned(Compressibility guess, int written, int inBytes) {
    guess.learn(written == STORE);
    if (written == STORE) {
      CodecMetric.COMPRESS_STORED_BLOCKS.add(1);
      CodecMetric.COMPRESS_STORED_BYTES.add(inBytes);
    }
    return written;
  }

  /**
   * Compresses a filtered body in software, where it is.
   *
   * @param rows which are held
   * @param outBytes room from {@code outOffset}
   * @return bytes written, {@link #STORE}, or {@link #ELSEWHERE} where {@link #compress} has to do
   *     it, after the body was taken out
   */
  public int compressInPlace(
      CodecConfig config,
      Compressibility guess,
      FilteredRows rows,
      byte[] out,
      int outOffset,
      int outBytes) {
    int bytes = rows.bodyBytes();
    if (config.level() == 0 || config.huffmanOnly() || guess.suspicious(bytes)) {
      return ELSEWHERE;
    }
    enter();
    long start = EngineTime.now(bytes);
    int written = nativeTier.compress(rows, config.level(), out, outOffset, outBytes);
    EngineTime.compressed(bytes, start);
    if (written == Tier.FAILED) {
      return ELSEWHERE;
    }
    count(written, bytes, CodecMetric.COMPRESS_NATIVE_BLOCKS, CodecMetric.COMPRESS_NATIVE_BYTES);
    return learned(guess, written, bytes);
  }

  /**
   * Whoever demands an accelerator is told at once where there is none; a later loss is no error.
   */
  private void needDevice() throws AcceleratorUnavailableException {
    if (deviceTier != null && deviceTier.isThere()) {
      return;
    }
    List<String> reasons = Accelerator.unavailabilityReasons();
    throw new AcceleratorUnavailableException(
        "Cannot compress on an accelerator: mode=hardware reasons="
            + (reasons.isEmpty() ? "[no queue could be opened; the log says why]" : reasons)
            + "; mend them or set "
            + CodecOption.MODE.key()
            + "=auto");
  }

  private boolean sampleSaysStore(
      Compressibility guess,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    int sample = Compressibility.SAMPLE_BYTES;
    if (nativeTier == null || !guess.suspicious(inBytes) || outBytes < sample) {
      return false;
    }
    int middle = inOffset + inBytes / 2;
    long start = EngineTime.now(sample);
    int written =
        nativeTier.compress(Ending.FINAL, 1, false, in, middle, sample, out, outOffset, sample - 1);
    EngineTime.compressed(sample, start);
    return written == Tier.NO_SPACE;
  }

  private int inSoftware(
      CodecConfig config,
      Ending ending,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    int level = config.levelOf(inBytes);
    if (nativeTier != null
        && level > NativeTier.MOST_SMALL_LEVEL
        && !nativeTier.fits(level, inBytes, outBytes)) {
      level = NativeTier.MOST_SMALL_LEVEL;
      CodecMetric.COMPRESS_LOWERED_BLOCKS.add(1);
    }
    if (nativeTier != null && !config.huffmanOnly() && nativeTier.fits(level, inBytes, outBytes)) {
      int written =
          nativeTier.compress(
              ending, level, false, in, inOffset, inBytes, out, outOffset, outBytes);
      if (written != Tier.FAILED) {
        count(
            written,
            inBytes,
            CodecMetric.COMPRESS_NATIVE_BLOCKS,
            CodecMetric.COMPRESS_NATIVE_BYTES);
        return written;
      }
      CodecMetric.NATIVE_FAILURES.add(1);
    }
    int written =
        jdkTier.compress(
            ending,
            config.level(),
            config.huffmanOnly(),
            in,
            inOffset,
            inBytes,
            out,
            outOffset,
            outBytes);
    count(written, inBytes, CodecMetric.COMPRESS_JDK_BLOCKS, CodecMetric.COMPRESS_JDK_BYTES);
    return written;
  }

  private static void count(int written, int inBytes, CodecMetric blocks, CodecMetric bytes) {
    if (written >= 0) {
      blocks.add(1);
      bytes.add(inBytes);
    }
  }

  /**
   * Inflates one complete DEFLATE stream that ends inside the input.
   *
   * @param outBytes the most that may come out; more is malformed
   * @param result receives what was consumed and produced
   */
  public void inflate(
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes,
      InflateResult result)
      throws MalformedDataException {
    long start = EngineTime.now(outBytes);
    if (nativeTier != null && nativeTier.fits(inBytes, outBytes)) {
      if (nativeTier.inflate(in, inOffset, inBytes, out, outOffset, outBytes, result)) {
        EngineTime.inflated(outBytes, start);
        NativeTier.count(result.produced);
        return;
      }
      CodecMetric.NATIVE_FAILURES.add(1);
    } else if (nativeTier != null
        && inflateInPieces(in, inOffset, inBytes, out, outOffset, outBytes, result)) {
      return; // the stream has counted its own time
    }
    jdkTier.inflate(in, inOffset, inBytes, out, outOffset, outBytes, result);
    EngineTime.inflated(outBytes, start);
    JdkTier.count(result.produced);
  }

  /** For what the pool has no buffer large enough for. False when no stream is to be had. */
  private boolean inflateInPieces(
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes,
      InflateResult result)
      throws MalformedDataException {
    try (StreamInflater stream = nativeTier.openStream()) {
      if (stream == null) {
        return false;
      }
      stream.setInput(in, inOffset, inBytes);
      int produced = stream.inflate(out, outOffset, outBytes);
      if (!stream.finished() && stream.inflate(new byte[1], 0, 1) > 0) {
        throw new MalformedDataException(
            inBytes - stream.remaining(), "more data than declared: declared=" + outBytes);
      }
      if (!stream.finished()) {
        throw new MalformedDataException(
            inBytes, "DEFLATE data is cut short: bytes=" + inBytes + " produced=" + produced);
      }
      result.consumed = inBytes - stream.remaining();
      result.produced = produced;
      return true;
    }
  }

  /**
   * As {@link #inflate}, with output that stays off the heap until it is taken.
   *
   * @param block receives the output; what it held before is given back
   * @return false when there is no native library, or no memory to lend now: the other way serves
   */
  public boolean inflateOffHeap(
      byte[] in, int inOffset, int inBytes, int outBytes, InflatedBlock block, InflateResult result)
      throws MalformedDataException {
    long start = EngineTime.now(outBytes);
    if (nativeTier == null
        || !nativeTier.fits(inBytes, outBytes)
        || !nativeTier.inflate(in, inOffset, inBytes, outBytes, block, result)) {
      return false;
    }
    EngineTime.inflated(outBytes, start);
    NativeTier.count(result.produced);
    return true;
  }

  /**
   * Filters a block of rows, {@code in[0..inBytes)}, in which a record begins at {@code first}, off
   * the heap: the body, and behind it the planes that are not worth compressing.
   *
   * @param result holds the bytes, if there are any, and receives the body's part of them
   * @return bytes of both, {@link RowEncoder#NOT_ROWS}, {@link RowEncoder#NO_SPACE}, or {@link
   *     #ELSEWHERE} where {@link #filterRows} has to do it
   */
  public int filterRowsOffHeap(
      RowShape shape, byte[] in, int inBytes, int first, FilteredRows result) {
    if (nativeTier == null) {
      return ELSEWHERE;
    }
    long start = EngineTime.now(inBytes);
    int bytes = nativeTier.rows().encode(shape, in, inBytes, first, inBytes, result);
    EngineTime.compressed(inBytes, start);
    return bytes;
  }

  /**
   * As {@link #filterRowsOffHeap}, on the heap and without the library.
   *
   * @param outBytes room from {@code outOffset}
   * @return never {@link #ELSEWHERE}
   */
  public int filterRows(
      RowShape shape,
      byte[] in,
      int inBytes,
      int first,
      byte[] out,
      int outOffset,
      int outBytes,
      FilteredRows result) {
    long start = EngineTime.now(inBytes);
    int bytes = javaRows.encode(shape, in, inBytes, first, out, outOffset, outBytes, result);
    EngineTime.compressed(inBytes, start);
    return bytes;
  }

  /**
   * Inflates the body of a filtered frame and undoes the filter, off the heap.
   *
   * @param block receives the rows; what it held before is given back
   * @param crc to compute with
   * @return false when there is no native library, or no memory to lend now: {@link #unfilterRows}
   *     serves
   */
  public boolean inflateRowsOffHeap(
      byte[] payload,
      FilteredPayload filtered,
      InflatedBlock block,
      InflateResult result,
      CRC32 crc)
      throws MalformedDataException {
    long start = EngineTime.now(filtered.originalBytes());
    if (nativeTier == null || !nativeTier.inflateRows(payload, filtered, block, result, crc)) {
      return false;
    }
    EngineTime.inflated(filtered.originalBytes(), start);
    NativeTier.count(result.produced);
    return true;
  }

  /**
   * Whether bodies may be inflated by an accelerator: while their reader is busy with what comes
   * before, or with {@code mode=hardware} always.
   */
  public boolean offloadsInflating(CodecConfig config) {
    return deviceTier != null
        && config.mode() != CodecConfig.Mode.SOFTWARE
        && deviceTier.servesInflating();
  }

  /** A job for a reader whose bodies {@link #offloadsInflating}. */
  public InflateJob newInflateJob() {
    return deviceTier.newInflateJob();
  }

  /**
   * Hands a gzip body, {@code in[at..at+bytes)} with its trailer, to an accelerator.
   *
   * @param filtered of a filtered frame, else null
   * @param waits for a place, up to a {@code timeout}
   * @return false: too small, or there is no place or no memory just now
   */
  public boolean begin(
      CodecConfig config,
      InflateJob job,
      byte[] in,
      int at,
      int bytes,
      int outBytes,
      FilteredPayload filtered,
      boolean waits) {
    return outBytes >= config.offload().leastBytes()
        && outBytes <= QueueLayout.JOB_MAX_BYTES
        && bytes <= QueueLayout.JOB_MAX_BYTES
        && deviceTier.begin(
            job,
            in,
            at,
            bytes,
            outBytes,
            filtered == null ? 0 : nativeTier.roomBehindBody(filtered),
            waits);
  }

  /**
   * Undoes the filter of the body that a job has inflated, if that is the body. The job is done
   * with, whatever the answer.
   *
   * @param block receives the rows
   * @return false: to be inflated by software
   */
  public boolean unfilterInflated(
      InflateJob job,
      byte[] payload,
      FilteredPayload filtered,
      InflatedBlock block,
      InflateResult result,
      CRC32 crc)
      throws MalformedDataException {
    long start = EngineTime.now(filtered.originalBytes());
    try {
      result.consumed = job.consumed();
      result.produced = job.outBytes();
      crc.reset();
      job.buffer().sum(crc, job.outAt(), job.outBytes());
      if (filtered.bodyRefusal(result.consumed, result.produced, (int) crc.getValue()) != null) {
        job.doubted();
        return false;
      }
      return nativeTier.unfilter(payload, filtered, job.buffer(), job.outAt(), block);
    } finally {
      EngineTime.inflated(filtered.originalBytes(), start);
      job.release();
    }
  }

  /**
   * Undoes the filter on the heap.
   *
   * @param body inflated and checked, from {@code bodyAt}
   * @param payload which has the raw planes
   * @param out of at least {@code filtered.originalBytes()}
   */
  public void unfilterRows(
      byte[] body, int bodyAt, byte[] payload, FilteredPayload filtered, byte[] out)
      throws MalformedDataException {
    long start = EngineTime.now(filtered.originalBytes());
    javaRows.decode(body, bodyAt, payload, filtered, out);
    EngineTime.inflated(filtered.originalBytes(), start);
  }

  /** Refuses what was inflated if it is not the body that the payload declares. */
  public static void checkBody(FilteredPayload filtered, InflateResult result, CRC32 crc)
      throws MalformedDataException {
    String refusal = filtered.bodyRefusal(result.consumed, result.produced, (int) crc.getValue());
    if (refusal != null) {
      throw new MalformedDataException(filtered.dataBytes(), refusal);
    }
  }

  /** A streaming inflater for DEFLATE data of unknown length. The caller closes it. */
  public StreamInflater openStream() {
    StreamInflater stream = nativeTier == null ? null : nativeTier.openStream();
    return stream != null ? stream : jdkTier.openStream();
  }
}
