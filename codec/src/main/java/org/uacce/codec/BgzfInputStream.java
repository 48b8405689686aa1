package org.uacce.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads the BGZF members of a file from the one that begins at an offset, and ends at the end of
 * the file or in front of what is no whole BGZF member. Where an accelerator inflates, the next few
 * members are with it while one is read. No read gives bytes of two members.
 *
 * <p>One thread; another may close it. The source is not closed: whoever opened it goes on with it
 * at {@link #offset()}.
 */
public final class BgzfInputStream extends InputStream {
  private final BgzfSource members;
  private final FrameInputStream frames;

  /**
   * @param offset of the source's next byte in the file, where a member begins
   * @param aheadTo members that begin there or further back are read only when they are needed
   */
  public BgzfInputStream(InputStream source, long offset, long aheadTo, CodecConfig config) {
    this.members = new BgzfSource(Objects.requireNonNull(source), offset, aheadTo, config);
    this.frames = new FrameInputStream(members, config);
  }

  @Override
  public int read() throws IOException {
    return frames.read();
  }

  @Override
  public int read(byte[] bytes, int at, int length) throws IOException {
    return frames.read(bytes, at, length);
  }

  @Override
  public int available() throws IOException {
    return frames.available();
  }

  /** Where the member begins whose bytes were read last; -1 before the first. */
  public long memberOffset() {
    return frames.frameOffset();
  }

  /** Once everything is read: whether that was in front of something else. */
  public boolean atOther() {
    return members.atOther();
  }

  /** Once everything is read: where that was in the file. */
  public long offset() {
    return members.offset();
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }
}
