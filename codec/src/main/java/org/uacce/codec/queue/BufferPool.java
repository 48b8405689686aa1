package org.uacce.codec.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.binding.Binding;

/**
 * The bound on what the JVM holds off the heap for us, {@code bufferPool.maxBytes}: the buffers,
 * which are the pool's, and the {@link NativeObjects} that work on them. Buffers come in {@link
 * SizeClasses}, are pre-touched and kept out of forked children, and stay mapped for the next user.
 *
 * <p>Any thread. There are two ways to borrow. {@link #acquire} and {@link #take} are for the
 * length of one native call and wait at the bound; what a call needs of both is borrowed at once,
 * so nobody waits with memory that others wait for. {@link #tryLease} and {@link #tryLeaseToWriter}
 * are for as long as a stream needs it, take at most half of the pool and never wait. So whoever
 * waits in {@code acquire} waits for native calls only, the largest block always fits in the end,
 * and nobody waits for itself.
 */
public final class BufferPool {
  private final Binding binding;
  private final long maxBytes;
  private final int largestBytes;
  private final ArrayDeque<OffHeapBuffer>[] free;
  private final List<NativeObjects<?>> kinds = new ArrayList<>();
  private long mappedBytes;
  private long idleBytes;

  /** Of native objects, the idle ones included. */
  private long objectBytes;

  private long leasedBytes;

  /** Of those, what streams have that are read. */
  private long readersBytes;

  /**
   * @param binding null where there is no native library: then only objects are borrowed
   * @param maxBytes {@code bufferPool.maxBytes}, at least 64 KiB
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other spelling
  public BufferPool(Binding binding, long maxBytes) {
    this.binding = binding;
    this.maxBytes = maxBytes;
    this.largestBytes =
        SizeClasses.capacity(SizeClasses.of((int) Math.min(maxBytes / 2, 1 << 29) + 1) - 1);
    this.free = new ArrayDeque[SizeClasses.COUNT];
  }

  /**
   * The most that one borrower may ask for: half of the pool, which leases never take. It holds a
   * block of a quarter of the pool and the room for its result.
   */
  public int largestBytes() {
    return largestBytes;
  }

  /**
   * Whether a buffer and an object beside it can be borrowed together: they are half of the pool at
   * most, which leases never take.
   *
   * @param bytes of the buffer
   */
  public boolean holds(long bytes, int objectBytes) {
    return bytes <= largestBytes
        && SizeClasses.capacity(SizeClasses.of((int) bytes)) + (long) objectBytes <= maxBytes / 2;
  }

  /**
   * Makes known a kind of objects that are borrowed from here.
   *
   * @param bytes that each of them takes; not measured here
   * @param open returns null when there is no memory; like {@code close} it is called with the pool
   *     locked and calls nothing of it
   */
  public synchronized <T> NativeObjects<T> objects(int bytes, Supplier<T> open, Consumer<T> close) {
    NativeObjects<T> kind = new NativeObjects<>(bytes, open, close);
    kinds.add(kind);
    return kind;
  }

  /**
   * Borrows a buffer, waiting while the bound is reached. An interrupt is kept for the caller, not
   * acted on: a task that is being killed still gets its block done.
   *
   * @param bytes 1 to {@link #largestBytes()}
   * @return null when the kernel has no memory for it
   */
  public OffHeapBuffer acquire(int bytes) {
    return acquire(bytes, null);
  }

  /**
   * Borrows a buffer and an object together, as {@link #acquire(int)} does; {@link
   * OffHeapBuffer#object} is the object, and {@link #release} gives both back.
   *
   * @param bytes for which {@link #holds} is true
   * @param kind null for a buffer alone
   * @return null when there is no memory for one of them
   */
  public OffHeapBuffer acquire(int bytes, NativeObjects<NativeObject> kind) {
    if (bytes < 1 || !holds(bytes, bytesOf(kind))) {
      throw new IllegalArgumentException(
          "Cannot lend a buffer: bytes="
              + bytes
              + " object="
              + bytesOf(kind)
              + " largest="
              + largestBytes());
    }
    int sizeClass = SizeClasses.of(bytes);
    synchronized (this) {
      OffHeapBuffer buffer = kind == null || kind.hasIdle() ? idleOrNull(sizeClass) : null;
      if (buffer == null) {
        awaitRoom(sizeClass, kind);
        buffer = idleOrNull(sizeClass);
      }
      if (buffer == null) {
        buffer = map(SizeClasses.capacity(sizeClass));
      }
      return buffer == null || kind == null ? buffer : withObject(buffer, kind);
    }
  }

  /** The buffer with an object; null, and the buffer is given back, if there is none to be had. */
  private OffHeapBuffer withObject(OffHeapBuffer buffer, NativeObjects<NativeObject> kind) {
    if (attach(buffer, kind)) {
      return buffer;
    }
    release(buffer);
    return null;
  }

  /**
   * Borrows an object without a buffer, waiting as {@link #acquire} does.
   *
   * @return null when there is no memory for it
   */
  public synchronized <T> T take(NativeObjects<T> kind) {
    awaitRoom(-1, kind);
    return openOrIdle(kind);
  }

  /** Gives back what {@link #take} lent. */
  public synchronized <T> void give(NativeObjects<T> kind, T object) {
    if (!kind.keep(object)) {
      countObject(-kind.bytes());
    }
    notifyAll();
  }

  /**
   * Waits until a buffer, an object, or both, are idle or fit below the bound. The time is counted.
   *
   * @param sizeClass -1 for no buffer
   * @param kind null for no object
   */
  private void awaitRoom(int sizeClass, NativeObjects<?> kind) {
    if (hasRoom(sizeClass, kind)) {
      return;
    }
    long start = System.nanoTime();
    boolean interrupted = false;
    while (!hasRoom(sizeClass, kind)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    CodecMetric.BUFFER_POOL_WAITS.add(1);
    CodecMetric.BUFFER_POOL_WAIT_NANOS.add(System.nanoTime() - start);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes room as well, at the cost of what is idle, but never of what is asked for. */
  private boolean hasRoom(int sizeClass, NativeObjects<?> kind) {
    OffHeapBuffer buffer = sizeClass < 0 ? null : idleOrNull(sizeClass);
    boolean idleObject = kind != null && kind.hasIdle();
    long needed =
        (sizeClass < 0 || buffer != null ? 0L : SizeClasses.capacity(sizeClass))
            + (idleObject ? 0 : bytesOf(kind));
    boolean room = fits(needed, kind);
    if (buffer != null) {
      keepIdle(buffer);
    }
    return room;
  }

  private static int bytesOf(NativeObjects<?> kind) {
    return kind == null ? 0 : kind.bytes();
  }

  /**
   * Adds an object to what is borrowed already, if that needs no waiting; {@link #detach} or the
   * end of the loan gives it back.
   */
  public synchronized boolean tryAttach(OffHeapBuffer buffer, NativeObjects<NativeObject> kind) {
    return (kind.hasIdle() || fits(kind.bytes(), kind)) && attach(buffer, kind);
  }

  private boolean attach(OffHeapBuffer buffer, NativeObjects<NativeObject> kind) {
    NativeObject object = openOrIdle(kind);
    if (object == null) {
      return false;
    }
    buffer.object = object;
    buffer.objects = kind;
    return true;
  }

  /** Gives the object of a loan back, and keeps the buffer. */
  public synchronized void detach(OffHeapBuffer buffer) {
    NativeObjects<NativeObject> kind = buffer.objects;
    if (kind != null) {
      give(kind, buffer.object);
      buffer.object = null;
      buffer.objects = null;
    }
  }

  private <T> T openOrIdle(NativeObjects<T> kind) {
    T object = kind.takeIdle();
    if (object == null) {
      object = kind.open();
      if (object != null) {
        countObject(kind.bytes());
      }
    }
    return object;
  }

  private void countObject(int bytes) {
    objectBytes += bytes;
    CodecMetric.BUFFER_POOL_BYTES.add(bytes);
    CodecMetric.BUFFER_POOL_OBJECT_BYTES.add(bytes);
  }

  /**
   * Borrows a buffer for what a stream reads, for as long as that takes it and without waiting.
   *
   * @param bytes 1 to {@link #largestBytes()}
   * @return null when a quarter of the pool is lent this way or half of it to streams at all, or
   *     there is no memory
   */
  public OffHeapBuffer tryLease(int bytes) {
    return tryLease(bytes, null);
  }

  /**
   * Borrows a buffer and an object together, as {@link #tryLease(int)} does.
   *
   * @param kind null for a buffer alone
   */
  public synchronized OffHeapBuffer tryLease(int bytes, NativeObjects<NativeObject> kind) {
    int leased = SizeClasses.capacity(SizeClasses.of(bytes)) + bytesOf(kind);
    if (readersBytes + leased > maxBytes / 4) {
      return null;
    }
    OffHeapBuffer buffer = leaseOrNull(bytes, kind);
    if (buffer != null) {
      buffer.readers = true;
      readersBytes += leased;
    }
    return buffer;
  }

  /** Borrows an object without a buffer, for what a stream reads and without waiting. */
  public synchronized <T> T tryLeaseObject(NativeObjects<T> kind) {
    int bytes = kind.bytes();
    if (readersBytes + bytes > maxBytes / 4
        || leasedBytes + bytes > maxBytes / 2
        || !(kind.hasIdle() || fits(bytes, kind))) {
      return null;
    }
    T object = openOrIdle(kind);
    if (object != null) {
      readersBytes += bytes;
      lease(bytes);
    }
    return object;
  }

  /** Gives back what {@link #tryLeaseObject} lent. */
  public synchronized <T> void endLease(NativeObjects<T> kind, T object) {
    readersBytes -= kind.bytes();
    lease(-kind.bytes());
    give(kind, object);
  }

  private void lease(int bytes) {
    leasedBytes += bytes;
    CodecMetric.BUFFER_POOL_LEASED_BYTES.add(bytes);
  }

  /**
   * Borrows a buffer for what a stream writes, as {@link #tryLease} does for readers. These leave
   * them a quarter of the pool, since a writer can be made to give its buffers back and a reader
   * that is idle cannot.
   *
   * @return null when half of the pool is lent to streams, or there is no memory
   */
  public synchronized OffHeapBuffer tryLeaseToWriter(int bytes) {
    OffHeapBuffer buffer = leaseOrNull(bytes, null);
    if (buffer != null) {
      buffer.readers = false;
    }
    return buffer;
  }

  private OffHeapBuffer leaseOrNull(int bytes, NativeObjects<NativeObject> kind) {
    int sizeClass = SizeClasses.of(bytes);
    int leased = SizeClasses.capacity(sizeClass) + bytesOf(kind);
    if (leasedBytes + leased > maxBytes / 2 || !hasRoom(sizeClass, kind)) {
      return null;
    }
    OffHeapBuffer buffer = idleOrNull(sizeClass);
    if (buffer == null) {
      buffer = map(SizeClasses.capacity(sizeClass));
    }
    if (buffer != null && kind != null) {
      buffer = withObject(buffer, kind);
    }
    if (buffer != null) {
      buffer.leasedBytes = leased;
      lease(leased);
    }
    return buffer;
  }

  /** Gives back what {@link #tryLease} or {@link #tryLeaseToWriter} lent. */
  public synchronized void endLease(OffHeapBuffer buffer) {
    lease(-buffer.leasedBytes);
    if (buffer.readers) {
      readersBytes -= buffer.leasedBytes;
    }
    release(buffer);
  }

  /** Gives back what {@link #acquire} lent; its contents are no longer the caller's. */
  public synchronized void release(OffHeapBuffer buffer) {
    detach(buffer);
    keepIdle(buffer);
    notifyAll();
  }

  private void keepIdle(OffHeapBuffer buffer) {
    int sizeClass = SizeClasses.of(buffer.capacity());
    if (free[sizeClass] == null) {
      free[sizeClass] = new ArrayDeque<>();
    }
    free[sizeClass].addLast(buffer);
    idleBytes += buffer.capacity();
  }

  private OffHeapBuffer idleOrNull(int sizeClass) {
    OffHeapBuffer buffer = free[sizeClass] == null ? null : free[sizeClass].pollLast();
    if (buffer != null) {
      idleBytes -= buffer.capacity();
    }
    return buffer;
  }

  /** Whether so many bytes more are below the bound; what is idle and in the way is given up. */
  private boolean fits(long bytes, NativeObjects<?> wanted) {
    long missing = mappedBytes + objectBytes + bytes - maxBytes;
    if (missing <= 0) {
      return true;
    }
    long idleObjects = 0;
    for (NativeObjects<?> kind : kinds) {
      idleObjects += kind.idleBytes(kind == wanted);
    }
    if (idleBytes + idleObjects < missing) {
      return false;
    }
    closeIdle(missing - unmapIdle(missing), wanted);
    return true;
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

  /** Unmaps idle buffers, the largest first, until so many bytes are gained, if there are. */
  private long unmapIdle(long bytes) {
    long gained = 0;
    for (int i = SizeClasses.COUNT - 1; i >= 0 && gained < bytes; i--) {
      while (free[i] != null && gained < bytes && !free[i].isEmpty()) {
        OffHeapBuffer idle = free[i].pollLast();
        binding.unmapBuffer(idle.address(), idle.capacity());
        mappedBytes -= idle.capacity();
        idleBytes -= idle.capacity();
        CodecMetric.BUFFER_POOL_BYTES.add(-idle.capacity());
        gained += idle.capacity();
      }
    }
    return gained;
  }

  /** Closes idle objects until so many bytes are gained; one of what is wanted stays. */
  private void closeIdle(long bytes, NativeObjects<?> wanted) {
    long gained = 0;
    for (NativeObjects<?> kind : kinds) {
      while (gained < bytes && kind.closeIdle(kind == wanted)) {
        countObject(-kind.bytes());
        gained += kind.bytes();
      }
    }
  }
}
