package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.GzipCodec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.TierUnderTest.Work;

/** Reads as any stream of Hadoop's, however the bytes arrive and however the reader leaves. */
@Tag("every-tier")
class MemberInputStreamTest {
  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void bytesMayArriveOneByOne(Flavour flavour) throws IOException {
    Random random = Seed.random("one by one");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      byte[] part = Flavour.anyData(random.nextInt(3000), random);
      data.write(part);
      members.write(flavour.jdkWrite(part));
    }
    InputStream trickle =
        new ByteArrayInputStream(members.toByteArray()) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(1 + random.nextInt(3), length));
          }
        };
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (InputStream in = flavour.ours().createInputStream(trickle)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        seen.write(b);
      }
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.available()).isZero();
    }
    assertThat(seen.toByteArray()).isEqualTo(data.toByteArray());
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void readAfterCloseIsRefused(Flavour flavour) throws IOException {
    byte[] member = flavour.jdkWrite(new byte[1 << 20]);
    for (Decompressor decompressor :
        new Decompressor[] {null, flavour.ours().createDecompressor()}) {
      InputStream in =
          flavour.ours().createInputStream(new ByteArrayInputStream(member), decompressor);
      assertThat(in.read()).isZero();
      in.close();
      in.close();
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> in.read(new byte[5])).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void memoryIsGivenBackByWhoeverReadsOnlyABit(Flavour flavour) throws IOException {
    byte[] member = flavour.jdkWrite(new byte[1 << 20]);
    MemberCodec codec = flavour.ours();
    Work before = TierUnderTest.decompressed();
    // More than the default pool has room for: a leak would send the later ones to java.util.zip.
    List<Object> kept = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      InputStream in = codec.createInputStream(new ByteArrayInputStream(member));
      assertThat(in.read()).isZero();
      in.close();
      kept.add(in);
      Decompressor decompressor = codec.createDecompressor();
      InputStream other = codec.createInputStream(new ByteArrayInputStream(member), decompressor);
      assertThat(other.read()).isZero();
      decompressor.reset();
      kept.add(other);
    }
    Work after = TierUnderTest.decompressed();
    long byNative = after.nativeBytes() - before.nativeBytes();
    long byJdk = after.jdkBytes() - before.jdkBytes();
    assertThat(Math.min(byNative, byJdk)).as("one engine did it all").isZero();
    assertThat(Math.max(byNative, byJdk)).isGreaterThanOrEqualTo(kept.size());
  }

  @Test
  void anyDecompressorIsAccepted() throws IOException {
    GzipCodec theirs = new GzipCodec();
    theirs.setConf(Flavour.conf(Map.of()));
    byte[] data = TestData.TEXT.bytes(500_000, Seed.random("any"));
    byte[] member = Flavour.GZIP.jdkWrite(data);
    try (InputStream in =
        Flavour.GZIP
            .ours()
            .createInputStream(new ByteArrayInputStream(member), theirs.createDecompressor())) {
      assertThat(in.readAllBytes()).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void bombCostsNoMoreThanItsBuffers(Flavour flavour) throws IOException {
    int bombBytes = 64 << 20;
    byte[] member = Flavour.write(flavour.ours(), new byte[bombBytes], new Random(1));
    assertThat(member.length).isLessThan(bombBytes / 200);
    byte[] out = new byte[8192];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long total = 0;
    try (InputStream in = flavour.ours().createInputStream(new ByteArrayInputStream(member))) {
      for (int n = in.read(out); n >= 0; n = in.read(out)) {
        total += n;
      }
    }
    assertThat(total).isEqualTo(bombBytes);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void nothingIsReadWhenTheStreamIsMade(Flavour flavour) throws IOException {
    InputStream untouchable =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("read too early");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("read too early");
          }
        };
    flavour.ours().createInputStream(untouchable).close();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void stateResetReadsARepositionedStream(Flavour flavour) throws IOException {
    byte[] data = TestData.TEXT.bytes(300_000, Seed.random("reposition"));
    ByteArrayInputStream source = new ByteArrayInputStream(flavour.jdkWrite(data));
    try (var in = flavour.ours().createInputStream(source)) {
      assertThat(in.readNBytes(1000)).isEqualTo(Arrays.copyOf(data, 1000));
      source.reset();
      in.resetState();
      assertThat(in.readAllBytes()).isEqualTo(data);
    }
  }
}
