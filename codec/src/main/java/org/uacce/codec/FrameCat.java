package org.uacce.codec;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.uacce.codec.CodecConfig.Mode;
import org.uacce.codec.CodecOption.Purpose;

/** Decodes shuffle frames to standard output, in software: the command {@code cat}. */
final class FrameCat {
  /** The input is no whole stream of frames. What is before the fault was written. */
  static final int MALFORMED = 40;

  /** An input cannot be opened or read. */
  static final int UNREADABLE = 41;

  /** Standard output takes no more, and not because its reader has gone. */
  static final int UNWRITABLE = 42;

  /** The reader has gone, as {@code head} does: what a shell reports of a SIGPIPE, 128 + 13. */
  static final int READER_GONE = 141;

  private static final int CHUNK_BYTES = 64 << 10;

  /** What happened to standard output; everything else is the input's. */
  private static final class OutputException extends Exception {
    private static final long serialVersionUID = 1L;

    OutputException(IOException cause) {
      super(cause);
    }
  }

  private FrameCat() {}

  /**
   * Decodes files to standard output; the first fault ends it.
   *
   * @param files in turn; {@code -}, or none, is standard input
   * @return the exit status
   */
  static int run(List<String> files) {
    // Not System.out: it keeps faults to itself.
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    for (String file : files.isEmpty() ? List.of("-") : files) {
      int status = one(file, out);
      if (status != 0) {
        return status;
      }
    }
    return 0;
  }

  private static int one(String file, OutputStream out) {
    String name = file.equals("-") ? "standard input" : file;
    CodecConfig config = CodecConfig.defaults(Purpose.SHUFFLE).withMode(Mode.SOFTWARE);
    try (InputStream source =
            file.equals("-") ? new FileInputStream(FileDescriptor.in) : new FileInputStream(file);
        FrameInputStream frames =
            new FrameInputStream(new BufferedInputStream(source, CHUNK_BYTES), config)) {
      copy(frames, out);
      return 0;
    } catch (MalformedDataException e) {
      System.err.printf(
          "Cannot decode shuffle frames: file=%s offset=%d reason=%s; what is before it was written%n",
          name, e.offset(), e.reason());
      return MALFORMED;
    } catch (OutputException e) {
      String reason = String.valueOf(e.getCause().getMessage());
      if (reason.contains("Broken pipe")) {
        return READER_GONE;
      }
      System.err.println("Cannot write to standard output: error=" + reason);
      return UNWRITABLE;
    } catch (IOException e) {
      System.err.println("Cannot read: file=" + name + " error=" + e);
      return UNREADABLE;
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException, OutputException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      try {
        out.write(chunk, 0, count);
      } catch (IOException e) {
        throw new OutputException(e);
      }
    }
  }
}
