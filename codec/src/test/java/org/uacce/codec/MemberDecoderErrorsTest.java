package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A decoder that met a fault names its place, stays failed, and is as good as new after reset. */
@EveryTier
class MemberDecoderErrorsTest {
  private final byte[] data = TestData.TEXT.bytes(200_000, Seed.random("decoder errors"));
  private final byte[] out = new byte[4096];

  /** Gives all input in small pieces until the decoder objects. */
  private MalformedDataException fault(MemberDecoder decoder, byte[] input) {
    return catchThrowableOfType(
        MalformedDataException.class,
        () -> {
          int given = 0;
          while (!decoder.finished()) {
            if (decoder.read(out, 0, out.length) == 0 && decoder.needsInput()) {
              assertThat(given).as("end of input before any fault").isLessThan(input.length);
              int count = Math.min(100, input.length - given);
              decoder.setInput(input, given, count);
              given += count;
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(DeflateFormat.class)
  void offsetIsNearTheFaultWhenMuchInputCameBefore(DeflateFormat format) throws Exception {
    byte[] stored = Oracle.write(data, format, 0);
    int second = format == DeflateFormat.GZIP ? 10 : 2;
    // The second stored block's LEN no longer agrees with its complement.
    second += 5 + ((stored[second + 1] & 0xff) | (stored[second + 2] & 0xff) << 8);
    stored[second + 1] ^= 1;
    try (MemberDecoder decoder = new MemberDecoder(format, Codecs.file(6))) {
      MalformedDataException fault = fault(decoder, stored);
      assertThat(fault.offset()).isBetween((long) second, second + 100L);
      assertThat(fault).hasMessageContaining("offset=" + fault.offset() + " reason=not DEFLATE");
    }
  }

  @ParameterizedTest
  @EnumSource(DeflateFormat.class)
  void faultIsRepeatedUntilResetWhenReadAgain(DeflateFormat format) throws Exception {
    byte[] member = Oracle.write(data, format, 6);
    int body = format == DeflateFormat.GZIP ? 10 : 2;
    for (int at : new int[] {0, body - 1, body, member.length - 2}) {
      byte[] bad = member.clone();
      bad[at] = (byte) (at == body ? 7 : bad[at] ^ 0x10);
      if (format == DeflateFormat.GZIP && at == body - 1) {
        bad[3] = (byte) 0x80; // the operating system may be any byte, a reserved flag may not
      }
      try (MemberDecoder decoder = new MemberDecoder(format, Codecs.file(6))) {
        MalformedDataException first = fault(decoder, bad);
        assertThat(first).as("byte %d", at).isNotNull();
        for (int i = 0; i < 3; i++) {
          decoder.setInput(member, 0, member.length);
          MalformedDataException again =
              catchThrowableOfType(
                  MalformedDataException.class, () -> decoder.read(out, 0, out.length));
          assertThat(again).hasMessage(first.getMessage());
        }
        assertThat(decoder.finished()).isFalse();
        decoder.reset();
        assertThat(Codecs.drain(decoder, member, Seed.random("again"))).isEqualTo(data);
        assertThat(decoder.finished()).isTrue();
      }
    }
  }

  @Test
  void headerCrcIsCheckedWhenItIsThere() throws Exception {
    byte[] plain = Oracle.write(data, DeflateFormat.GZIP, 6);
    byte[] header = {0x1f, (byte) 0x8b, 8, 2, 0, 0, 0, 0, 0, 3};
    int crc = PlainFrames.crc(header);
    byte[] right =
        PlainFrames.concat(
            header,
            new byte[] {(byte) crc, (byte) (crc >> 8)},
            Arrays.copyOfRange(plain, 10, plain.length));
    assertThat(
            Codecs.unmembered(right, DeflateFormat.GZIP, Codecs.file(6), Seed.random("header crc")))
        .isEqualTo(data);
    right[11] ^= 1;
    try (MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, Codecs.file(6))) {
      MalformedDataException first = fault(decoder, right);
      assertThat(first).hasMessageContaining("wrong header CRC").hasMessageContaining("offset=11");
      assertThat(fault(decoder, right)).hasMessage(first.getMessage());
    }
  }

  @Test
  void everyOptionalFieldIsSkippedWhenItIsThere() throws Exception {
    byte[] plain = Oracle.write(data, DeflateFormat.GZIP, 6);
    byte[] header = {
      0x1f, (byte) 0x8b, 8, 4 | 8 | 16, 1, 2, 3, 4, 5, 6, 3, 0, 'x', 'y', 'z', 'n', 0, 'c', 'c', 0
    };
    byte[] member = PlainFrames.concat(header, Arrays.copyOfRange(plain, 10, plain.length));
    assertThat(Codecs.unmembered(member, DeflateFormat.GZIP, Codecs.file(6), Seed.random("fields")))
        .isEqualTo(data);
    assertThat(Codecs.unwhole(member, data.length, Codecs.file(6))).isEqualTo(data);
  }

  @Test
  void oneFaultIsCountedOnceWhenReadAgain() throws Exception {
    byte[] bad = new byte[20];
    try (MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, Codecs.file(6))) {
      long before = CodecMetric.MALFORMED_INPUTS.value();
      fault(decoder, bad);
      fault(decoder, bad);
      assertThat(CodecMetric.MALFORMED_INPUTS.value() - before).isEqualTo(1);
    }
  }
}
