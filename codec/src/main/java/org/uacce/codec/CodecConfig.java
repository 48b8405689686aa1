package org.uacce.codec;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.uacce.codec.CodecOption.Purpose;

/**
 * The validated options of one codec instance. Immutable; made once per instance from configuration
 * alone, so it reads neither input nor library nor device.
 *
 * @param mode where blocks may be compressed
 * @param level 0 to 12
 * @param blockBytes uncompressed bytes in a full block
 * @param rowBlockBytes the same of a stream of rows; {@code blockBytes} where rows are not filtered
 * @param rowFilter whether streams of rows are filtered, in shuffle frames
 * @param huffmanOnly entropy coding without matches, as {@code zlib.compress.strategy=HUFFMAN_ONLY}
 *     asks
 * @param bufferPoolBytes bound on off-heap buffers; JVM-wide, the first user decides
 * @param streamBufferBytes bound on the heap of open output streams; JVM-wide, the first user
 *     decides
 */
public record CodecConfig(
    Mode mode,
    int level,
    int blockBytes,
    int rowBlockBytes,
    boolean rowFilter,
    boolean huffmanOnly,
    long bufferPoolBytes,
    long streamBufferBytes) {
  /** Where blocks may be compressed. */
  public enum Mode {
    AUTO,
    SOFTWARE,
    HARDWARE
  }

  /**
   * The most one shuffle frame may hold: a constant of the format ({@code docs/format.md}), so the
   * largest block too.
   */
  public static final int MAX_BLOCK_BYTES = 8 << 20;

  private static final int MIN_BLOCK_BYTES = 4 << 10;

  /**
   * Of rows, unless the block size is set: columns and their tables are spread over more, 4 % in
   * size and 15 % in speed beyond what larger blocks bring by themselves.
   */
  private static final int ROW_BLOCK_BYTES = 256 << 10;

  /** Eight of the default file blocks. */
  private static final long MIN_POOL_BYTES = 8L << 20;

  /** A whole member is cut into pieces of an eighth of the pool, and never into smaller ones. */
  static final int LEAST_PIECE_BYTES = (int) (MIN_POOL_BYTES / 8);

  private static final int MAX_LEVEL = 12;

  /**
   * Reads every option.
   *
   * @param prefix put in front of each {@link CodecOption#key()}, for example {@code
   *     spark.io.compression.uacce.}
   * @param lookup gives the text of a full key, or null where the user set none
   * @throws CodecConfigurationException if a value is outside its range
   */
  public static CodecConfig read(String prefix, UnaryOperator<String> lookup, Purpose purpose) {
    Reader reader = new Reader(prefix, lookup, purpose);
    long poolBytes = reader.size(CodecOption.BUFFER_POOL_MAX_BYTES, MIN_POOL_BYTES, 4L << 30);
    // A block and its result are a quarter of the pool together.
    long mostBlockBytes = Math.min(MAX_BLOCK_BYTES, poolBytes / 8);
    int blockBytes = (int) reader.size(CodecOption.BLOCK_SIZE, MIN_BLOCK_BYTES, mostBlockBytes);
    boolean rowFilter = reader.rowFilter();
    return new CodecConfig(
        reader.mode(),
        reader.level(),
        blockBytes,
        rowFilter && !reader.isSet(CodecOption.BLOCK_SIZE) ? ROW_BLOCK_BYTES : blockBytes,
        rowFilter,
        false,
        poolBytes,
        reader.size(CodecOption.STREAM_BUFFER_MAX_BYTES, 1L << 20, 4L << 30));
  }

  /** All defaults for a purpose. */
  public static CodecConfig defaults(Purpose purpose) {
    return read("", key -> null, purpose);
  }

  /** The same options at another level. */
  public CodecConfig withLevel(int newLevel) {
    if (newLevel < 0 || newLevel > MAX_LEVEL) {
      throw new IllegalArgumentException(
          "Cannot use level: level=" + newLevel + " range=" + CodecOption.LEVEL.range());
    }
    return copy(mode, newLevel, huffmanOnly);
  }

  /** The same options with or without matches. */
  public CodecConfig withHuffmanOnly(boolean on) {
    return copy(mode, level, on);
  }

  /**
   * The same options in another mode: the Spark driver turns {@code hardware} into {@code auto}.
   */
  public CodecConfig withMode(Mode newMode) {
    return copy(newMode, level, huffmanOnly);
  }

  private CodecConfig copy(Mode newMode, int newLevel, boolean newHuffmanOnly) {
    return new CodecConfig(
        newMode,
        newLevel,
        blockBytes,
        rowBlockBytes,
        rowFilter,
        newHuffmanOnly,
        bufferPoolBytes,
        streamBufferBytes);
  }

  private record Reader(String prefix, UnaryOperator<String> lookup, Purpose purpose) {
    String text(CodecOption option) {
      String value = lookup.apply(prefix + option.key());
      return value == null ? option.defaultFor(purpose) : value.strip();
    }

    Mode mode() {
      String value = text(CodecOption.MODE);
      try {
        return Mode.valueOf(value.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw refused(CodecOption.MODE, value);
      }
    }

    int level() {
      String value = text(CodecOption.LEVEL);
      try {
        int level = Integer.parseInt(value);
        if (level >= 0 && level <= MAX_LEVEL) {
          return level;
        }
      } catch (NumberFormatException notANumber) {
        // refused below, as a number outside the range is
      }
      throw refused(CodecOption.LEVEL, value);
    }

    boolean isSet(CodecOption option) {
      return lookup.apply(prefix + option.key()) != null;
    }

    /** Only shuffle frames have filters; other programs read the files. */
    boolean rowFilter() {
      String value = text(CodecOption.FILTER);
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "auto" -> purpose == Purpose.SHUFFLE;
        case "none" -> false;
        default -> throw refused(CodecOption.FILTER, value);
      };
    }

    long size(CodecOption option, long least, long most) {
      String value = text(option);
      long number = parse(option, value);
      if (number < least || number > most) {
        throw refused(option, value);
      }
      return number;
    }

    private long parse(CodecOption option, String value) {
      String digits = value.toLowerCase(Locale.ROOT);
      if (digits.endsWith("b") && digits.length() > 1) {
        digits = digits.substring(0, digits.length() - 1);
      }
      int shift =
          switch (digits.isEmpty() ? ' ' : digits.charAt(digits.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
          };
      try {
        long number =
            Long.parseLong(shift == 0 ? digits : digits.substring(0, digits.length() - 1));
        return Math.multiplyExact(number, 1L << shift);
      } catch (NumberFormatException | ArithmeticException unreadable) {
        throw refused(option, value);
      }
    }

    private CodecConfigurationException refused(CodecOption option, String value) {
      return new CodecConfigurationException(prefix + option.key(), value, option.range());
    }
  }
}
