package org.uacce.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Every benchmark proves before it measures that what it measures gives the data back. */
final class Check {
  /** A read whose output is kept. */
  interface Reading {
    void to(OutputStream copy) throws IOException;
  }

  private Check() {}

  static void gives(byte[] data, String what, Reading reading) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream(data.length);
    reading.to(copy);
    if (!Arrays.equals(copy.toByteArray(), data)) {
      throw new IllegalStateException(
          "Cannot measure " + what + ": data differ, bytes=" + copy.size() + " of=" + data.length);
    }
  }
}
