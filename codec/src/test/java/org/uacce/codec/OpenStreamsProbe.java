package org.uacce.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Runs in a child JVM with a small heap: a wide shuffle's open streams, all written in turns.
 * Prints the facts; the test judges them.
 */
final class OpenStreamsProbe {
  private static final int STREAMS = 3200;
  private static final int ROW_BYTES = 700;
  private static final int ROUNDS = 40;

  private OpenStreamsProbe() {}

  public static void main(String[] arguments) throws IOException {
    CodecConfig config = CodecConfig.defaults(CodecOption.Purpose.SHUFFLE);
    List<ByteArrayOutputStream> sinks = new ArrayList<>();
    List<FrameOutputStream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      sinks.add(new ByteArrayOutputStream());
      streams.add(new FrameOutputStream(sinks.get(i), config, false));
    }
    byte[] row = new byte[ROW_BYTES];
    long most = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < STREAMS; i++) {
        row(row, i, round);
        streams.get(i).write(row);
      }
      most = Math.max(most, CodecMetric.STREAM_BUFFER_BYTES.value());
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    long sunk = sinks.stream().mapToLong(ByteArrayOutputStream::size).sum();
    System.out.println("bound=" + config.streamBufferBytes());
    System.out.println("most=" + most);
    System.out.println("used=" + used);
    System.out.println("sunk=" + sunk);
    System.out.println("cutEarly=" + CodecMetric.BLOCKS_CUT_EARLY.value());
    for (FrameOutputStream stream : streams) {
      stream.close();
    }
    System.out.println("afterClose=" + CodecMetric.STREAM_BUFFER_BYTES.value());
    System.out.println("equal=" + equal(sinks, config));
  }

  private static boolean equal(List<ByteArrayOutputStream> sinks, CodecConfig config)
      throws IOException {
    byte[] expected = new byte[ROW_BYTES];
    for (int i = 0; i < STREAMS; i++) {
      FrameInputStream in =
          new FrameInputStream(new ByteArrayInputStream(sinks.get(i).toByteArray()), config);
      for (int round = 0; round < ROUNDS; round++) {
        row(expected, i, round);
        if (!Arrays.equals(in.readNBytes(ROW_BYTES), expected)) {
          return false;
        }
      }
      if (in.read() >= 0) {
        return false;
      }
    }
    return true;
  }

  private static void row(byte[] row, int stream, int round) {
    new Random((long) stream << 32 | round).nextBytes(row);
  }
}
