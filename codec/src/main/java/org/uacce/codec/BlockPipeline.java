package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.uacce.codec.engine.CompressJob;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.queue.DroppedMemory;

/**
 * The blocks of one output stream that accelerators have under way, and what software finished
 * behind them, in their order. What a stream writes while nothing is under way does not come here.
 *
 * <p>Output that waits for an earlier block is bounded: what does not fit makes software do that
 * block once more. Nothing here waits for a device but {@link #finish}, {@link #clear} and, where
 * {@code mode=hardware} demands it, {@link #offer}.
 *
 * <p>The stream's thread, one at a time; another thread may clear it while the stream's is in it. A
 * pipeline whose stream was dropped is cleared when that has been collected.
 */
final class BlockPipeline {
  /** Makes a block's place in the stream of what became of it. */
  interface Writer {
    /**
     * Writes a block that is DONE, or one that has FAILED and is to be compressed by software.
     *
     * @param job released by the caller
     */
    void write(CompressJob job, OutputStream sink) throws IOException;
  }

  /** One block, or bytes that are finished. */
  private static final class Entry {
    CompressJob job;
    byte[] bytes;
    int start;
    int count;
  }

  /** How far the window grows, in {@code inFlight}: measured, docs/adr/002. */
  private static final int MOST_WINDOWS = 4;

  /** Pipelines that may have something in them, for whoever looks for those of a thread. */
  private static final Set<BlockPipeline> BUSY = ConcurrentHashMap.newKeySet();

  /**
   * Moves what this thread's streams have finished to the heap; false if not all of it could be.
   */
  static final BooleanSupplier COLLECT = BlockPipeline::collect;

  private final CodecConfig config;
  private final StreamBuffers buffers;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final ArrayDeque<Entry> spareEntries = new ArrayDeque<>();
  private final ArrayDeque<CompressJob> idleJobs = new ArrayDeque<>();
  private int jobs;

  /** Blocks under way from which on software helps; {@code inFlight} or more. */
  private int window;

  /** Whether software does the last block that was asked for. */
  private boolean helped;

  private boolean busy;

  /** The thread that used this last. */
  private volatile Thread user;

  /** Whether blocks were dropped that the stream knows nothing of. */
  private boolean lost;

  /**
   * @param stream whose pipeline it is
   */
  BlockPipeline(CodecConfig config, Object stream) {
    this.config = config;
    this.buffers = StreamBuffers.shared(config);
    this.window = config.offload().inFlight();
    DroppedMemory.register(stream, this::clear);
  }

  /**
   * A job for the next block, to be described and given to {@link #offer}, or just left; null when
   * software is to do that block, since so many are under way already.
   */
  synchronized CompressJob jobOrNull(Writer writer, OutputStream sink) throws IOException {
    use();
    drain(writer, sink, false);
    if (helped) {
      helped = false;
      adaptWindow();
    }
    while (underWay() >= window) {
      if (config.mode() != CodecConfig.Mode.HARDWARE) {
        helped = true;
        CodecMetric.DEVICE_BUSY.add(1);
        return null;
      }
      writeOldest(writer, sink, true);
    }
    if (idleJobs.isEmpty()) {
      idleJobs.addLast(Engine.shared(config).newCompressJob());
      jobs++;
    }
    return idleJobs.peekLast();
  }

  private void use() throws IOException {
    user = Thread.currentThread();
    if (lost) {
      throw new IOException(
          "Cannot go on with a stream: the task of the thread that wrote it has ended, and "
              + CodecOption.STREAM_BUFFER_MAX_BYTES.key()
              + " left no room for the blocks that it had at an accelerator; raise it, or close a"
              + " stream inside its task");
    }
  }

  private int underWay() {
    return jobs - idleJobs.size();
  }

  /**
   * A device that did everything in the time in which software did one block had nothing to do for
   * the rest of it, and one that did nothing has more than enough (docs/adr/002).
   */
  private void adaptWindow() {
    int least = config.offload().inFlight();
    if (entries.isEmpty()) {
      window = Math.min(2 * window, MOST_WINDOWS * least);
    } else if (underWay() >= window) {
      window = least;
    }
  }

  /**
   * Hands a described block to a device.
   *
   * @return false: it has been counted why, and the block is untouched
   */
  synchronized boolean offer(CompressJob job) {
    if (!Engine.shared(config).begin(config, job, COLLECT)) {
      job.release();
      return false;
    }
    idleJobs.removeLastOccurrence(job);
    add().job = job;
    return true;
  }

  /**
   * Takes bytes that follow what is under way.
   *
   * @param array of {@link ArrayPool}; the pipeline's from now on
   */
  synchronized void park(byte[] array, int start, int count, Writer writer, OutputStream sink)
      throws IOException {
    use();
    while (!entries.isEmpty() && !buffers.tryPark(array.length)) {
      writeOldest(writer, sink, false);
    }
    if (entries.isEmpty()) {
      ArrayPool.SHARED.writeAndTakeBack(array, start, count, sink);
      return;
    }
    Entry entry = add();
    entry.bytes = array;
    entry.start = start;
    entry.count = count;
  }

  private Entry add() {
    Entry entry = spareEntries.pollLast();
    if (entry == null) {
      entry = new Entry();
    }
    if (!busy) {
      busy = true;
      BUSY.add(this);
    }
    entries.addLast(entry);
    return entry;
  }

  /** Writes everything, waiting for the devices. */
  synchronized void finish(Writer writer, OutputStream sink) throws IOException {
    use();
    drain(writer, sink, true);
    rest();
  }

  private void drain(Writer writer, OutputStream sink, boolean waits) throws IOException {
    while (!entries.isEmpty()) {
      CompressJob job = entries.peekFirst().job;
      if (job != null && !job.poll() && !waits) {
        return;
      }
      writeOldest(writer, sink, waits);
    }
  }

  /**
   * @param waits for a device to answer; else software does again what is not there
   */
  private void writeOldest(Writer writer, OutputStream sink, boolean waits) throws IOException {
    Entry entry = entries.peekFirst();
    try {
      if (entry.job == null) {
        sink.write(entry.bytes, entry.start, entry.count);
      } else {
        if (waits) {
          entry.job.await();
        } else if (!entry.job.poll()) {
          CodecMetric.DEVICE_OVERTAKEN.add(1);
        }
        writer.write(entry.job, sink);
      }
    } finally {
      drop(entries.removeFirst());
    }
  }

  private void drop(Entry entry) {
    if (entry.job == null) {
      buffers.unpark(entry.bytes.length);
      ArrayPool.SHARED.give(entry.bytes);
    } else {
      CompressJob job = entry.job;
      job.release();
      byte[] heap = job.takeHeap();
      if (heap != null) {
        buffers.unpark(heap.length);
        ArrayPool.SHARED.give(heap);
      }
      idleJobs.addLast(job);
    }
    entry.job = null;
    entry.bytes = null;
    spareEntries.addLast(entry);
  }

  /** Not whenever it is empty, since joining allocates. */
  private void rest() {
    if (busy && entries.isEmpty()) {
      busy = false;
      BUSY.remove(this);
    }
  }

  /** Forgets everything. Waits for the devices, so that nothing of this is left afterwards. */
  synchronized void clear() {
    while (!entries.isEmpty()) {
      CompressJob job = entries.peekFirst().job;
      if (job != null) {
        job.await();
      }
      drop(entries.removeFirst());
    }
    lost = false;
    rest();
  }

  /**
   * Takes back from the devices, without waiting, what streams have there that a thread used last:
   * what is done, and of the rest the input. A stream that is used nevertheless goes on with that,
   * unless there was no room for it on the heap; then it can only be closed or reset. Those that
   * another thread has used since are left alone.
   *
   * @return how many streams had something there
   */
  static int abandonAllOf(Thread thread) {
    int streams = 0;
    for (BlockPipeline pipeline : BUSY) {
      streams += pipeline.user == thread && pipeline.abandon(thread) ? 1 : 0;
    }
    return streams;
  }

  private synchronized boolean abandon(Thread thread) {
    if (user != thread) {
      return false;
    }
    boolean any = false;
    for (Entry entry : entries) {
      if (entry.job != null) {
        entry.job.giveUp();
        any |= entry.job.movableBytes() > 0;
        lost |= !moveToHeap(entry.job);
      }
    }
    while (lost && !entries.isEmpty()) {
      drop(entries.removeFirst());
    }
    rest();
    return any;
  }

  private static boolean collect() {
    Thread current = Thread.currentThread();
    boolean all = true;
    for (BlockPipeline pipeline : BUSY) {
      if (pipeline.user == current) {
        all &= pipeline.moveFinished();
      }
    }
    return all;
  }

  private synchronized boolean moveFinished() {
    for (Entry entry : entries) {
      if (entry.job != null && entry.job.poll() && !moveToHeap(entry.job)) {
        return false;
      }
    }
    return true;
  }

  private boolean moveToHeap(CompressJob job) {
    int bytes = job.movableBytes();
    if (bytes == 0) {
      return true;
    }
    byte[] heap = ArrayPool.SHARED.take(bytes);
    if (!buffers.tryPark(heap.length)) {
      ArrayPool.SHARED.give(heap);
      return false;
    }
    job.moveTo(heap);
    return true;
  }
}
