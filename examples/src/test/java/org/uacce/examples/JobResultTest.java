package org.uacce.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobResultTest {
  private static final JobResult READ =
      new JobResult(
          "Parquet read",
          Codec.UACCE,
          Step.parse("parquet:read:stock"),
          1.25,
          new Content(7, "-98765432109876543210"),
          new Volume(100, 40),
          99,
          new EngineWork(7, 8, 9, 10, 1, 2, 3, 4, 5, 6));

  @TempDir private Path folder;

  @Test
  void comesBackWhenStored() throws IOException {
    assertThat(storedAndLoaded(READ)).isEqualTo(READ);
  }

  @Test
  void comesBackWithoutContentWhenTheJobOnlyWrites() throws IOException {
    JobResult write =
        new JobResult(
            "HDFS .gz write",
            Codec.STOCK,
            Step.parse("text:write:stock"),
            2,
            null,
            new Volume(100, 40),
            0,
            EngineWork.NONE);
    assertThat(storedAndLoaded(write)).isEqualTo(write);
  }

  @Test
  void isRefusedWhenAFactIsMissingOrNoNumber() throws IOException {
    Path file = folder.resolve("result");
    READ.store(file);
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.stream().filter(line -> !line.startsWith("blocks.jdk")).toList());
    assertThatThrownBy(() -> JobResult.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing blocks.jdk");
    Files.write(
        file, lines.stream().map(line -> line.replace("blocks.jdk=2", "blocks.jdk=two")).toList());
    assertThatThrownBy(() -> JobResult.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two");
  }

  private JobResult storedAndLoaded(JobResult result) throws IOException {
    Path file = folder.resolve("result");
    result.store(file);
    return JobResult.load(file);
  }
}
