package org.uacce.codec.queue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;

/**
 * One compressing queue of one device by itself, for the doctor: whether it opens, what comes out,
 * and how quick it is. Apart from the queues of the JVM. One thread.
 */
public final class DeviceProbe implements AutoCloseable {
  /** Of all jobs under way together, so that no measurement takes the host's memory. */
  private static final long MOST_BYTES = 16L << 20;

  /** Input and output of all of them, and what size classes waste. */
  private static final long POOL_BYTES = 4 * MOST_BYTES;

  /** Of one block; an operator waits for a device that does not answer. */
  private static final long CHECK_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Of a block behind 16 MiB of others, on a device that others use too. */
  private static final long MEASURE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final DeviceQueue queue;
  private final BufferPool pool;

  private DeviceProbe(DeviceQueue queue, BufferPool pool) {
    this.queue = queue;
    this.pool = pool;
  }

  /** What the device did not do. */
  public static final class ProbeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean gone;

    ProbeException(String message) {
      this(message, false);
    }

    ProbeException(String message, boolean gone) {
      super(message);
      this.gone = gone;
    }

    /** Whether the device was stopped or taken away meanwhile, rather than wrong. */
    public boolean gone() {
      return gone;
    }
  }

  /**
   * Opens a queue that is closed with the probe.
   *
   * @param device a usable one
   * @param depth places at most
   */
  public static DeviceProbe open(Binding binding, AcceleratorDevice device, int depth)
      throws DeviceOpenException {
    DeviceQueue queue = DeviceQueue.open(binding, device, Direction.COMPRESS, depth);
    return new DeviceProbe(queue, new BufferPool(binding, POOL_BYTES));
  }

  /** Whether so many blocks of a size may be under way in a measurement. */
  public boolean fits(int blockBytes, int depth) {
    return depth <= queue.depth() && (long) blockBytes * depth <= MOST_BYTES;
  }

  /**
   * Compresses one block and compares what comes out, and the device's checksum of what it read.
   */
  public void check(byte[] plain) throws ProbeException {
    Job job = new Job(plain);
    job.push();
    run(new Job[] {job}, 0, CHECK_TIMEOUT_NANOS);
    CRC32 crc = new CRC32();
    crc.update(plain);
    byte[] raw = new byte[job.produced];
    job.out.copyOut(0, raw, 0, raw.length);
    if (job.checksum != (int) crc.getValue() || !inflatesTo(raw, plain)) {
      throw new ProbeException(
          String.format(
              "the block is wrong: bytes=%d produced=%d crc=%08x needed=%08x",
              plain.length, job.produced, job.checksum, (int) crc.getValue()));
    }
    job.release();
  }

  /**
   * Compresses the same block again and again.
   *
   * @param depth under way at a time; {@link #fits}
   * @return uncompressed bytes a second
   */
  public long bytesPerSecond(byte[] block, int depth, long nanos) throws ProbeException {
    Job[] jobs = new Job[depth];
    for (int i = 0; i < depth; i++) {
      jobs[i] = new Job(block);
    }
    long start = System.nanoTime();
    for (Job job : jobs) {
      job.push();
    }
    long blocks = run(jobs, start + nanos, MEASURE_TIMEOUT_NANOS);
    long took = System.nanoTime() - start;
    for (Job job : jobs) {
      job.release();
    }
    return (long) (blocks * (double) block.length * 1e9 / took);
  }

  /**
   * Serves the queue until the jobs are back, giving it each again before the end.
   *
   * @param end of {@link System#nanoTime()}; 0 for once
   * @param timeoutNanos from a job's doorbell until it counts as lost
   * @return how often one came back
   */
  private long run(Job[] jobs, long end, long timeoutNanos) throws ProbeException {
    long blocks = 0;
    int underWay = jobs.length;
    WaitStrategy wait = new WaitStrategy();
    while (underWay > 0) {
      queue.turn();
      queue.settle();
      queue.expire(System.nanoTime(), timeoutNanos);
      int back = 0;
      for (Job job : jobs) {
        if (job.collect()) {
          back++;
          if (end != 0 && System.nanoTime() - end < 0) {
            job.push();
          } else {
            underWay--;
          }
        }
      }
      blocks += back;
      if (back == 0) {
        wait.pause();
      } else {
        wait.end();
        wait = new WaitStrategy();
      }
    }
    return blocks;
  }

  private ProbeException failed() {
    QueueFailure why = queue.failure();
    boolean gone = why == QueueFailure.STOPPED || why == QueueFailure.REMOVED;
    return new ProbeException("the queue failed: reason=" + why, gone);
  }

  private static boolean inflatesTo(byte[] raw, byte[] plain) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(raw);
      byte[] out = new byte[plain.length];
      int produced = inflater.inflate(out);
      return produced == plain.length
          && inflater.inflate(new byte[1]) == 0
          && inflater.finished()
          && Arrays.equals(out, plain);
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /** The memory of jobs that did not come back is not used again: the process ends soon. */
  @Override
  public void close() {
    queue.close();
  }

  /** One block and the room for its result. */
  private final class Job {
    private final OffHeapBuffer in;
    private final OffHeapBuffer out;
    private final int bytes;
    private Slot slot;
    private int produced;
    private int checksum;

    Job(byte[] plain) throws ProbeException {
      bytes = plain.length;
      in = pool.acquire(bytes);
      out = in == null ? null : pool.acquire(bytes + bytes / 8 + 256);
      if (out == null) {
        throw new ProbeException("there is no memory: bytes=" + bytes);
      }
      in.copyIn(0, plain, 0, bytes);
    }

    void push() throws ProbeException {
      slot = queue.claim();
      if (slot == null) {
        throw failed();
      }
      slot.fill(
          in.address(), bytes, out.address(), out.capacity(), DeflateFormat.GZIP, Ending.FINAL, 0);
      slot.push();
    }

    /** Whether it has just come back. */
    boolean collect() throws ProbeException {
      SlotState state = slot == null ? SlotState.FREE : slot.state();
      if (state == SlotState.LOST) {
        throw failed();
      }
      if (state != SlotState.DONE) {
        return false;
      }
      if (slot.status() != JobStatus.DONE || slot.consumed() < bytes) {
        throw new ProbeException(
            "the job failed: status=" + slot.status() + " deviceStatus=" + slot.deviceStatus());
      }
      produced = slot.produced();
      checksum = slot.checksum();
      slot.free();
      slot = null;
      return true;
    }

    void release() {
      pool.release(in);
      pool.release(out);
    }
  }
}
