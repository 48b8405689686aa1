package org.uacce.codec.queue;

/** What became of a job that the device finished: {@code enum uz_job_status}. */
public enum JobStatus {
  /** Consumed, produced and checksum are what the device says. */
  DONE(0),
  /** The room for the output was too small; no result means anything. */
  NO_SPACE(1),
  /** Decompression: the trailer does not fit the data. */
  CORRUPT(2),
  /** Everything else; the device's own status number tells what. */
  FAILED(3);

  private static final JobStatus[] BY_CODE = values();

  private final int code;

  JobStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** A number that the driver never gives is a failure too. */
  static JobStatus of(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : FAILED;
  }
}
