package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.NativeLibraryLoader;

/** The pool at its bound: who waits gets on, leases leave half, nothing is lost. */
class BufferPoolTest {
  private static final int MAX_BYTES = 8 << 20;

  private final long before = CodecMetric.BUFFER_POOL_BYTES.value();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static BufferPool pool() {
    return new BufferPool(NativeLibraryLoader.result().binding(), MAX_BYTES);
  }

  private long mapped() {
    return CodecMetric.BUFFER_POOL_BYTES.value() - before;
  }

  @Test
  void classesWasteLessThanAQuarterAndHoldWhatIsAsked() {
    int bytes = 1;
    while (bytes < 512 << 20) {
      int capacity = SizeClasses.capacity(SizeClasses.of(bytes));
      assertThat(capacity).isGreaterThanOrEqualTo(bytes);
      assertThat(capacity % 4096).isZero();
      if (bytes >= 16 << 10) {
        assertThat((long) capacity).isLessThanOrEqualTo(bytes * 5L / 4 + 4);
      }
      bytes += 1 + bytes / 7;
    }
  }

  @Test
  void theLargestBufferIsHalfThePool() {
    BufferPool pool = pool();
    assertThat(pool.largestBytes()).isEqualTo(MAX_BYTES / 2);
    OffHeapBuffer largest = pool.acquire(pool.largestBytes());
    assertThat(largest.capacity()).isEqualTo(MAX_BYTES / 2);
    pool.release(largest);
    assertThatThrownBy(() -> pool.acquire(pool.largestBytes() + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("largest=" + MAX_BYTES / 2);
  }

  @Test
  void leasesNeverTakeMoreThanHalfAndTheLargestBlockStillFits() {
    BufferPool pool = pool();
    List<OffHeapBuffer> leases = new ArrayList<>();
    OffHeapBuffer lease;
    long leased = 0;
    while ((lease = pool.tryLeaseToWriter(200_000)) != null) {
      leases.add(lease);
      leased += lease.capacity();
    }
    assertThat(leased).isBetween(MAX_BYTES / 2L - 300_000, MAX_BYTES / 2L);
    assertThat(pool.tryLease(200_000)).isNull();
    OffHeapBuffer largest = pool.acquire(pool.largestBytes());
    assertThat(mapped()).isLessThanOrEqualTo(MAX_BYTES);
    pool.release(largest);
    leases.forEach(pool::endLease);
    assertThat(pool.tryLeaseToWriter(pool.largestBytes())).isNotNull();
  }

  @Test
  void readersLeaveAQuarterToWriters() {
    BufferPool pool = pool();
    List<OffHeapBuffer> leases = new ArrayList<>();
    OffHeapBuffer lease;
    while ((lease = pool.tryLease(200_000)) != null) {
      leases.add(lease);
    }
    long leased = leases.stream().mapToLong(OffHeapBuffer::capacity).sum();
    assertThat(leased).isBetween(MAX_BYTES / 4L - 300_000, MAX_BYTES / 4L);
    OffHeapBuffer writers = pool.tryLeaseToWriter(200_000);
    assertThat(writers).isNotNull();
    pool.endLease(writers);
    pool.endLease(leases.remove(0));
    assertThat(pool.tryLease(200_000)).isNotNull();
  }

  @Test
  void everyWaiterGetsOnWhenThePoolIsContended() throws Exception {
    BufferPool pool = pool();
    int workers = 16;
    int rounds = Seed.times(5_000);
    AtomicLong held = new AtomicLong();
    AtomicLong mostHeld = new AtomicLong();
    List<Future<?>> done = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      Random random = Seed.random("worker " + w);
      int worker = w;
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  int bytes = 1 + random.nextInt(worker % 4 == 0 ? pool.largestBytes() : 300_000);
                  OffHeapBuffer buffer = pool.acquire(bytes);
                  mostHeld.accumulateAndGet(held.addAndGet(buffer.capacity()), Math::max);
                  byte mark = (byte) worker;
                  buffer.copyIn(0, new byte[] {mark}, 0, 1);
                  buffer.copyIn(bytes - 1, new byte[] {mark}, 0, 1);
                  assertThat(buffer.byteAt(0)).isEqualTo(mark);
                  assertThat(buffer.byteAt(bytes - 1)).isEqualTo(mark);
                  held.addAndGet(-buffer.capacity());
                  pool.release(buffer);
                }
              }));
    }
    for (Future<?> worker : done) {
      worker.get(5, TimeUnit.MINUTES);
    }
    assertThat(mostHeld.get()).isLessThanOrEqualTo(MAX_BYTES);
    assertThat(mapped()).isLessThanOrEqualTo(MAX_BYTES);
  }

  @Test
  void anInterruptIsKeptAndTheBufferStillLentWhenAWaiterIsInterrupted() throws Exception {
    BufferPool pool = pool();
    OffHeapBuffer first = pool.acquire(pool.largestBytes());
    OffHeapBuffer second = pool.acquire(pool.largestBytes());
    CountDownLatch started = new CountDownLatch(1);
    Thread[] waiter = {null};
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              waiter[0] = Thread.currentThread();
              started.countDown();
              OffHeapBuffer late = pool.acquire(pool.largestBytes());
              pool.release(late);
              return Thread.interrupted();
            });
    started.await();
    while (waiter[0].getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    waiter[0].interrupt();
    pool.release(first);
    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    pool.release(second);
  }

  private final AtomicLong objectsOpen = new AtomicLong();

  private NativeObjects<NativeObject> objects(BufferPool pool, int bytes) {
    return pool.objects(
        bytes,
        () -> new NativeObject(objectsOpen.incrementAndGet()),
        closed -> objectsOpen.decrementAndGet());
  }

  @Test
  void idleObjectsMakeRoomForABufferAndIdleBuffersForAnObject() {
    BufferPool pool = pool();
    NativeObjects<NativeObject> large = objects(pool, 3 << 20);
    NativeObject one = pool.take(large);
    NativeObject two = pool.take(large);
    pool.give(large, one);
    pool.give(large, two);
    assertThat(objectsOpen.get()).isEqualTo(2);
    assertThat(mapped()).isEqualTo(6 << 20);

    OffHeapBuffer buffer = pool.acquire(pool.largestBytes());
    assertThat(objectsOpen.get()).as("one was closed for it").isEqualTo(1);
    assertThat(mapped()).isEqualTo(7 << 20);
    assertThat(pool.tryAttach(buffer, large)).as("the idle one").isTrue();
    assertThat(pool.tryAttach(pool.acquire(16 << 10), large)).as("at the bound").isFalse();
    pool.release(buffer);

    NativeObjects<NativeObject> other = objects(pool, 4 << 20);
    assertThat(pool.take(other)).isNotNull();
    assertThat(mapped()).isLessThanOrEqualTo(MAX_BYTES);
  }

  @Test
  void aReadersObjectIsPartOfWhatReadersMayHave() {
    BufferPool pool = pool();
    NativeObjects<NativeObject> inflaters = objects(pool, 96 << 10);
    long leasedBefore = CodecMetric.BUFFER_POOL_LEASED_BYTES.value();
    List<OffHeapBuffer> leases = new ArrayList<>();
    OffHeapBuffer lease;
    while ((lease = pool.tryLease(200_000, inflaters)) != null) {
      leases.add(lease);
    }
    long each = 224 << 10;
    assertThat(leases).hasSize((int) (MAX_BYTES / 4 / (each + (96 << 10))));
    assertThat(objectsOpen.get()).isEqualTo(leases.size());
    NativeObject alone = pool.tryLeaseObject(inflaters);
    assertThat(alone).as("128 KiB of the quarter are left").isNotNull();
    assertThat(pool.tryLeaseObject(inflaters)).isNull();
    pool.endLease(inflaters, alone);
    leases.forEach(pool::endLease);
    assertThat(CodecMetric.BUFFER_POOL_LEASED_BYTES.value()).isEqualTo(leasedBefore);
  }

  /** The largest buffer that is lent together with an object. */
  private static int mostBeside(BufferPool pool, NativeObjects<?> kind) {
    int bytes = pool.largestBytes();
    while (!pool.holds(bytes, kind.bytes())) {
      bytes -= 4096;
    }
    return bytes;
  }

  @Test
  void theLargestPairStillFitsWhenLeasesHaveTheirHalf() {
    BufferPool pool = pool();
    NativeObjects<NativeObject> kind = objects(pool, 700_000);
    while (pool.tryLeaseToWriter(64 << 10) != null) {}
    int most = mostBeside(pool, kind);
    OffHeapBuffer both = pool.acquire(most, kind);
    assertThat(both.object()).isPositive();
    assertThat(mapped()).isBetween(MAX_BYTES * 3L / 4, (long) MAX_BYTES);
    pool.release(both);
    assertThatThrownBy(() -> pool.acquire(most + 4096, kind))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("object=700000");
  }

  @Test
  void everyWaiterGetsOnWhenBuffersAndObjectsAreContended() throws Exception {
    BufferPool pool = pool();
    List<NativeObjects<NativeObject>> kinds =
        List.of(objects(pool, 3 << 20), objects(pool, 700_000), objects(pool, 12 << 10));
    int rounds = Seed.times(20_000);
    List<Future<?>> done = new ArrayList<>();
    for (int w = 0; w < 16; w++) {
      Random random = Seed.random("contender " + w);
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  NativeObjects<NativeObject> kind = kinds.get(random.nextInt(kinds.size()));
                  int most = mostBeside(pool, kind);
                  switch (random.nextInt(3)) {
                    case 0 -> pool.give(kind, pool.take(kind));
                    case 1 -> pool.release(pool.acquire(1 + random.nextInt(most), kind));
                    default -> {
                      OffHeapBuffer buffer = pool.acquire(1 + random.nextInt(most));
                      if (pool.tryAttach(buffer, kind)) {
                        assertThat(buffer.object()).isPositive();
                        pool.detach(buffer);
                      }
                      pool.release(buffer);
                    }
                  }
                  assertThat(mapped()).isLessThanOrEqualTo(MAX_BYTES);
                }
              }));
    }
    for (Future<?> worker : done) {
      worker.get(5, TimeUnit.MINUTES);
    }
    assertThat(pool.acquire(pool.largestBytes())).as("nothing is lost").isNotNull();
  }
}
