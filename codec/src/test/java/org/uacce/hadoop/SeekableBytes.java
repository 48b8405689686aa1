package org.uacce.hadoop;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import org.apache.hadoop.fs.Seekable;

/** A file in memory that can seek, as strict about it as HDFS. */
final class SeekableBytes extends ByteArrayInputStream implements Seekable {
  SeekableBytes(byte[] bytes) {
    super(bytes);
  }

  @Override
  public synchronized void seek(long position) throws EOFException {
    if (position < 0 || position > count) {
      throw new EOFException("position=" + position + " length=" + count);
    }
    pos = (int) position;
  }

  @Override
  public synchronized long getPos() {
    return pos;
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }
}
