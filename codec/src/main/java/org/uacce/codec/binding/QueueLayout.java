package org.uacce.codec.binding;

/**
 * Where the fields of the queue structures of {@code include/uacce_zip.h} are, in bytes. Java
 * writes and reads them in place. Each constant is named after its C field; a test compares all of
 * them, and the numbers of the enums, with the header.
 */
public final class QueueLayout {
  /** {@code UZ_JOB_MAX_BYTES}: the longest input, and the longest output, of one job. */
  public static final int JOB_MAX_BYTES = 8 << 20;

  /** {@code UZ_CONTEXT_BYTES}: what a job that ends as a piece needs beside its buffers. */
  public static final int CONTEXT_BYTES = 64 + (64 << 10);

  /** The alignment of that memory, in bytes. */
  public static final int CONTEXT_ALIGNMENT = 64;

  /** {@code struct uz_job}. */
  public static final class Job {
    public static final int IN = 0;
    public static final int OUT = 8;
    public static final int CONTEXT = 16;
    public static final int IN_BYTES = 24;
    public static final int OUT_CAPACITY = 28;
    public static final int FORMAT = 32;
    public static final int ENDING = 33;
    public static final int CONSUMED = 36;
    public static final int PRODUCED = 40;
    public static final int CHECKSUM = 44;
    public static final int STATUS = 48;
    public static final int DEVICE_STATUS = 49;
    public static final int LAST_BLOCK = 50;
    public static final int SIZEOF = 64;

    private Job() {}
  }

  /** {@code struct uz_opening}. */
  public static final class Opening {
    public static final int STEP = 0;
    public static final int ERROR = 4;
    public static final int ACTUAL = 8;
    public static final int LIMIT = 16;
    public static final int QUEUE = 24;
    public static final int SQ_DEPTH = 28;
    public static final int CQ_DEPTH = 32;
    public static final int SIZEOF = 40;

    private Opening() {}
  }

  /** {@code struct uz_turn}. */
  public static final class Turn {
    public static final int JOBS = 0;
    public static final int SUBMIT = 8;
    public static final int DONE = 16;
    public static final int JOB_COUNT = 24;
    public static final int SUBMIT_COUNT = 28;
    public static final int SUBMITTED = 32;
    public static final int DONE_COUNT = 36;
    public static final int SQ_DOORBELLS = 40;
    public static final int CQ_DOORBELLS = 48;
    public static final int SIZEOF = 64;

    private Turn() {}
  }

  private QueueLayout() {}
}
