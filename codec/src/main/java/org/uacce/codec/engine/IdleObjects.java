package org.uacce.codec.engine;

import java.util.ArrayDeque;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Native objects of one kind that nobody uses at the moment. One is taken for a call and given back
 * after it, so there are as many as threads were inside at once; what exceeds the processors is
 * closed again. Any thread.
 */
final class IdleObjects {
  private static final int MOST_IDLE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final ArrayDeque<Handle> idle = new ArrayDeque<>();
  private final LongSupplier open;
  private final LongConsumer close;

  /** A native object; the record exists so that lending it allocates nothing. */
  record Handle(long address) {}

  IdleObjects(LongSupplier open, LongConsumer close) {
    this.open = open;
    this.close = close;
  }

  /** An idle or new object; its address is 0 when the library had no memory for one. */
  Handle take() {
    synchronized (idle) {
      Handle handle = idle.pollLast();
      if (handle != null) {
        return handle;
      }
    }
    return new Handle(open.getAsLong());
  }

  void give(Handle handle) {
    if (handle.address() == 0) {
      return;
    }
    synchronized (idle) {
      if (idle.size() < MOST_IDLE) {
        idle.addLast(handle);
        return;
      }
    }
    close.accept(handle.address());
  }
}
