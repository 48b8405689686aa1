package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.hadoop.util.LineReader;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** Hadoop's own line reader gets each record of a file exactly once, however it is split. */
class SplitRecordsTest {
  private static final int PAIRS = 100_000;

  @TempDir java.nio.file.Path folder;

  private Configuration conf;

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @BeforeEach
  void configure() {
    conf = new Configuration();
    conf.set("io.compression.codecs", UacceSplittableGzipCodec.class.getName());
  }

  /** Lines of any length, none among them, with delimiters of each kind that is wanted. */
  private static byte[] lines(int bytes, List<String> delimiters, Random random) {
    StringBuilder text = new StringBuilder();
    int longest = 1 + random.nextInt(1 << random.nextInt(12));
    while (text.length() < bytes) {
      for (int left = random.nextInt(longest); left > 0; left--) {
        text.append((char) (random.nextInt(10) == 0 ? '<' : 'a' + random.nextInt(26)));
      }
      text.append(delimiters.get(random.nextInt(delimiters.size())));
    }
    if (random.nextBoolean()) {
      text.append("no delimiter at the end");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] delimiter(String custom) {
    return custom == null ? null : custom.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> wholeFile(byte[] data, String custom) throws IOException {
    List<String> records = new ArrayList<>();
    try (LineReader reader = new LineReader(new ByteArrayInputStream(data), delimiter(custom))) {
      Text record = new Text();
      while (reader.readLine(record) > 0) {
        records.add(record.toString());
      }
    }
    return records;
  }

  private List<String> split(Path path, long start, long length, String custom) throws IOException {
    List<String> records = new ArrayList<>();
    try (LineRecordReader reader = new LineRecordReader(delimiter(custom))) {
      reader.initialize(
          new FileSplit(path, start, length, new String[0]),
          new TaskAttemptContextImpl(conf, new TaskAttemptID()));
      while (reader.nextKeyValue()) {
        records.add(reader.getCurrentValue().toString());
      }
    }
    return records;
  }

  private List<String> splits(Path path, long fileBytes, long splitBytes, String custom)
      throws IOException {
    List<String> records = new ArrayList<>();
    for (long start = 0; start < fileBytes; start += splitBytes) {
      records.addAll(split(path, start, Math.min(splitBytes, fileBytes - start), custom));
    }
    return records;
  }

  private Path file(byte[] bytes) throws IOException {
    return new Path(Files.write(folder.resolve("lines.gz"), bytes).toUri());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "false, none, '\n'",
        "false, none, '\n,\r\n'",
        "true, none, '\n,\r\n,\r'",
        "false, ;, ;",
        "true, <>;, <>;"
      })
  void everyRecordIsReadOnce(boolean afterHadoop18400, String custom, String delimiters)
      throws IOException {
    Assumptions.assumeTrue(
        !afterHadoop18400 || !VersionInfo.getVersion().matches("3\\.3\\.[0-8]"),
        "this Hadoop reads records twice behind such delimiters, of bzip2 too: HADOOP-18400");
    Random random = Seed.random("split records " + delimiters);
    int pairs = Seed.times(PAIRS) / 5;
    long records = 0;
    for (int pair = 0; pair < pairs; ) {
      byte[] data =
          lines(random.nextInt(1 << random.nextInt(18)), List.of(delimiters.split(",")), random);
      byte[] bytes =
          random.nextInt(4) == 0
              ? Flavour.write(Flavour.configured(new UacceSplittableGzipCodec()), data, random)
              : BgzfFile.of(data, Math.max(1 + data.length / 500, 1 << random.nextInt(17)), random)
                  .bytes();
      Path path = file(bytes);
      List<String> expected = wholeFile(data, custom);
      conf.setInt("io.file.buffer.size", 1 << (4 + random.nextInt(13)));
      for (int n = 0; n < 10; n++, pair++) {
        long most = bytes.length + 100L;
        long splitBytes = Math.max(most / 40, 1) + random.nextInt((int) most);
        assertThat(splits(path, bytes.length, splitBytes, custom))
            .as("pair=%d bytes=%d data=%d split=%d", pair, bytes.length, data.length, splitBytes)
            .isEqualTo(expected);
        records += expected.size();
      }
    }
    System.out.printf("Splits of %d pairs, delimiter %s: records=%d%n", pairs, custom, records);
  }

  @Test
  @Tag("every-tier")
  void everyOffsetOfASplitIsRight() throws IOException {
    Random random = Seed.random("every offset");
    byte[] data = lines(500, List.of("\n"), random);
    byte[] bytes = BgzfFile.of(data, 80, random).bytes();
    Path path = file(bytes);
    List<String> expected = wholeFile(data, null);
    for (long cut = 1; cut < bytes.length; cut++) {
      List<String> records = new ArrayList<>(split(path, 0, cut, null));
      records.addAll(split(path, cut, bytes.length - cut, null));
      assertThat(records).as("cut=%d of %d", cut, bytes.length).isEqualTo(expected);
    }
    assertThat(splits(path, bytes.length, 1, null)).as("a split for each byte").isEqualTo(expected);
  }

  @Test
  void dataThatLookLikeMembersDoNotMatter() throws IOException {
    Random random = Seed.random("look like members");
    BgzfFile file = MemberFinderTest.withSecondChain(40, 20_000, random);
    byte[] bytes = file.bytes();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(Flavour.GZIP.jdkRead(bytes));
    List<String> expected = wholeFile(data.toByteArray(), null);
    Path path = file(bytes);
    for (int n = 0; n < 10; n++) {
      int splitBytes = 20_000 + random.nextInt(bytes.length);
      assertThat(splits(path, bytes.length, splitBytes, null))
          .as("split=%d", splitBytes)
          .isEqualTo(expected);
    }
  }

  @Test
  void fileThatIsNotBgzfIsTheFirstSplits() throws IOException {
    Random random = Seed.random("plain");
    byte[] data = lines(100_000, List.of("\n"), random);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(Flavour.GZIP.jdkWrite(Arrays.copyOf(data, 40_000)));
    members.writeBytes(Flavour.GZIP.jdkWrite(Arrays.copyOfRange(data, 40_000, data.length)));
    byte[] bytes = members.toByteArray();
    Path path = file(bytes);
    List<String> expected = wholeFile(data, null);
    assertThat(split(path, 0, 100, null)).isEqualTo(expected);
    assertThat(splits(path, bytes.length, 1_000, null)).isEqualTo(expected);
    assertThat(splits(path, bytes.length, bytes.length, null)).isEqualTo(expected);
  }

  @Test
  void fileThatGoesOnAsSomethingElseIsReadByItsLastSplitOrRefused() throws IOException {
    Random random = Seed.random("mixed");
    byte[] data = lines(200_000, List.of("\n"), random);
    int cut = 120_000;
    byte[] first = BgzfFile.of(Arrays.copyOf(data, cut), 20_000, random).bytes();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(Flavour.GZIP.jdkWrite(Arrays.copyOfRange(data, cut, data.length)));
    byte[] bytes = all.toByteArray();
    Path path = file(bytes);
    List<String> expected = wholeFile(data, null);
    assertThat(split(path, 0, bytes.length, null)).isEqualTo(expected);
    for (int end : new int[] {first.length / 2, first.length - 1, first.length}) {
      List<String> records = new ArrayList<>(split(path, 0, end, null));
      records.addAll(split(path, end, bytes.length - end, null));
      assertThat(records).as("split=%d", end).isEqualTo(expected);
    }
    int inside = first.length + 10;
    assertThatThrownBy(() -> split(path, 0, inside, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("offset=" + first.length);
    assertThatThrownBy(() -> split(path, inside, bytes.length - inside, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("offset=" + inside);
  }

  @Test
  void cutFileIsNoticedByItsLastSplit() throws IOException {
    Random random = Seed.random("cut");
    byte[] data = TestData.TEXT.bytes(300_000, random);
    byte[] whole = BgzfFile.of(data, 30_000, random).bytes();
    byte[] bytes = Arrays.copyOf(whole, whole.length / 2);
    Path path = file(bytes);
    assertThatThrownBy(() -> splits(path, bytes.length, bytes.length / 3, null))
        .isInstanceOf(IOException.class);
  }
}
