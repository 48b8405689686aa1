package org.uacce.codec.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The offsets and numbers that Java uses are those of the C header, every one of them. */
class QueueLayoutTest {
  private static final Pattern FIELD =
      Pattern.compile("\\bu?int(8|16|32|64)_t (\\w+)(?:\\[(\\d+)\\])?;");
  private static final Pattern WRITTEN_OFFSET = Pattern.compile("@(\\d+)");

  private static String header;

  @BeforeAll
  static void readHeader() throws IOException {
    header = Files.readString(Path.of("../native/include/uacce_zip.h"));
  }

  /** By C's rules from the declared types; the offsets in the comments must be the same. */
  private static Map<String, Integer> offsets(String struct) {
    Matcher body =
        Pattern.compile("struct " + struct + " \\{(.*?)\n\\};", Pattern.DOTALL).matcher(header);
    assertThat(body.find()).as("struct %s", struct).isTrue();
    Map<String, Integer> offsets = new TreeMap<>();
    List<Integer> inOrder = new ArrayList<>();
    int end = 0;
    int largest = 1;
    for (MatchResult field : FIELD.matcher(body.group(1)).results().toList()) {
      int size = Integer.parseInt(field.group(1)) / 8;
      int count = field.group(3) == null ? 1 : Integer.parseInt(field.group(3));
      end = (end + size - 1) / size * size;
      inOrder.add(end);
      if (!field.group(2).startsWith("reserved")) {
        offsets.put(field.group(2), end);
      }
      end += size * count;
      largest = Math.max(largest, size);
    }
    assertThat(WRITTEN_OFFSET.matcher(body.group(1)).results())
        .extracting(offset -> Integer.parseInt(offset.group(1)))
        .as("offsets in the comments of struct %s", struct)
        .isEqualTo(inOrder);
    offsets.put("sizeof", (end + largest - 1) / largest * largest);
    return offsets;
  }

  private static Map<String, Integer> constants(Class<?> layout) throws IllegalAccessException {
    Map<String, Integer> constants = new TreeMap<>();
    for (Field field : layout.getFields()) {
      constants.put(field.getName().toLowerCase(Locale.ROOT), field.getInt(null));
    }
    return constants;
  }

  @Test
  void javaFindsEveryFieldOfAJobWhereCHasIt() throws IllegalAccessException {
    assertThat(constants(QueueLayout.Job.class)).isEqualTo(offsets("uz_job")).hasSize(14);
  }

  @Test
  void javaFindsEveryFieldOfAnOpeningWhereCHasIt() throws IllegalAccessException {
    assertThat(constants(QueueLayout.Opening.class)).isEqualTo(offsets("uz_opening")).hasSize(8);
  }

  @Test
  void javaFindsEveryFieldOfATurnWhereCHasIt() throws IllegalAccessException {
    assertThat(constants(QueueLayout.Turn.class)).isEqualTo(offsets("uz_turn")).hasSize(10);
  }

  @Test
  void theLimitsAndTheAbiAreTheHeaders() {
    assertThat(header)
        .contains("#define UZ_ABI_VERSION " + UacceZip.ABI_VERSION + "\n")
        .contains("#define UZ_JOB_MAX_BYTES (" + (QueueLayout.JOB_MAX_BYTES >> 20) + " << 20)\n")
        .contains(
            "#define UZ_CONTEXT_BYTES (64 + (" + (QueueLayout.CONTEXT_BYTES >> 10) + " << 10))\n")
        .contains("UZ_FINAL = " + Binding.Ending.FINAL.code() + ",")
        .contains("UZ_PIECE = " + Binding.Ending.PIECE.code() + ",");
    assertThat(QueueLayout.CONTEXT_BYTES % 1024).isEqualTo(QueueLayout.CONTEXT_ALIGNMENT);
  }
}
