package org.uacce.bench;

import com.intel.gkl.compression.IntelDeflater;
import com.intel.gkl.compression.IntelInflater;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Intel's Genomics Kernel Library: ISA-L behind JNI, for blocks. x86-64 only. */
final class GenomicsKernel implements BlockCodec.Library {
  private final IntelDeflater deflater;
  private final Inflater inflater;

  private GenomicsKernel(int level) throws IOException {
    IntelInflater own = new IntelInflater(true);
    if (!new IntelDeflater().load(null) || !own.load(null)) {
      throw new IOException(
          "Cannot load GKL's native library: os.arch=" + System.getProperty("os.arch"));
    }
    // What was loaded is for the whole JVM.
    deflater = new IntelDeflater(level, true);
    inflater = own;
  }

  /** With the blocks of our frames. */
  static StreamCodec open(int level) throws IOException {
    return new BlockCodec(new GenomicsKernel(level), 64 << 10);
  }

  @Override
  public int compress(byte[] in, int offset, int bytes, byte[] out, int room) {
    deflater.reset();
    deflater.setInput(in, offset, bytes);
    deflater.finish();
    return deflater.deflate(out, 0, room);
  }

  @Override
  public int decompress(byte[] in, int offset, int bytes, byte[] out, int room) throws IOException {
    inflater.reset();
    inflater.setInput(in, offset, bytes);
    try {
      return inflater.inflate(out, 0, room);
    } catch (DataFormatException e) {
      throw new IOException("Cannot read block: bytes=" + bytes, e);
    }
  }
}
