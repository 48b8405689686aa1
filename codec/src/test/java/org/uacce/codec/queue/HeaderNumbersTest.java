package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.uacce.codec.DeflateFormat;

/** The enums that stand for a C enum have its members in its order, with its numbers. */
class HeaderNumbersTest {
  private static Map<Integer, String> members(String cEnum, String prefix) throws IOException {
    String header = Files.readString(Path.of("../native/include/uacce_zip.h"));
    Matcher body =
        Pattern.compile("enum " + cEnum + " \\{(.*?)\n\\};", Pattern.DOTALL).matcher(header);
    assertThat(body.find()).as("enum %s", cEnum).isTrue();
    Map<Integer, String> members = new TreeMap<>();
    Pattern member = Pattern.compile("\\bUZ_(\\w+) = (\\d+),");
    for (MatchResult result : member.matcher(body.group(1)).results().toList()) {
      members.put(Integer.parseInt(result.group(2)), result.group(1).replaceFirst(prefix, ""));
    }
    return members;
  }

  @Test
  void directionsAreTheHeaders() throws IOException {
    Map<Integer, String> java = new TreeMap<>();
    for (Direction direction : Direction.values()) {
      java.put(direction.code(), direction.name());
    }
    assertThat(java).isEqualTo(members("uz_direction", ""));
  }

  @Test
  void formatsAreTheHeaders() throws IOException {
    Map<Integer, String> java = new TreeMap<>();
    for (DeflateFormat format : DeflateFormat.values()) {
      java.put(TurnMemory.code(format), format.name());
    }
    assertThat(java).isEqualTo(members("uz_format", ""));
  }

  @Test
  void jobStatusesAreTheHeaders() throws IOException {
    Map<Integer, String> java = new TreeMap<>();
    for (JobStatus status : JobStatus.values()) {
      java.put(status.code(), status.name());
      assertThat(JobStatus.of(status.code())).isSameAs(status);
    }
    assertThat(java).isEqualTo(members("uz_job_status", "JOB_"));
    assertThat(JobStatus.of(255)).isSameAs(JobStatus.FAILED);
  }

  @Test
  void openStepsAreTheHeaders() throws IOException {
    Map<Integer, String> java = new TreeMap<>();
    for (OpenStep step : OpenStep.values()) {
      java.put(step.code(), step.name());
    }
    assertThat(java).isEqualTo(members("uz_open_step", "OPEN_"));
    assertThat(OpenStep.of(10)).isSameAs(OpenStep.START);
    assertThat(OpenStep.of(11)).isSameAs(OpenStep.ARGUMENTS);
  }
}
