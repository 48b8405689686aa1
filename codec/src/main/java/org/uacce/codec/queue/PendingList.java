package org.uacce.codec.queue;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tags that owners have pushed and no holder has seen yet: a stack through an array, so pushing
 * allocates nothing. All tags are taken at once, so a tag that comes back cannot confuse anybody. A
 * tag is in it at most once.
 */
final class PendingList {
  private static final int NONE = -1;

  private final AtomicInteger newest = new AtomicInteger(NONE);
  private final AtomicInteger count = new AtomicInteger();
  private final int[] older;

  PendingList(int tags) {
    older = new int[tags];
  }

  /** Any thread. What it wrote before is visible to whoever takes the tag. */
  void push(int tag) {
    int head;
    do {
      head = newest.get();
      older[tag] = head;
    } while (!newest.compareAndSet(head, tag));
    count.incrementAndGet();
  }

  /**
   * Tags in the list. A push is counted when it returns, and not before its tag can be taken: the
   * number may be too low for a moment, even negative, and never too high for good.
   */
  int count() {
    return count.get();
  }

  /**
   * Takes all tags, oldest first, into {@code into} from {@code from} on; any thread.
   *
   * @return the index behind the last
   */
  int takeAll(int[] into, int from) {
    int head = newest.getAndSet(NONE);
    int end = from;
    for (int tag = head; tag != NONE; tag = older[tag]) {
      end++;
    }
    count.addAndGet(from - end);
    int at = end;
    for (int tag = head; tag != NONE; tag = older[tag]) {
      into[--at] = tag;
    }
    return end;
  }
}
