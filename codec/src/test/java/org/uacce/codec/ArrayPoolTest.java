package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrayPoolTest {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 1 << 16;

  private static ArrayPool fullOf(int size, int bytes) {
    ArrayPool pool = new ArrayPool();
    pool.keepAtMost(bytes);
    List<byte[]> taken = new ArrayList<>();
    for (int i = 0; i < bytes / size; i++) {
      taken.add(pool.take(size));
    }
    taken.forEach(pool::give);
    return pool;
  }

  /** As blocks do that find no array. */
  private static void use(ArrayPool pool, int size, int times) {
    for (int i = 0; i < times; i++) {
      pool.give(pool.take(size));
    }
  }

  @Test
  void sizesOutOfUseMakeRoomWhenThePoolIsFullOfThem() {
    ArrayPool pool = fullOf(SMALL, 4 * LARGE);
    use(pool, LARGE, ArrayPool.TAKES_OUT_OF_USE);
    byte[] large = pool.take(LARGE);
    pool.give(large);
    assertThat(pool.take(LARGE)).isSameAs(large);
  }

  @Test
  void noMoreIsKeptThanAllowedWhenSizesDisplaceOneAnother() {
    ArrayPool pool = fullOf(SMALL, 2 * LARGE);
    use(pool, LARGE, ArrayPool.TAKES_OUT_OF_USE);
    byte[] first = pool.take(LARGE);
    byte[] second = pool.take(LARGE);
    byte[] third = pool.take(LARGE);
    pool.give(first);
    pool.give(second);
    pool.give(third);
    assertThat(pool.take(LARGE)).isSameAs(second);
    assertThat(pool.take(LARGE)).isSameAs(first);
    assertThat(pool.take(LARGE)).isNotSameAs(third);
  }

  @Test
  void whatAStreamTakesAgainStaysWhenItTakesAnotherSizeInBetween() {
    ArrayPool pool = fullOf(SMALL, LARGE);
    byte[] small = pool.take(SMALL);
    pool.give(small);
    use(pool, LARGE, ArrayPool.TAKES_OUT_OF_USE - 1);
    assertThat(pool.take(SMALL)).isSameAs(small);
  }
}
