package org.uacce.bench;

import java.nio.ByteBuffer;
import org.uacce.codec.binding.Binding;

/** Memory for the raw calls, taken from the library itself. The owner closes it. */
final class OffHeap implements AutoCloseable {
  private final Binding binding;
  private final long address;
  private final int bytes;
  private final ByteBuffer view;

  OffHeap(Binding binding, int bytes) {
    this.binding = binding;
    this.bytes = bytes;
    this.address = binding.mapBuffer(bytes);
    if (address == 0) {
      throw new IllegalStateException("Cannot map memory: bytes=" + bytes);
    }
    this.view = binding.view(address, bytes);
  }

  long address() {
    return address;
  }

  int bytes() {
    return bytes;
  }

  ByteBuffer view() {
    return view;
  }

  @Override
  public void close() {
    binding.unmapBuffer(address, bytes);
  }
}
