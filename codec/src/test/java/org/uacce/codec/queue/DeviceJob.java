package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.QueueLayout;

/**
 * One block on its way through a device, and the JDK's judgement of what came out. The header is
 * written, or skipped, here, as the device never sees it.
 */
final class DeviceJob implements AutoCloseable {
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
  private static final byte[] ZLIB_HEADER = {0x78, 0x01};

  private final DeflateFormat format;
  private final Direction direction;
  private final byte[] plain;
  private final Memory in;
  private final Memory out;
  private final int inFrom;
  private final int outFrom;
  private final Memory context;

  private DeviceJob(
      DeflateFormat format,
      Direction direction,
      byte[] plain,
      byte[] input,
      int outCapacity,
      boolean piece) {
    int header = header(format).length;
    this.format = format;
    this.direction = direction;
    this.plain = plain;
    this.inFrom = direction == Direction.DECOMPRESS ? header : 0;
    this.outFrom = direction == Direction.COMPRESS && !piece ? header : 0;
    this.in = Memory.of(input);
    this.out = new Memory(outFrom + outCapacity);
    this.context = piece ? new Memory(QueueLayout.CONTEXT_BYTES) : null;
    if (outFrom > 0) {
      out.put(0, header(format));
    }
  }

  private static byte[] header(DeflateFormat format) {
    return format == DeflateFormat.GZIP ? GZIP_HEADER : ZLIB_HEADER;
  }

  /** Room for what does not shrink, as far as a job may have it. */
  static DeviceJob compress(DeflateFormat format, byte[] plain) {
    int room = Math.min(QueueLayout.JOB_MAX_BYTES, plain.length + plain.length / 8 + 256);
    return new DeviceJob(format, Direction.COMPRESS, plain, plain, room, false);
  }

  static DeviceJob piece(byte[] plain) {
    int room = Slot.pieceCapacity(plain.length) + 256;
    return new DeviceJob(DeflateFormat.GZIP, Direction.COMPRESS, plain, plain, room, true);
  }

  /** Of what the JDK compressed at this level. */
  static DeviceJob decompress(DeflateFormat format, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream packer =
        format == DeflateFormat.GZIP
            ? new GZIPOutputStream(bytes)
            : new DeflaterOutputStream(bytes)) {
      packer.write(plain);
    }
    return decompress(format, bytes.toByteArray(), plain);
  }

  static DeviceJob decompress(DeflateFormat format, byte[] packed, byte[] plain) {
    return new DeviceJob(
        format, Direction.DECOMPRESS, plain, packed, Math.max(1, plain.length), false);
  }

  void fill(Slot slot) {
    slot.fill(
        in.address() + inFrom,
        in.bytes() - inFrom,
        out.address() + outFrom,
        out.bytes() - outFrom,
        format,
        context == null ? Ending.FINAL : Ending.PIECE,
        context == null ? 0 : context.address());
  }

  /** Claims, fills and pushes; there has to be a place. */
  Slot push(DeviceQueue queue) {
    Slot slot = queue.claim();
    assertThat(slot).as("a place").isNotNull();
    fill(slot);
    slot.push();
    return slot;
  }

  /** From the header to the last byte that the device says it produced. */
  byte[] output(Slot slot) {
    return out.get(0, outFrom + slot.produced());
  }

  Memory memory() {
    return out;
  }

  int expectedChecksum() {
    Checksum sum = format == DeflateFormat.GZIP ? new CRC32() : new Adler32();
    sum.update(plain);
    return (int) sum.getValue();
  }

  /** Everything that the device says, and the bytes. */
  void check(Slot slot) {
    assertThat(slot.consumed()).as("consumed").isEqualTo(in.bytes() - inFrom);
    assertThat(slot.checksum()).as("checksum").isEqualTo(expectedChecksum());
    assertThat(outputIsRight(slot)).as("output").isTrue();
  }

  /** Whether the JDK, or the plain bytes, agree with the output to its last byte. */
  boolean outputIsRight(Slot slot) {
    byte[] output = output(slot);
    if (direction == Direction.DECOMPRESS) {
      return Arrays.equals(output, plain);
    }
    return Arrays.equals(inflated(output, header(format).length, plain.length), plain);
  }

  /** Raw inflate behind the header, strict about trailer and end; null for any fault. */
  private byte[] inflated(byte[] member, int from, int length) {
    int trailer = format == DeflateFormat.GZIP ? 8 : 4;
    byte[] bytes = new byte[length];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(member, from, member.length - from);
      int at = 0;
      while (at < length) {
        int count = inflater.inflate(bytes, at, length - at);
        if (count == 0) {
          return null;
        }
        at += count;
      }
      if (inflater.inflate(new byte[1]) != 0
          || !inflater.finished()
          || inflater.getRemaining() != trailer) {
        return null;
      }
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
    return bytes;
  }

  @Override
  public void close() {
    in.close();
    out.close();
    if (context != null) {
      context.close();
    }
  }
}
