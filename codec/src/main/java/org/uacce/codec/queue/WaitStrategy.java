package org.uacce.codec.queue;

import java.util.concurrent.locks.LockSupport;
import org.uacce.codec.CodecMetric;

/**
 * How long to do nothing between two looks for a completion: not at all while the device may be
 * just about to answer, then longer, so that waiting threads leave the processors to those that
 * work. An interrupt is remembered and not acted on, since the device keeps the memory whatever the
 * task wants. One wait of one thread.
 */
final class WaitStrategy {
  /** Some microseconds: a small job of a quick device. */
  private static final int SPINS = 200;

  private static final int YIELDS = 100;

  private static final long FIRST_SLEEP_NANOS = 20_000;

  /** Short beside the service time of a large block in a deep queue. */
  private static final long LONGEST_SLEEP_NANOS = 500_000;

  private int round;
  private long startNanos;
  private long sleepNanos = FIRST_SLEEP_NANOS;
  private boolean interrupted;

  @SuppressWarnings("ThreadPriorityCheck") // nothing but speed depends on what yield does
  void pause() {
    if (round == 0) {
      startNanos = System.nanoTime();
    }
    round++;
    if (round <= SPINS) {
      Thread.onSpinWait();
    } else if (round <= SPINS + YIELDS) {
      Thread.yield();
    } else {
      // An interrupt would end every further sleep before it began.
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(sleepNanos);
      sleepNanos = Math.min(2 * sleepNanos, LONGEST_SLEEP_NANOS);
    }
  }

  /** The wait is over: its time is counted, and an interrupt that came is the thread's again. */
  void end() {
    if (round > 0) {
      CodecMetric.DEVICE_WAIT_NANOS.add(System.nanoTime() - startNanos);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
