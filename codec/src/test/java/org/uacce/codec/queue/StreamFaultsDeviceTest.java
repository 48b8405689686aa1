package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.Seed;

/**
 * Every fault of a device, met by whole streams: their bytes are right, no stream notices, and each
 * fault that was given is counted once, by its kind.
 */
@OnDevice
class StreamFaultsDeviceTest {
  /** Requests that go wrong without a queue being lost: one in five. */
  private static final int ERRORS = Seed.times(10_000);

  /** Each costs a queue, and there are eight a second. */
  private static final int LOST_QUEUES = Seed.times(200);

  /** Each costs a timeout too. */
  private static final int STALLS = Seed.times(100);

  private static final int STREAM_BYTES = 300_000;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final CodecMetric[] FALLBACKS = {
    CodecMetric.DEVICE_JOB_FAILED, CodecMetric.DEVICE_JOB_LOST, CodecMetric.DEVICE_WRONG
  };

  /** A timeout that a busy machine does not reach by itself. */
  private static final Map<String, String> OPTIONS =
      StreamKind.options(
          "mode",
          "hardware",
          "queues",
          "8",
          "timeout",
          "2s",
          "blockSize",
          "8k",
          "minOffloadSize",
          "4k");

  private final Random random = Seed.random("stream faults");

  @BeforeAll
  static void theBreakerStaysClosed() {
    System.setProperty(QueueManager.HELD_CLOSED_PROPERTY, "true");
  }

  @BeforeEach
  void needsTheEmulator() throws IOException {
    EmulatorControl.needed();
    EmulatorControl.command("clear");
  }

  @AfterEach
  void clearFaults() throws IOException {
    if (EmulatorControl.present()) {
      EmulatorControl.command("clear");
    }
  }

  private static Map<String, String> verify(String how) {
    return StreamKind.with(OPTIONS, "verify", how);
  }

  /** What is done again and again until a fault has been given often enough. */
  private interface Round {
    void run() throws IOException;
  }

  /** Writes a stream where faults are given, in either mode; the JDK reads it. */
  private void write(Map<String, String> options) throws IOException {
    StreamKind kind = StreamKind.any(random);
    byte[] data = kind.data(1 + random.nextInt(STREAM_BYTES), random);
    String mode = random.nextBoolean() ? "hardware" : "auto";
    kind.checkByJdk(kind.pack(data, StreamKind.with(options, "mode", mode), random), data);
  }

  /** Reads a stream where faults are given; it was written by software. */
  private void read() throws IOException {
    StreamKind kind = StreamKind.anyFrames(random);
    byte[] data = kind.data(STREAM_BYTES, random);
    byte[] packed = kind.pack(data, StreamKind.with(OPTIONS, "mode", "software"), random);
    kind.check(packed, data, OPTIONS);
  }

  private static void until(Condition reached, Round round) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!reached.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      round.run();
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  /** Gives one request in five a fault; each has to be counted by this metric and no other. */
  private void oneInFive(String kind, String arguments, CodecMetric counted, Round round)
      throws IOException {
    round.run(); // opens the queues
    long[] before = Arrays.stream(FALLBACKS).mapToLong(CodecMetric::value).toArray();
    long given = EmulatorControl.given(kind);
    EmulatorControl.command("fault " + kind + " every=5 count=" + ERRORS + " " + arguments);
    until(() -> EmulatorControl.given(kind) == given + ERRORS, round);
    for (int i = 0; i < FALLBACKS.length; i++) {
      assertThat(FALLBACKS[i].value() - before[i])
          .as("kind=%s %s counted as %s", kind, arguments, FALLBACKS[i].id())
          .isEqualTo(FALLBACKS[i] == counted ? ERRORS : 0);
    }
    DeviceUnderTest.fault(kind + " " + arguments, ERRORS, ERRORS);
  }

  /** Gives a fault that costs its queue, again and again. */
  private void oneByOne(String kind, String arguments, Round round) throws IOException {
    round.run();
    long given = EmulatorControl.given(kind);
    long failures = CodecMetric.DEVICE_QUEUE_FAILURES.value();
    long lost = CodecMetric.DEVICE_JOB_LOST.value();
    int times = kind.equals("lost") ? STALLS : LOST_QUEUES;
    for (int i = 1; i <= times; i++) {
      int done = i;
      EmulatorControl.command(
          "fault " + kind + " count=1 after=" + random.nextInt(10) + " " + arguments);
      until(() -> EmulatorControl.given(kind) == given + done, round);
      until(() -> CodecMetric.DEVICE_QUEUE_FAILURES.value() >= failures + done, round);
    }
    long seen = CodecMetric.DEVICE_QUEUE_FAILURES.value() - failures;
    DeviceUnderTest.fault(kind + " " + arguments, EmulatorControl.given(kind) - given, seen);
    // A job that is reported twice was done.
    assertThat(CodecMetric.DEVICE_JOB_LOST.value() - lost)
        .isGreaterThanOrEqualTo(kind.equals("duplicate") ? 0 : times);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-output", "wrong-crc", "wrong-input"})
  void everySilentErrorIsCaughtAndCountedWhenBlocksAreInflatedAgain(String kind)
      throws IOException {
    oneInFive(kind, "direction=compress", CodecMetric.DEVICE_WRONG, () -> write(verify("full")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-crc", "wrong-input"})
  void everyWrongChecksumIsCaughtAndCountedWhenOnlyThatIsCompared(String kind) throws IOException {
    oneInFive(kind, "direction=compress", CodecMetric.DEVICE_WRONG, () -> write(verify("crc")));
  }

  /** What {@code verify=crc} lets through never gets past a reader of frames. */
  @Test
  void theReaderRefusesWrongOutputWhenOnlyChecksumsAreCompared() throws IOException {
    write(verify("crc"));
    long given = EmulatorControl.given("wrong-output");
    EmulatorControl.command("fault wrong-output every=5 direction=compress count=" + ERRORS);
    int[] refused = {0};
    until(
        () -> EmulatorControl.given("wrong-output") == given + ERRORS,
        () -> refused[0] += refusals());
    assertThat(refused[0]).isPositive();
  }

  /** Writes frames, and returns 1 if their reader gave right bytes and then refused, else 0. */
  private int refusals() throws IOException {
    byte[] data = StreamKind.FRAMES.data(STREAM_BYTES, random);
    byte[] packed = StreamKind.FRAMES.pack(data, verify("crc"), random);
    byte[] read = new byte[data.length];
    int have = 0;
    try (InputStream in = StreamKind.FRAMES.reader(new ByteArrayInputStream(packed), OPTIONS)) {
      for (int n = 0; n >= 0; have += Math.max(n, 0)) {
        n = in.read(read, have, read.length - have);
        if (have == read.length) {
          break;
        }
      }
    } catch (MalformedDataException e) {
      assertThat(Arrays.mismatch(read, 0, have, data, 0, have)).isEqualTo(-1);
      return 1;
    }
    assertThat(read).isEqualTo(data);
    return 0;
  }

  @ParameterizedTest
  @CsvSource({"status,''", "status,value=255", "no-space,''", "corrupt,''"})
  void everyErrorIsCountedWhenTheDeviceReportsIt(String kind, String arguments) throws IOException {
    oneInFive(
        kind,
        (arguments + " direction=compress").strip(),
        CodecMetric.DEVICE_JOB_FAILED,
        () -> write(verify(random.nextBoolean() ? "full" : "crc")));
  }

  /** What makes no difference is no reason to do anything again. */
  @ParameterizedTest
  @CsvSource({
    "negative,direction=compress",
    "ended,direction=compress",
    "ended,direction=decompress",
    "delay,ms=2",
    "jitter,ms=3"
  })
  void nothingIsRedoneWhenAJobIsOnlyLateOrOdd(String kind, String arguments) throws IOException {
    oneInFive(
        kind,
        arguments,
        null,
        () -> {
          write(verify("full"));
          read();
        });
  }

  /** The proof itself goes wrong: libdeflate has the last word where the device reports it. */
  @ParameterizedTest
  @CsvSource({
    "wrong-output,DEVICE_WRONG",
    "lie,DEVICE_WRONG",
    "wrong-crc,",
    "status,",
    "no-space,",
    "corrupt,"
  })
  void blocksAreRightWhenTheDeviceFailsToInflateThemAgain(String kind, CodecMetric counted)
      throws IOException {
    oneInFive(kind, "direction=decompress", counted, () -> write(verify("full")));
  }

  @ParameterizedTest
  @CsvSource({
    "wrong-output,DEVICE_WRONG",
    "lie,DEVICE_WRONG",
    "wrong-crc,",
    "status,DEVICE_JOB_FAILED",
    "no-space,DEVICE_JOB_FAILED",
    "corrupt,DEVICE_JOB_FAILED"
  })
  void noReaderGetsWrongBytesWhenTheDeviceInflatesWrongly(String kind, CodecMetric counted)
      throws IOException {
    oneInFive(kind, "direction=decompress", counted, this::read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong-length",
        "nothing",
        "early-completion",
        "duplicate",
        "bad-tag",
        "bad-head",
        "wrong-head",
        "tx-stop",
        "rx-stop",
        "lost"
      })
  void noStreamNoticesWhenItsQueueIsLost(String kind) throws IOException {
    String arguments = kind.equals("early-completion") ? "ms=20 " : "";
    oneByOne(kind, arguments + "direction=compress", () -> write(verify("full")));
    oneByOne(kind, arguments + "direction=decompress", () -> write(verify("full")));
    oneByOne(kind, arguments + "direction=decompress", this::read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "eperm", "enodev"})
  void streamsGoOnWhenNoQueueCanBeOpened(String kind) throws IOException {
    write(verify("full"));
    long given = EmulatorControl.given(kind);
    long opened = CodecMetric.DEVICE_OPENS.value();
    EmulatorControl.command("fault " + kind + " count=4");
    EmulatorControl.command("fault tx-stop count=2");
    until(() -> EmulatorControl.given(kind) == given + 4, () -> write(verify("full")));
    until(() -> CodecMetric.DEVICE_OPENS.value() >= opened + 2, () -> write(verify("full")));
  }
}
