package org.uacce.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The compressor of the emulated device, in a process of its own: {@code weak_ratio.c}. */
final class WeakEngine implements AutoCloseable {
  private final Process process;
  private final OutputStream to;
  private final InputStream from;

  WeakEngine(Path program) throws IOException {
    process =
        new ProcessBuilder(program.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    to = new BufferedOutputStream(process.getOutputStream());
    from = process.getInputStream();
  }

  /** Bytes that a block becomes. */
  int compressed(byte[] block) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    to.write(number.putInt(0, block.length).array());
    to.write(block);
    to.flush();
    byte[] answer = from.readNBytes(Integer.BYTES);
    if (answer.length < Integer.BYTES) {
      throw new IOException("Cannot compress a block: the program ended, bytes=" + block.length);
    }
    return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt();
  }

  @Override
  public void close() throws IOException {
    to.close();
    from.close();
    process.destroy();
  }
}
