package org.uacce.codec.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.queue.BufferPool;

/**
 * One software engine by itself, for the doctor: whether it works here and how quick it is. Apart
 * from the engine of the JVM, with a pool of its own.
 */
public final class TierProbe {
  /** Of all threads together; bounds nothing that is reached by 32 of them with blocks of a MiB. */
  private static final long POOL_BYTES = 128L << 20;

  private final String name;
  private final Tier tier;
  private final int level;

  private TierProbe(String name, Tier tier, int level) {
    this.name = name;
    this.tier = tier;
    this.level = level;
  }

  /**
   * All engines that this JVM has.
   *
   * @param binding null where there is no native library
   */
  public static List<TierProbe> all(Binding binding) {
    List<TierProbe> all = new ArrayList<>();
    BufferPool pool = new BufferPool(binding, POOL_BYTES);
    if (binding != null) {
      NativeTier tier = new NativeTier(binding, pool);
      all.add(new TierProbe("isa-l level 1", tier, 1));
      all.add(new TierProbe("libdeflate level 6", tier, 6));
    }
    all.add(new TierProbe("java.util.zip level 6", new JdkTier(pool), 6));
    return all;
  }

  /**
   * The engines and their versions.
   *
   * @param binding null where there is no native library
   */
  public static String versions(Binding binding) {
    return (binding == null ? "" : binding.describe() + ", ")
        + "java.util.zip "
        + System.getProperty("java.version");
  }

  /** The engine and the level. */
  public String name() {
    return name;
  }

  /**
   * Compresses a block and lets java.util.zip inflate it, and the other way round.
   *
   * @return what is wrong; null if nothing is
   */
  public String faultOrNull(byte[] plain) {
    byte[] packed = compress(plain, new byte[room(plain.length)]);
    if (packed == null) {
      return "it cannot compress: bytes=" + plain.length;
    }
    if (!Arrays.equals(inflatedByJdk(packed, plain.length), plain)) {
      return "java.util.zip inflates other bytes: bytes=" + packed.length;
    }
    byte[] foreign = deflatedByJdk(plain);
    byte[] back = new byte[plain.length];
    InflateResult result = new InflateResult();
    try {
      boolean done = tier.inflate(foreign, 0, foreign.length, back, 0, back.length, result);
      return done && result.produced == plain.length && Arrays.equals(back, plain)
          ? null
          : "it inflates other bytes than java.util.zip compressed: produced=" + result.produced;
    } catch (MalformedDataException e) {
      return "it refuses what java.util.zip compressed: " + e.getMessage();
    }
  }

  /**
   * Compresses the same block again and again.
   *
   * @param threads that do so at a time
   * @return uncompressed bytes a second, of all together
   */
  public long bytesPerSecond(byte[] block, int threads, long nanos) {
    AtomicLong blocks = new AtomicLong();
    long start = System.nanoTime();
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      all[i] = new Thread(() -> blocks.addAndGet(compressFor(block, start, nanos)));
      all[i].start();
    }
    boolean interrupted = false;
    for (Thread thread : all) {
      interrupted |= !joined(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return (long) (blocks.get() * (double) block.length * 1e9 / (System.nanoTime() - start));
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private long compressFor(byte[] block, long start, long nanos) {
    byte[] out = new byte[room(block.length)];
    long blocks = 0;
    while (System.nanoTime() - start < nanos) {
      int written =
          tier.compress(Ending.FINAL, level, false, block, 0, block.length, out, 0, out.length);
      if (written <= 0) {
        return blocks;
      }
      blocks++;
    }
    return blocks;
  }

  private byte[] compress(byte[] plain, byte[] out) {
    int written =
        tier.compress(Ending.FINAL, level, false, plain, 0, plain.length, out, 0, out.length);
    return written <= 0 ? null : Arrays.copyOf(out, written);
  }

  private static int room(int bytes) {
    return bytes + bytes / 8 + 256;
  }

  private static byte[] deflatedByJdk(byte[] plain) {
    Deflater deflater = new Deflater(6, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] out = new byte[room(plain.length)];
      return Arrays.copyOf(out, deflater.deflate(out));
    } finally {
      deflater.end();
    }
  }

  /** Null for what is no DEFLATE stream of that length. */
  private static byte[] inflatedByJdk(byte[] packed, int length) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      byte[] out = new byte[length];
      int produced = inflater.inflate(out);
      boolean ended = inflater.inflate(new byte[1]) == 0 && inflater.finished();
      return produced == length && ended ? out : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
