package org.uacce.codec.queue;

/** What a hardware queue does, for as long as it is open: {@code enum uz_direction}. */
public enum Direction {
  COMPRESS(0),
  DECOMPRESS(1);

  private final int code;

  Direction(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
