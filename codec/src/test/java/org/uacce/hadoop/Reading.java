package org.uacce.hadoop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.io.compress.CompressionCodec;

/** What a codec made of some bytes, and what it handed out before it refused them. */
final class Reading {
  enum Ending {
    ACCEPTED,
    /** EOFException: the input stops too early. */
    CUT_SHORT,
    /** Any other IOException. */
    REFUSED
  }

  private final Ending ending;
  private final byte[] data;
  private final String reason;

  private Reading(Ending ending, byte[] data, String reason) {
    this.ending = ending;
    this.data = data;
    this.reason = reason;
  }

  /** Reads everything; input arrives and output is taken in pieces that the seed decides. */
  static Reading of(CompressionCodec codec, byte[] bytes, long seed) {
    Random random = new Random(seed);
    int most = 1 << random.nextInt(14);
    InputStream source =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] out, int offset, int length) {
            return super.read(out, offset, Math.min(length, 1 + random.nextInt(most)));
          }
        };
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] out = new byte[most];
    try (InputStream in = codec.createInputStream(source)) {
      for (int n = in.read(out); n >= 0; n = in.read(out)) {
        data.write(out, 0, n);
      }
      return new Reading(Ending.ACCEPTED, data.toByteArray(), "");
    } catch (EOFException e) {
      return new Reading(Ending.CUT_SHORT, data.toByteArray(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Reading(Ending.REFUSED, data.toByteArray(), String.valueOf(e.getMessage()));
    }
  }

  Ending ending() {
    return ending;
  }

  boolean accepted() {
    return ending == Ending.ACCEPTED;
  }

  /** The message of the exception; empty without one. */
  String reason() {
    return reason;
  }

  boolean wantsDictionary() {
    return reason.contains("preset dictionary");
  }

  /** Whether these were the bytes. */
  boolean gave(byte[] bytes) {
    return Arrays.equals(data, bytes);
  }

  /** Whether what was handed out never differs, though one may have handed out more. */
  boolean agreesOnBytes(Reading other) {
    int common = Math.min(data.length, other.data.length);
    return Arrays.equals(data, 0, common, other.data, 0, common)
        && (ending != Ending.ACCEPTED || data.length == other.data.length);
  }

  @Override
  public String toString() {
    return ending + " bytes=" + data.length + " " + reason;
  }
}
