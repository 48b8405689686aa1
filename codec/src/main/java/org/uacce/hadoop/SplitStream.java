package org.uacce.hadoop;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.uacce.codec.BgzfInputStream;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.log.Log;

/**
 * The bytes of one split of a {@code .gz}. Of a BGZF file: all members that begin in the split, and
 * those behind it for as long as somebody reads. What begins elsewhere is another split's. Of any
 * other file: everything for the first split, and nothing for the others.
 *
 * <p>Hadoop's line readers go by {@link #getPos()}: it passes the split's end with the first byte
 * of the first member that begins there or behind, and no read gives bytes of two members, so a
 * reader knows in which of them a record began. One thread.
 *
 * <p>In a file that begins as BGZF and goes on as something else nobody could tell which part is
 * whose, so that is an IOException, except for the last split, which has all the rest.
 */
final class SplitStream extends SplitCompressionInputStream {
  private static final Log LOG = Log.of(SplitStream.class);
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final UacceSplittableGzipCodec codec;
  private final CodecConfig config;
  private final byte[] oneByte = new byte[1];

  /** What is being read now; null once there is nothing more. */
  private BgzfInputStream members;

  /** What follows that is no BGZF; null while it is not reached. */
  private InputStream rest;

  /** Whether the rest begins behind the split. */
  private boolean restIsBehind;

  private SplitStream(InputStream in, long start, long end, UacceSplittableGzipCodec codec)
      throws IOException {
    super(in, start, end);
    this.codec = codec;
    this.config = HadoopOptions.read(codec.getConf());
  }

  static SplitStream open(InputStream in, long start, long end, UacceSplittableGzipCodec codec)
      throws IOException {
    if (!(in instanceof Seekable file)) {
      throw new IOException(
          "Cannot read a split: the stream cannot seek: class=" + in.getClass().getName());
    }
    SplitStream stream = new SplitStream(in, start, end, codec);
    MemberFinder finder = new MemberFinder(in);
    boolean bgzf = finder.isBgzf();
    if (start == 0 && !bgzf) {
      stream.warnIfLarger();
      stream.startRest(0);
      return stream;
    }
    long first = start == 0 ? 0 : bgzf ? finder.firstFrom(start) : end;
    // A split without a member of its own has no record of its own either.
    if (first < end) {
      file.seek(first);
      stream.setStart(first);
      stream.members = new BgzfInputStream(in, first, end, stream.config);
    } else {
      stream.setStart(end);
    }
    return stream;
  }

  private void warnIfLarger() throws IOException {
    if (!endsBy(getAdjustedEnd()) && WARNED.compareAndSet(false, true)) {
      LOG.warn(
          "Reading a .gz in one task that is larger than a split, since it is not BGZF: splitEnd={} file={};"
              + " write it with {} or bgzip to have it split. Later ones are not reported",
          getAdjustedEnd(),
          in,
          UacceSplittableGzipCodec.class.getName());
    }
  }

  /** Whether the file ends at this position or in front of it. */
  private boolean endsBy(long position) throws IOException {
    if (position == Long.MAX_VALUE) {
      return true; // what a caller says who wants all of a file
    }
    try {
      ((Seekable) in).seek(position);
      return in.read() < 0;
    } catch (EOFException e) {
      return true; // how file systems answer a seek behind the end
    }
  }

  private void startRest(long from) throws IOException {
    ((Seekable) in).seek(from);
    rest = codec.createInputStream(in);
  }

  @Override
  public int read() throws IOException {
    int count = read(oneByte, 0, 1);
    return count < 0 ? -1 : oneByte[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (members != null) {
      int count = members.read(bytes, offset, length);
      if (count >= 0 || !members.atOther()) {
        return count;
      }
      goOnWithRest();
    }
    return rest == null ? -1 : rest.read(bytes, offset, length);
  }

  private void goOnWithRest() throws IOException {
    long from = members.offset();
    restIsBehind = from >= getAdjustedEnd();
    if (!restIsBehind && !endsBy(getAdjustedEnd())) {
      throw new IOException(
          "Cannot split a file that begins as BGZF and goes on as something else: offset="
              + from
              + " splitEnd="
              + getAdjustedEnd()
              + "; read it with "
              + UacceGzipCodec.class.getName());
    }
    members.close();
    members = null;
    startRest(from);
  }

  @Override
  public long getPos() throws IOException {
    if (members != null) {
      // One behind, so that a member that begins at the split's end is behind the split.
      return Math.max(getAdjustedStart(), members.memberOffset() + 1);
    }
    if (rest == null) {
      return getAdjustedEnd();
    }
    return restIsBehind ? getAdjustedEnd() + 1 : Math.min(super.getPos(), getAdjustedEnd());
  }

  /** Reads on where the file has been positioned: a member has to begin there. */
  @Override
  public void resetState() throws IOException {
    long from = ((Seekable) in).getPos();
    closeMembers();
    rest = null;
    members = new BgzfInputStream(in, from, getAdjustedEnd(), config);
  }

  private void closeMembers() throws IOException {
    if (members != null) {
      members.close();
      members = null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      closeMembers();
      if (rest != null) {
        rest.close();
      }
    } finally {
      super.close();
    }
  }
}
