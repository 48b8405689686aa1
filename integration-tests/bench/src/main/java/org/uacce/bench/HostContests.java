package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.binding.Binding;

/**
 * What a block on an accelerator costs the thread that writes it, beside what the same thread needs
 * for the parts alone. Streams stay open over all rounds, so a block of one pass may be collected
 * in the next. One thread; the owner closes it.
 */
final class HostContests implements AutoCloseable {
  static final String LARGE = "host.64k";
  static final String SMALL = "host.8k";
  static final String PARTS = "host.parts";
  static final String REFUSED = "host.refused";

  static final String NONE = "verify=none";
  static final String CRC = "verify=crc";
  static final String WHOLE = " in 64 KiB writes";
  static final String COPY = "caller's copy";
  static final String SOFTWARE = "software";
  static final String EVERY_JOB = "every job fails";
  static final String NO_QUEUE = "no queue to be had";

  static final int BLOCK_BYTES = 64 << 10;
  private static final int SMALL_BYTES = 8 << 10;

  /** The smallest block that anything here is measured with. */
  private static final int LEAST_BYTES = 4 << 10;

  private static final Map<String, String> LARGE_OPTIONS = Map.of("mode", "hardware");
  private static final Map<String, String> SMALL_OPTIONS =
      Map.of("mode", "hardware", "blockSize", "8k", "minOffloadSize", "8k");

  private final byte[] data;
  private final byte[] copy = new byte[BLOCK_BYTES];
  private final List<OutputStream> streams = new ArrayList<>();
  private final List<OffHeap> memory = new ArrayList<>();

  /**
   * @param blocks of 64 KiB in a pass
   */
  HostContests(long seed, int blocks) {
    data = data(seed, blocks * BLOCK_BYTES);
  }

  /**
   * Text in which each 4 KiB begin as no others do: the device knows inputs by their length and
   * their first eight bytes ({@code native/emulator/replay.h}).
   */
  static byte[] data(long seed, int bytes) {
    byte[] data = Corpus.TEXT.generate(seed, bytes);
    ByteBuffer view = ByteBuffer.wrap(data);
    for (int at = 0; at < bytes; at += LEAST_BYTES) {
      view.putLong(at, at * 0x9E3779B97F4A7C15L);
    }
    return data;
  }

  /** Proves that what is measured gives the data back, where the device does its work. */
  void prove() throws IOException {
    for (String verify : List.of(NONE, CRC)) {
      for (Map<String, String> options : List.of(LARGE_OPTIONS, SMALL_OPTIONS)) {
        CodecConfig config = config(with(options, verify));
        byte[] frames = Streams.bytesOf(sink -> Streams.writeFrames(data, config, sink));
        CodecConfig software = config(Map.of("mode", SOFTWARE));
        byte[] piece = new byte[Streams.PIECE_BYTES];
        Check.gives(data, verify, to -> Streams.readFrames(frames, software, piece, to));
      }
    }
  }

  /** Where the device takes every block. */
  List<Contest> accepted() {
    List<Peer> whole = new ArrayList<>();
    for (String verify : List.of(NONE, CRC)) {
      whole.add(stream(verify, with(LARGE_OPTIONS, verify), SMALL_BYTES));
      whole.add(stream(verify + WHOLE, with(LARGE_OPTIONS, verify), BLOCK_BYTES));
    }
    whole.add(new Peer(COPY, () -> copy(SMALL_BYTES, BLOCK_BYTES)));
    whole.add(new Peer(COPY + WHOLE, () -> copy(BLOCK_BYTES, BLOCK_BYTES)));
    whole.add(stream(SOFTWARE, Map.of("mode", "software"), SMALL_BYTES));
    return List.of(
        contest(LARGE, BLOCK_BYTES, whole),
        contest(
            SMALL,
            SMALL_BYTES,
            List.of(
                stream(NONE, with(SMALL_OPTIONS, NONE), SMALL_BYTES),
                stream(CRC, with(SMALL_OPTIONS, CRC), SMALL_BYTES),
                new Peer(COPY, () -> copy(SMALL_BYTES, SMALL_BYTES)))),
        contest(PARTS, BLOCK_BYTES, parts()));
  }

  /** Where it takes none: the peer is {@link #EVERY_JOB} or {@link #NO_QUEUE}. */
  Contest refused(String how) {
    return contest(
        REFUSED,
        BLOCK_BYTES,
        List.of(
            stream(SOFTWARE, Map.of("mode", "software"), SMALL_BYTES),
            stream(how, Map.of("mode", "auto"), SMALL_BYTES)));
  }

  private static Map<String, String> with(Map<String, String> options, String verify) {
    Map<String, String> all = new HashMap<>(options);
    all.put("verify", verify.substring(verify.indexOf('=') + 1));
    return all;
  }

  private Contest contest(String question, int blockBytes, List<Peer> peers) {
    return new Contest(question, Corpus.TEXT.label(), 1, data.length / blockBytes, peers);
  }

  static CodecConfig config(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    all.put("filter", "none");
    return CodecConfig.read("", all::get, Purpose.SHUFFLE);
  }

  private Peer stream(String name, Map<String, String> options, int pieceBytes) {
    Streams.CountingSink sink = new Streams.CountingSink();
    OutputStream out = new FrameOutputStream(sink, config(options), false);
    streams.add(out);
    return new Peer(
        name,
        () -> {
          long before = sink.count();
          for (int at = 0; at < data.length; at += pieceBytes) {
            out.write(data, at, pieceBytes);
          }
          return sink.count() - before;
        });
  }

  /** What any stream does with its caller's bytes: gathers them into a block on the heap. */
  private long copy(int pieceBytes, int blockBytes) {
    for (int at = 0; at < data.length; at += pieceBytes) {
      System.arraycopy(data, at, copy, at % blockBytes, pieceBytes);
    }
    return data.length;
  }

  /** The least that is in every block: into the device's memory, out of it, a sum, a call. */
  private List<Peer> parts() {
    Binding binding = RawBlocks.binding();
    OffHeap buffer = new OffHeap(binding, BLOCK_BYTES);
    memory.add(buffer);
    CRC32 crc = new CRC32();
    int blocks = data.length / BLOCK_BYTES;
    return List.of(
        new Peer(
            "copy of 64 KiB off the heap",
            () -> {
              for (int i = 0; i < blocks; i++) {
                buffer.view().put(0, copy, 0, BLOCK_BYTES);
              }
              return data.length;
            }),
        new Peer(
            "copy of 24 KiB onto the heap",
            () -> {
              for (int i = 0; i < blocks; i++) {
                buffer.view().get(0, copy, 0, 24 << 10);
              }
              return data.length;
            }),
        new Peer(
            "CRC-32 of 64 KiB on the heap",
            () -> {
              for (int i = 0; i < blocks; i++) {
                crc.update(copy, 0, BLOCK_BYTES);
              }
              return crc.getValue();
            }),
        new Peer(
            "native call",
            () -> {
              for (int i = 0; i < blocks; i++) {
                binding.unmapBuffer(0, 0);
              }
              return data.length;
            }));
  }

  @Override
  public void close() throws IOException {
    for (OutputStream stream : streams) {
      stream.close();
    }
    memory.forEach(OffHeap::close);
  }
}
