package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Releases that meet in one application, while it is upgraded host by host, and checkpoints that
 * outlive one: what version 1 ever wrote is read, and what it cannot know is refused by name.
 */
class FrameVersionTest {
  /** The worked examples of docs/format.md, which belong to the version and never change. */
  private static final String DEFLATED = "50122b4d4c4e4e2d254c00009625ddfb28000000";

  private static final String STORED_TWICE = "400521d3ff6b9e400521d3ff6b9e";

  private static String read(byte[] frames) throws IOException {
    try (FrameInputStream in =
        new FrameInputStream(new ByteArrayInputStream(frames), Codecs.shuffle(1))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static byte[] withKind(int kindByte) {
    byte[] frame = HexFormat.of().parseHex(DEFLATED);
    frame[0] = (byte) kindByte;
    return frame;
  }

  @Test
  void framesOfTheFirstReleaseAreRead() throws IOException {
    assertThat(read(HexFormat.of().parseHex(DEFLATED))).isEqualTo("uacce".repeat(8));
    assertThat(read(HexFormat.of().parseHex(STORED_TWICE))).isEqualTo("!!");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aLaterVersionIsRefusedWithWhatToUpgrade(int version) {
    assertThatThrownBy(() -> read(withKind(version << 6 | 0x10)))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("version=" + version + " known=1")
        .hasMessageContaining("put the newest uacce-codec on every host");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 15})
  void aLaterFilterIsRefusedWithWhatToUpgrade(int filter) {
    assertThatThrownBy(() -> read(withKind(0x50 | filter)))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("unknown filter: filter=" + filter + " known=0,1")
        .hasMessageContaining("the release that wrote it");
  }

  /** A run of zero bytes is what a lost block of a file system looks like. */
  @Test
  void bytesThatAreNoFrameAreNotTakenForALaterRelease() {
    assertThatThrownBy(() -> read(new byte[100]))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("not a shuffle frame")
        .hasMessageNotContainingAny("newest", "later");
  }
}
