package org.uacce.codec.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JnaFactsTest {
  @Test
  void versionAndJarAreTheOnesOfTheClassPath() {
    JnaFacts facts = JnaFacts.look();
    assertThat(facts.found()).isEqualTo(facts.built()).isEqualTo(Native.VERSION);
    assertThat(facts.source()).endsWith(".jar");
    assertThat(facts.isOlder()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "5.2.0, true", "5.9.0, true", "4.5.2, true", "5.19, true",
    "5.19.1, false", "5.20.0, false", "6.0.0, false", "unknown, false"
  })
  void olderIsComparedByNumbers(String found, boolean older) {
    assertThat(new JnaFacts(found, "5.19.1", "jar").isOlder()).isEqualTo(older);
  }

  @Test
  void floorIsTheHighestVersionThatALibraryNames() {
    assertThat(GlibcFloor.of(bytes("GLIBC_2.2.5\0GLIBC_2.14\0GLIBC_2.4\0GLIBC_PRIVATE")))
        .isEqualTo("2.14");
    assertThat(GlibcFloor.of(bytes("nothing"))).isNull();
    assertThat(GlibcFloor.older("2.9", "2.14")).isTrue();
    assertThat(GlibcFloor.older("2.28", "2.28")).isFalse();
    assertThat(GlibcFloor.older("2.36", "2.4")).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
