package org.uacce.hadoop;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DecompressorStream;

/**
 * Hadoop's own reading of members one behind the other, with its strictness and its kinds of
 * exception, over a larger buffer. It adds that a decompressor which nobody else knows is ended
 * with the stream. One thread.
 */
final class MemberInputStream extends DecompressorStream {
  private final boolean owner;

  MemberInputStream(InputStream in, Decompressor decompressor, int bufferBytes, boolean owner)
      throws IOException {
    super(in, decompressor, bufferBytes);
    this.owner = owner;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (owner) {
        decompressor.end();
      }
    }
  }
}
