package org.uacce.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Streams that a Spark job wrote: what one measurement works on.
 *
 * @param capturedBytes of all its streams, of which {@code streams} are some
 */
record RowCorpus(String name, Sort sort, long capturedBytes, List<byte[]> streams) {
  /** Which of the goals a corpus counts for. */
  enum Sort {
    /** Rows of generated tables; in the means. */
    ROWS,
    /** Rows that were not generated; in the means. */
    REAL,
    /** Rows made to hurt the filter; in no mean. */
    HURTING,
    /** Not rows: to be left alone. */
    OTHER;

    boolean inMeans() {
      return this == ROWS || this == REAL;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final int MOST_BYTES = 6 << 20;
  private static final int MOST_STREAM_BYTES = 2 << 20;

  /** Whole streams, spread evenly over those of a job; of a longer one its first 2 MiB. */
  static RowCorpus of(String name, Sort sort, List<byte[]> all, int mostBytes) {
    long captured = 0;
    long usable = 0;
    for (byte[] stream : all) {
      captured += stream.length;
      usable += Math.min(stream.length, MOST_STREAM_BYTES);
    }
    double every = Math.max(1, (double) usable / mostBytes);
    List<byte[]> taken = new ArrayList<>();
    int bytes = 0;
    for (double at = 0; at < all.size(); at += every) {
      byte[] stream = all.get((int) at);
      int length = Math.min(Math.min(stream.length, MOST_STREAM_BYTES), mostBytes - bytes);
      // What is cut short to fit is the last one.
      if (length > 0) {
        taken.add(length == stream.length ? stream : Arrays.copyOf(stream, length));
        bytes += length;
      }
    }
    return new RowCorpus(name, sort, captured, taken);
  }

  long bytes() {
    return streams.stream().mapToLong(stream -> stream.length).sum();
  }

  void save(Path folder) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + ".streams"))))) {
      out.writeUTF(sort.name());
      out.writeLong(capturedBytes);
      out.writeInt(streams.size());
      for (byte[] stream : streams) {
        out.writeInt(stream.length);
        out.write(stream);
      }
    }
  }

  static RowCorpus load(Path folder, String name) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(folder.resolve(name + ".streams"))))) {
      Sort sort = Sort.valueOf(in.readUTF());
      long captured = in.readLong();
      int count = in.readInt();
      List<byte[]> streams = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        streams.add(in.readNBytes(in.readInt()));
      }
      return new RowCorpus(name, sort, captured, streams);
    }
  }
}
