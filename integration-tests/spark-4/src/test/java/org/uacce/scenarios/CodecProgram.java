package org.uacce.scenarios;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;

/**
 * A JVM with the codec and nothing else, for tests of what the host allows it: {@code CodecProgram
 * <option>=<value>... }, then a command a line on standard input, each answered by a line. It ends
 * with its input; whatever is wrong ends it with a stack trace and status 1.
 */
final class CodecProgram {
  private static final int TEXT_BYTES = 400_000;
  private static final int MANY_STREAMS = 200;

  private final CodecConfig config;
  private final Random random = new Random(7);
  private final List<FileInputStream> files = new ArrayList<>();

  private CodecProgram(CodecConfig config) {
    this.config = config;
  }

  public static void main(String[] args) throws IOException {
    List<String> options = List.of(args);
    CodecConfig config =
        CodecConfig.read(
            "",
            key ->
                options.stream()
                    .filter(option -> option.startsWith(key + "="))
                    .map(option -> option.substring(key.length() + 1))
                    .findFirst()
                    .orElse(null),
            Purpose.SHUFFLE);
    CodecProgram program = new CodecProgram(config);
    StringBuilder line = new StringBuilder();
    for (int c = System.in.read(); c >= 0; c = System.in.read()) {
      if (c != '\n') {
        line.append((char) c);
        continue;
      }
      System.out.println(program.answer(line.toString()));
      line.setLength(0);
    }
  }

  /** Each with the blocks that were compressed on the device meanwhile, or what it says. */
  private String answer(String command) throws IOException {
    String[] words = command.split(" ", -1);
    long before = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    switch (words[0]) {
      case "once" -> roundTrip();
      case "milliseconds" -> {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1]));
        while (System.nanoTime() - end < 0) {
          roundTrip();
        }
      }
      case "manyStreams" -> manyStreams();
      case "takeFiles" -> takeFiles();
      case "giveFiles" -> {
        for (FileInputStream file : files) {
          file.close();
        }
        files.clear();
      }
      case "value" -> {
        return Long.toString(value(words[1]));
      }
      default -> throw new IllegalArgumentException(command);
    }
    return Long.toString(CodecMetric.COMPRESS_DEVICE_BLOCKS.value() - before);
  }

  private static long value(String id) {
    return Arrays.stream(CodecMetric.values())
        .filter(metric -> metric.id().equals(id))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private byte[] text() {
    StringBuilder text = new StringBuilder();
    while (text.length() < TEXT_BYTES) {
      text.append(Integer.toString(random.nextInt(1 << 20), 36)).append(" of the deposits\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void roundTrip() throws IOException {
    byte[] text = text();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (FrameOutputStream out = new FrameOutputStream(frames, config, false)) {
      out.write(text);
    }
    check(text, frames);
  }

  private void check(byte[] text, ByteArrayOutputStream frames) throws IOException {
    try (FrameInputStream in =
        new FrameInputStream(new ByteArrayInputStream(frames.toByteArray()), config)) {
      if (!Arrays.equals(in.readAllBytes(), text)) {
        throw new IOException("wrong bytes");
      }
    }
  }

  /** As a shuffle writer without a merge: all are open at once, and fill together. */
  private void manyStreams() throws IOException {
    byte[] text = Arrays.copyOf(text(), 100_000);
    List<ByteArrayOutputStream> frames = new ArrayList<>();
    List<FrameOutputStream> streams = new ArrayList<>();
    for (int i = 0; i < MANY_STREAMS; i++) {
      frames.add(new ByteArrayOutputStream());
      streams.add(new FrameOutputStream(frames.get(i), config, false));
    }
    int piece = 8 << 10;
    for (int at = 0; at < text.length; at += piece) {
      for (FrameOutputStream stream : streams) {
        stream.write(text, at, Math.min(piece, text.length - at));
      }
    }
    for (FrameOutputStream stream : streams) {
      stream.close();
    }
    for (ByteArrayOutputStream each : frames) {
      check(text, each);
    }
  }

  /** Opens files until there is no descriptor left. */
  private void takeFiles() throws IOException {
    roundTrip(); // what classes and libraries need is there
    try {
      while (true) {
        files.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      if (!e.getMessage().contains("Too many open files")) {
        throw e;
      }
    }
  }
}
