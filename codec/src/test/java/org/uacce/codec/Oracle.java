package org.uacce.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** java.util.zip as the other program that reads our bytes and writes bytes for us. */
public final class Oracle {
  private Oracle() {}

  public static byte[] read(byte[] member, DeflateFormat format) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(member);
    byte[] data =
        switch (format) {
          case GZIP -> new GZIPInputStream(in, 4096).readAllBytes();
          case ZLIB -> new InflaterInputStream(in).readAllBytes();
        };
    if (in.available() > 0) {
      throw new IOException("trailing bytes: " + in.available());
    }
    return data;
  }

  static byte[] write(byte[] data, DeflateFormat format, int level) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(level);
    try (OutputStream stream =
        format == DeflateFormat.GZIP ? gzip(out, level) : new DeflaterOutputStream(out, deflater)) {
      stream.write(data);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static OutputStream gzip(OutputStream out, int level) throws IOException {
    return new GZIPOutputStream(out) {
      {
        def.setLevel(level);
      }
    };
  }
}
