package org.uacce.codec.queue;

import java.nio.ByteBuffer;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.NativeLibraryLoader;

/** Off-heap memory of one test, as a device needs it. */
final class Memory implements AutoCloseable {
  private final Binding binding = NativeLibraryLoader.result().binding();
  private final long address;
  private final int bytes;
  private final ByteBuffer view;

  Memory(int bytes) {
    this.bytes = bytes;
    this.address = binding.mapBuffer(bytes);
    if (address == 0) {
      throw new AssertionError("no memory: bytes=" + bytes);
    }
    this.view = binding.view(address, bytes);
  }

  static Memory of(byte[] content) {
    Memory memory = new Memory(content.length);
    memory.put(0, content);
    return memory;
  }

  long address() {
    return address;
  }

  int bytes() {
    return bytes;
  }

  void put(int at, byte[] content) {
    view.put(at, content);
  }

  byte[] get(int at, int length) {
    byte[] content = new byte[length];
    view.get(at, content);
    return content;
  }

  void fill(byte value) {
    byte[] content = new byte[bytes];
    java.util.Arrays.fill(content, value);
    put(0, content);
  }

  @Override
  public void close() {
    binding.unmapBuffer(address, bytes);
  }
}
