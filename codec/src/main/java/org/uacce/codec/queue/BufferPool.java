package org.uacce.codec.queue;

import java.util.ArrayDeque;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.binding.Binding;

/**
 * Every off-heap buffer of the JVM, bounded by {@code bufferPool.maxBytes}. Buffers come in size
 * classes, four to a power of two, are pre-touched and kept out of forked children, and stay mapped
 * for the next user.
 *
 * <p>Any thread. There are two ways to borrow. {@link #acquire} is for the length of one native
 * call and waits at the bound. {@link #tryLease} and {@link #tryLeaseToWriter} are for as long as a
 * stream needs it, take at most half of the pool and never wait. So whoever waits in {@code
 * acquire} waits for native calls only, the largest block always fits in the end, and nobody waits
 * for itself.
 */
public final class BufferPool {
  /** The smallest class: four pages, so that every quarter step is whole pages. */
  private static final int SMALLEST_BYTES = 16 << 10;

  /** Four classes to a power of two keep the waste below a quarter. */
  private static final int CLASSES_PER_DOUBLING = 4;

  private static final int CLASSES = 17 * CLASSES_PER_DOUBLING;

  private final Binding binding;
  private final long maxBytes;
  private final int largestBytes;
  private final ArrayDeque<OffHeapBuffer>[] free;
  private long mappedBytes;
  private long idleBytes;
  private long leasedBytes;

  /** Of those, what streams have that are read. */
  private long readersBytes;

  /**
   * @param maxBytes {@code bufferPool.maxBytes}, at least 64 KiB
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other spelling
  public BufferPool(Binding binding, long maxBytes) {
    this.binding = binding;
    this.maxBytes = maxBytes;
    this.largestBytes = capacity(sizeClass((int) Math.min(maxBytes / 2, 1 << 29) + 1) - 1);
    this.free = new ArrayDeque[CLASSES];
  }

  /**
   * The most that one borrower may ask for: half of the pool, which leases never take. It holds a
   * block of a quarter of the pool and the room for its result.
   */
  public int largestBytes() {
    return largestBytes;
  }

  /**
   * Borrows a buffer, waiting while the bound is reached. An interrupt is kept for the caller, not
   * acted on: a task that is being killed still gets its block done.
   *
   * @param bytes 1 to {@link #largestBytes()}
   * @return null when the kernel has no memory for it
   */
  public OffHeapBuffer acquire(int bytes) {
    if (bytes < 1 || bytes > largestBytes()) {
      throw new IllegalArgumentException(
          "Cannot lend a buffer: bytes=" + bytes + " largest=" + largestBytes());
    }
    int sizeClass = sizeClass(bytes);
    boolean interrupted = false;
    try {
      synchronized (this) {
        while (true) {
          OffHeapBuffer buffer = idleOrNull(sizeClass);
          if (buffer != null) {
            return buffer;
          }
          if (fits(capacity(sizeClass))) {
            return map(capacity(sizeClass));
          }
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Borrows a buffer for what a stream reads, for as long as that takes it and without waiting.
   *
   * @param bytes 1 to {@link #largestBytes()}
   * @return null when a quarter of the pool is lent this way or half of it to streams at all, or
   *     there is no memory
   */
  public synchronized OffHeapBuffer tryLease(int bytes) {
    int capacity = capacity(sizeClass(bytes));
    if (readersBytes + capacity > maxBytes / 4) {
      return null;
    }
    OffHeapBuffer buffer = leaseOrNull(bytes);
    if (buffer != null) {
      buffer.readers = true;
      readersBytes += capacity;
    }
    return buffer;
  }

  /**
   * Borrows a buffer for what a stream writes, as {@link #tryLease} does for readers. These leave
   * them a quarter of the pool, since a writer can be made to give its buffers back and a reader
   * that is idle cannot.
   *
   * @return null when half of the pool is lent to streams, or there is no memory
   */
  public synchronized OffHeapBuffer tryLeaseToWriter(int bytes) {
    OffHeapBuffer buffer = leaseOrNull(bytes);
    if (buffer != null) {
      buffer.readers = false;
    }
    return buffer;
  }

  private OffHeapBuffer leaseOrNull(int bytes) {
    int sizeClass = sizeClass(bytes);
    int capacity = capacity(sizeClass);
    if (leasedBytes + capacity > maxBytes / 2) {
      return null;
    }
    OffHeapBuffer buffer = idleOrNull(sizeClass);
    if (buffer == null && fits(capacity)) {
      buffer = map(capacity);
    }
    if (buffer != null) {
      leasedBytes += capacity;
      CodecMetric.BUFFER_POOL_LEASED_BYTES.add(capacity);
    }
    return buffer;
  }

  /** Gives back what {@link #tryLease} or {@link #tryLeaseToWriter} lent. */
  public synchronized void endLease(OffHeapBuffer buffer) {
    leasedBytes -= buffer.capacity();
    CodecMetric.BUFFER_POOL_LEASED_BYTES.add(-buffer.capacity());
    if (buffer.readers) {
      readersBytes -= buffer.capacity();
    }
    release(buffer);
  }

  /** Gives back what {@link #acquire} lent; its contents are no longer the caller's. */
  public synchronized void release(OffHeapBuffer buffer) {
    int sizeClass = sizeClass(buffer.capacity());
    if (free[sizeClass] == null) {
      free[sizeClass] = new ArrayDeque<>();
    }
    free[sizeClass].addLast(buffer);
    idleBytes += buffer.capacity();
    notifyAll();
  }

  private OffHeapBuffer idleOrNull(int sizeClass) {
    OffHeapBuffer buffer = free[sizeClass] == null ? null : free[sizeClass].pollLast();
    if (buffer != null) {
      idleBytes -= buffer.capacity();
    }
    return buffer;
  }

  private boolean fits(int capacity) {
    return mappedBytes + capacity <= maxBytes || unmapFree(mappedBytes + capacity - maxBytes);
  }

  private OffHeapBuffer map(int capacity) {
    long address = binding.mapBuffer(capacity);
    if (address == 0) {
      return null;
    }
    mappedBytes += capacity;
    CodecMetric.BUFFER_POOL_BYTES.add(capacity);
    return new OffHeapBuffer(address, capacity, binding.view(address, capacity));
  }

  /**
   * Unmaps idle buffers of any class until {@code bytes} are gained; false, and none is unmapped,
   * if there are not that many.
   */
  private boolean unmapFree(long bytes) {
    if (idleBytes < bytes) {
      return false;
    }
    long gained = 0;
    for (int i = CLASSES - 1; i >= 0 && gained < bytes; i--) {
      while (free[i] != null && gained < bytes && !free[i].isEmpty()) {
        OffHeapBuffer idle = free[i].pollLast();
        binding.unmapBuffer(idle.address(), idle.capacity());
        mappedBytes -= idle.capacity();
        idleBytes -= idle.capacity();
        CodecMetric.BUFFER_POOL_BYTES.add(-idle.capacity());
        gained += idle.capacity();
      }
    }
    return true;
  }

  /** The smallest class that holds {@code bytes}. */
  static int sizeClass(int bytes) {
    if (bytes <= SMALLEST_BYTES) {
      return 0;
    }
    // The largest power of two below it, and how many quarters of that are missing.
    int doublings =
        Integer.numberOfLeadingZeros(SMALLEST_BYTES) - Integer.numberOfLeadingZeros(bytes - 1);
    int base = SMALLEST_BYTES << doublings;
    int step = base / CLASSES_PER_DOUBLING;
    return doublings * CLASSES_PER_DOUBLING + (bytes - base + step - 1) / step;
  }

  static int capacity(int sizeClass) {
    int base = SMALLEST_BYTES << (sizeClass / CLASSES_PER_DOUBLING);
    return base + base / CLASSES_PER_DOUBLING * (sizeClass % CLASSES_PER_DOUBLING);
  }
}
