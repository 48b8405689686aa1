package org.uacce.codec.queue;

/** Where opening a queue failed: {@code enum uz_open_step}, and the call in people's words. */
public enum OpenStep {
  OPENED(0, "none"),
  ARGUMENTS(1, "the check of direction, generation and region sizes"),
  MEMORY(2, "the allocation of its memory"),
  NODE(3, "open of the device node"),
  MAP_RINGS(4, "mmap of region 1, the rings"),
  MAP_DOORBELL(5, "mmap of region 0, the doorbell"),
  DIRECTION(6, "ioctl UACCE_CMD_QM_SET_QP_CTX"),
  DEPTH(7, "ioctl UACCE_CMD_QM_SET_QP_INFO"),
  REGION(8, "the check that the rings fit region 1"),
  GUARD(9, "the installation of the SIGBUS handler"),
  START(10, "ioctl UACCE_CMD_START_Q");

  private static final OpenStep[] BY_CODE = values();

  private final int code;
  private final String operation;

  OpenStep(int code, String operation) {
    this.code = code;
    this.operation = operation;
  }

  int code() {
    return code;
  }

  /** What was attempted. */
  public String operation() {
    return operation;
  }

  static OpenStep of(int code) {
    return code > 0 && code < BY_CODE.length ? BY_CODE[code] : ARGUMENTS;
  }
}
