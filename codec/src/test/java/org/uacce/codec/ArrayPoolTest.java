package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrayPoolTest {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 1 << 20;

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

  @Test
  void sizesOutOfUseMakeRoomWhenThePoolIsFullOfThem() {
    ArrayPool pool = fullOf(SMALL, 4 * LARGE);
    byte[] large = pool.take(LARGE);
    pool.give(large);
    assertThat(pool.take(LARGE)).isSameAs(large);
  }

  @Test
  void noMoreIsKeptThanAllowedWhenSizesDisplaceOneAnother() {
    ArrayPool pool = fullOf(SMALL, 2 * LARGE);
    byte[] first = pool.take(LARGE);
    byte[] second = pool.take(LARGE);
    byte[] third = pool.take(LARGE);
    pool.give(first);
    pool.give(second);
    pool.give(third);
    assertThat(List.of(pool.take(LARGE), pool.take(LARGE)))
        .usingElementComparator((a, b) -> a == b ? 0 : 1)
        .containsExactly(second, first);
    assertThat(pool.take(LARGE)).isNotSameAs(third);
  }

  @Test
  void whatIsInUseStaysWhenAnOlderSizeComesBack() {
    ArrayPool pool = new ArrayPool();
    pool.keepAtMost(LARGE);
    byte[] old = pool.take(SMALL);
    byte[] large = pool.take(LARGE);
    pool.give(large);
    pool.give(old);
    assertThat(pool.take(LARGE)).isSameAs(large);
  }
}
