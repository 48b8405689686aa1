package org.uacce.codec.queue;

import java.util.concurrent.atomic.AtomicLongArray;

/** A set of slot tags that any thread may add to and take from, without locks or allocation. */
final class SlotBits {
  private static final int BITS = Long.SIZE;

  private final AtomicLongArray words;

  SlotBits(int tags) {
    words = new AtomicLongArray((tags + BITS - 1) / BITS);
  }

  void add(int tag) {
    words.getAndAccumulate(tag / BITS, 1L << (tag % BITS), (word, bit) -> word | bit);
  }

  /** Takes some tag out, the lowest for preference: its memory is the warmest. -1 when empty. */
  int take() {
    for (int i = 0; i < words.length(); i++) {
      long word = words.get(i);
      while (word != 0) {
        long lowest = Long.lowestOneBit(word);
        if (words.compareAndSet(i, word, word & ~lowest)) {
          return i * BITS + Long.numberOfTrailingZeros(lowest);
        }
        word = words.get(i);
      }
    }
    return -1;
  }
}
