package org.uacce.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * aircompressor 3's native DEFLATE, libdeflate by way of the foreign function API. Its classes are
 * Java 25's, which this build cannot compile against: it is called through method handles, and only
 * a JVM of that version has it on its class path.
 */
final class Aircompressor3 implements BlockCodec.Library {
  private static final String PACKAGE = "io.airlift.compress.v3.deflate.";
  private static final MethodType CALL =
      MethodType.methodType(
          int.class, byte[].class, int.class, int.class, byte[].class, int.class, int.class);

  private final MethodHandle compress;
  private final MethodHandle decompress;

  private Aircompressor3(int level) throws IOException {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> compressor = Class.forName(PACKAGE + "DeflateNativeCompressor");
      Class<?> decompressor = Class.forName(PACKAGE + "DeflateNativeDecompressor");
      Object writing = compressor.getConstructor(int.class).newInstance(level);
      Object reading = decompressor.getConstructor().newInstance();
      compress = lookup.findVirtual(compressor, "compress", CALL).bindTo(writing);
      decompress = lookup.findVirtual(decompressor, "decompress", CALL).bindTo(reading);
    } catch (ReflectiveOperationException e) {
      throw new IOException("Cannot open aircompressor 3's DEFLATE: level=" + level, e);
    }
  }

  static StreamCodec open(int level, int blockBytes) throws IOException {
    return new BlockCodec(new Aircompressor3(level), blockBytes);
  }

  @Override
  public int compress(byte[] in, int offset, int bytes, byte[] out, int room) throws IOException {
    return call(compress, in, offset, bytes, out, room);
  }

  @Override
  public int decompress(byte[] in, int offset, int bytes, byte[] out, int room) throws IOException {
    return call(decompress, in, offset, bytes, out, room);
  }

  private static int call(
      MethodHandle handle, byte[] in, int offset, int bytes, byte[] out, int room)
      throws IOException {
    try {
      return (int) handle.invokeExact(in, offset, bytes, out, 0, room);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("Cannot call aircompressor 3", e);
    }
  }
}
