package org.uacce.codec.queue;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects of one kind with memory outside the heap that the {@link BufferPool} bounds and did not
 * map itself: compressors, decompressors, streaming inflaters. One is taken for a call or for a
 * stream and given back after it; what exceeds the processors is closed again, and so are idle ones
 * when the pool is at its bound. Everything here is guarded by the pool.
 *
 * @param <T> what stands for one
 */
public final class NativeObjects<T> {
  private static final int MOST_IDLE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final int bytes;
  private final Supplier<T> open;
  private final Consumer<T> close;
  private final ArrayDeque<T> idle = new ArrayDeque<>();

  NativeObjects(int bytes, Supplier<T> open, Consumer<T> close) {
    this.bytes = bytes;
    this.open = open;
    this.close = close;
  }

  /** What one takes of the pool's bound. */
  public int bytes() {
    return bytes;
  }

  /**
   * Bytes that closing idle ones would gain.
   *
   * @param butOne of them, if there are any
   */
  long idleBytes(boolean butOne) {
    return (long) Math.max(0, idle.size() - (butOne ? 1 : 0)) * bytes;
  }

  boolean hasIdle() {
    return !idle.isEmpty();
  }

  /** Returns null when none is idle. */
  T takeIdle() {
    return idle.pollLast();
  }

  /** A new one, or null when there is no memory for it. */
  T open() {
    return open.get();
  }

  /** Keeps an object for the next user; false when there are enough, and it is closed. */
  boolean keep(T object) {
    if (idle.size() < MOST_IDLE) {
      idle.addLast(object);
      return true;
    }
    close.accept(object);
    return false;
  }

  /** Closes an idle object, if there is one, or a second one if one is to stay. */
  boolean closeIdle(boolean butOne) {
    if (idle.size() <= (butOne ? 1 : 0)) {
      return false;
    }
    close.accept(idle.pollFirst());
    return true;
  }
}
