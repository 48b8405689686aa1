package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.MilderThanZlib;
import org.uacce.codec.Seed;
import org.uacce.codec.TierUnderTest;
import org.uacce.hadoop.Reading.Ending;

/** We accept and refuse what the reader of the Hadoop on the class path does, and how it does. */
@Tag("every-tier")
class StrictnessTest {
  private static final byte[] DATA = "some text".getBytes(StandardCharsets.US_ASCII);

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @CsvSource({
    "twoMembers, ACCEPTED",
    "threeBytesBehind, CUT_SHORT",
    "sixteenZerosBehind, REFUSED",
    "trailerCutShort, CUT_SHORT",
    "trailerMissing, CUT_SHORT",
    "secondHeaderCutShort, CUT_SHORT",
    "empty, CUT_SHORT",
    "wrongCrcAndLengthMissing, REFUSED",
    "wrongLength, REFUSED",
    "reservedFlag, REFUSED"
  })
  void tailsAndHeadsAreJudgedAsHadoopDoes(String name, Ending expected) throws IOException {
    byte[] input = tail(name);
    for (int seed = 0; seed < 20; seed++) {
      Reading ours = Reading.of(Flavour.GZIP.ours(), input, seed);
      Reading theirs = Reading.of(Flavour.GZIP.theirs(), input, seed);
      assertThat(theirs.ending()).as("Hadoop %s", VersionInfo.getVersion()).isEqualTo(expected);
      assertThat(ours.ending()).as("ours: %s", ours).isEqualTo(expected);
      assertThat(ours.agreesOnBytes(theirs)).isTrue();
    }
  }

  private static byte[] tail(String name) throws IOException {
    byte[] member = Flavour.GZIP.jdkWrite(DATA);
    int size = member.length;
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(member);
    two.write(member);
    return switch (name) {
      case "twoMembers" -> two.toByteArray();
      case "threeBytesBehind" -> Arrays.copyOf(member, size + 3);
      case "sixteenZerosBehind" -> Arrays.copyOf(member, size + 16);
      case "trailerCutShort" -> Arrays.copyOf(member, size - 3);
      case "trailerMissing" -> Arrays.copyOf(member, size - 8);
      case "secondHeaderCutShort" -> Arrays.copyOf(two.toByteArray(), size + 7);
      case "empty" -> new byte[0];
      case "wrongCrcAndLengthMissing" -> {
        member[size - 8] ^= 1;
        yield Arrays.copyOf(member, size - 4);
      }
      case "wrongLength" -> {
        member[size - 1] ^= 1;
        yield member;
      }
      case "reservedFlag" -> {
        member[3] = 0x20;
        yield member;
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void damagedMembersAreJudgedAsHadoopDoes(Flavour flavour) throws IOException {
    Random random = Seed.random(flavour + "damaged");
    DamagedMembers members = new DamagedMembers(flavour, random);
    Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    int milder = 0;
    for (int i = Seed.times(10_000); i > 0; i--) {
      byte[] input = members.next();
      long split = random.nextLong();
      Reading ours = Reading.of(flavour.ours(), input, split);
      Reading theirs = Reading.of(flavour.theirs(), input, split);
      if (ours.wantsDictionary()) {
        // Hadoop takes such a zlib stream for the end of the file.
        continue;
      }
      if (ours.accepted() && MilderThanZlib.refusedStructure(theirs.reason())) {
        milder++;
        continue;
      }
      assertThat(ours.accepted())
          .as("left=%d bytes=%d ours=%s theirs=%s", i, input.length, ours, theirs)
          .isEqualTo(theirs.accepted());
      if (!members.wrongData()) {
        // Wrong DEFLATE data may run into the end of the file before one of the two notices.
        assertThat(ours.ending())
            .as("left=%d bytes=%d ours=%s theirs=%s", i, input.length, ours, theirs)
            .isEqualTo(theirs.ending());
      }
      assertThat(ours.agreesOnBytes(theirs)).as("ours=%s theirs=%s", ours, theirs).isTrue();
      endings.merge(ours.ending(), 1, Integer::sum);
    }
    assertThat(milder).as("milder than zlib").isLessThanOrEqualTo(Seed.times(10_000) / 50);
    assertThat(endings).as("every ending was seen").containsOnlyKeys(Ending.values());
  }
}
