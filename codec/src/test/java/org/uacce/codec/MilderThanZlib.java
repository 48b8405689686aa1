package org.uacce.codec;

import java.util.regex.Pattern;

/**
 * The one thing in which our engines are known to be milder than zlib: ISA-L and libdeflate read a
 * few streams whose DEFLATE structure zlib refuses, such as incomplete sets of codes. What comes
 * out has been proved by its checksum all the same, so a comparison with zlib leaves such input
 * out.
 */
public final class MilderThanZlib {
  private static final Pattern STRUCTURE =
      Pattern.compile(
          "invalid (code lengths set|literal/lengths set|distances set|stored block lengths"
              + "|block type|bit length repeat|literal/length code|distance code"
              + "|distance too far back|code -- missing end-of-block)"
              + "|too many length or distance symbols");

  private MilderThanZlib() {}

  /**
   * Whether zlib's message is about the structure, and not about a checksum, a length or an end.
   */
  public static boolean refusedStructure(String message) {
    return STRUCTURE.matcher(String.valueOf(message)).find();
  }
}
