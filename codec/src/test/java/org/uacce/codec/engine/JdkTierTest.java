package org.uacce.codec.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.queue.BufferPool;

/** One tier object serves every level and strategy in any order. */
class JdkTierTest {
  private final JdkTier tier = new JdkTier(new BufferPool(null, 8 << 20));

  @Test
  void everyBlockShrinksAndJoinsWhenLevelsAndStrategiesAlternate() throws Exception {
    Random random = Seed.random("levels alternate");
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    ByteArrayOutputStream original = new ByteArrayOutputStream();
    byte[] out = new byte[20_000];
    for (int i = 0; i < 200; i++) {
      byte[] data = TestData.TEXT.bytes(out.length, random);
      int level = 1 + random.nextInt(12);
      int written =
          tier.compress(
              Ending.PIECE, level, random.nextBoolean(), data, 0, data.length, out, 0, out.length);
      assertThat(written).as("level %d", level).isBetween(1, data.length);
      joined.write(out, 0, written);
      original.writeBytes(data);
    }
    joined.write(3);
    joined.write(0);

    Inflater inflater = new Inflater(true);
    inflater.setInput(joined.toByteArray());
    byte[] back = new byte[original.size()];
    int made = 0;
    while (made < back.length && !inflater.finished()) {
      made += inflater.inflate(back, made, back.length - made);
    }
    assertThat(inflater.inflate(new byte[1])).isZero();
    assertThat(inflater.finished()).isTrue();
    inflater.end();
    assertThat(back).isEqualTo(original.toByteArray());
  }
}
