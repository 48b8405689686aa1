package org.uacce.codec.queue;

/**
 * An object of the native library; the record exists so that lending it allocates nothing.
 *
 * @param address not 0
 */
public record NativeObject(long address) {
  /** Null for the address 0, by which the library says that it has no memory. */
  public static NativeObject orNull(long address) {
    return address == 0 ? null : new NativeObject(address);
  }
}
