package org.uacce.hadoop;

import java.io.IOException;
import java.io.InputStream;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.Seekable;
import org.uacce.codec.format.BgzfHeader;

/**
 * Finds where the members of a BGZF file begin, from any byte of it. Data may hold what looks like
 * a header, or like whole members, so nothing is believed because of how it looks: members are at
 * most 64 KiB long, so one of the headers in any 64 KiB of the file is a true one, and the chain of
 * members that begins there is followed with all the others. Where they have all come together, the
 * true one is among them. Where they have not, the search begins further in front, at last at the
 * first byte, whose chain is the true one.
 */
final class MemberFinder {
  private static final int MOST = BgzfHeader.MOST_MEMBER_BYTES;

  /** Chains that begin in the first half have the second to come together. */
  private static final long FIRST_WINDOW_BYTES = 2L * MOST;

  private static final int WINDOW_GROWTH = 8;

  private final InputStream in;
  private final byte[] buffer = new byte[2 * MOST];
  private long bufferAt;
  private int bufferBytes;

  /**
   * @param in a {@link Seekable} whose position is left anywhere
   */
  MemberFinder(InputStream in) {
    this.in = in;
  }

  /** Whether the file's first member is one of BGZF. */
  boolean isBgzf() throws IOException {
    return memberBytes(0) > 0;
  }

  /**
   * Where the first member begins at or behind {@code start}, in a file that {@link #isBgzf}.
   *
   * @throws IOException if no chain of members leads there
   */
  long firstFrom(long start) throws IOException {
    for (long window = FIRST_WINDOW_BYTES; ; window *= WINDOW_GROWTH) {
      long from = Math.max(0, start - window);
      NavigableSet<Long> chains = chainsFrom(from, start);
      while (!chains.isEmpty() && chains.first() < start) {
        long at = chains.pollFirst();
        int bytes = memberBytes(at);
        if (bytes > 0) {
          chains.add(at + bytes);
        }
      }
      if (chains.size() == 1) {
        return chains.first();
      }
      if (chains.isEmpty()) {
        throw new IOException(
            "Cannot read a part of a BGZF file: no members lead to offset="
                + start
                + ": it has members of another kind, or is damaged; read it with "
                + UacceGzipCodec.class.getName());
      }
    }
  }

  /** Where something that looks like a member begins, one of them a true one. */
  private NavigableSet<Long> chainsFrom(long from, long start) throws IOException {
    NavigableSet<Long> chains = new TreeSet<>();
    long end = from == 0 ? 1 : Math.min(from + MOST, start);
    for (long at = from; at < end; at++) {
      if (memberBytes(at) > 0) {
        chains.add(at);
      }
    }
    return chains;
  }

  private int memberBytes(long at) throws IOException {
    // The first header is all that is read at the file's beginning.
    load(at, at == 0 ? BgzfHeader.BYTES : buffer.length, BgzfHeader.BYTES);
    int bytes = inBuffer(at);
    if (bytes == BgzfHeader.CUT_SHORT) {
      load(at, buffer.length, MOST);
      bytes = inBuffer(at);
    }
    return bytes;
  }

  private int inBuffer(long at) {
    return BgzfHeader.memberBytes(buffer, (int) (at - bufferAt), bufferBytes);
  }

  /**
   * Has the bytes from {@code at} in the buffer, or all that the file has there.
   *
   * @param most to be read if they are not
   */
  private void load(long at, int most, int bytes) throws IOException {
    if (at >= bufferAt && at + bytes <= bufferAt + bufferBytes) {
      return;
    }
    ((Seekable) in).seek(at);
    bufferAt = at;
    bufferBytes = in.readNBytes(buffer, 0, most);
  }
}
