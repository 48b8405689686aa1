package org.uacce.codec;

/**
 * The one thing in which our engines are known to be milder than zlib: ISA-L and libdeflate read a
 * few incomplete sets of Huffman codes that zlib refuses. What comes out has been proved by its
 * checksum all the same, so a comparison with zlib leaves such input out.
 */
public final class CodeSets {
  private CodeSets() {}

  /** Whether a message of zlib says that it refused a set of codes, and not what it decoded. */
  public static boolean refusedByZlib(Throwable refusal) {
    return refusedByZlib(String.valueOf(refusal.getMessage()));
  }

  /** As the other, from the message. */
  public static boolean refusedByZlib(String message) {
    return message.matches(".*invalid (code lengths|literal/lengths|distances) set.*");
  }
}
