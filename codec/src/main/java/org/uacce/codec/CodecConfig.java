package org.uacce.codec;

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
 * @param offload what an accelerator is offered, where {@code mode} allows it
 * @param pages whether blocks are pages of Parquet, whose columns are text or numbers
 * @param jvm what this instance wants of what all share; the first user decides
 */
public record CodecConfig(
    Mode mode,
    int level,
    int blockBytes,
    int rowBlockBytes,
    boolean rowFilter,
    boolean huffmanOnly,
    boolean pages,
    OffloadOptions offload,
    JvmOptions jvm) {
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
  static final long MIN_POOL_BYTES = 8L << 20;

  /** A whole member is cut into pieces of an eighth of the pool, and never into smaller ones. */
  static final int LEAST_PIECE_BYTES = (int) (MIN_POOL_BYTES / 8);

  static final int MAX_LEVEL = 12;

  /** zlib's default, which is Hadoop's and Parquet's too. */
  private static final int USUAL_LEVEL = 6;

  /**
   * The most that a page of numbers has by Parquet's default limit of 20 000 rows: a larger one is
   * strings.
   */
  private static final int MOST_NUMBER_BYTES = 20_000 * Long.BYTES;

  /**
   * Reads every option.
   *
   * @param prefix put in front of each {@link CodecOption#key()}, for example {@code
   *     spark.io.compression.uacce.}
   * @param lookup gives the text of a full key, or null where the user set none
   * @throws CodecConfigurationException if a value is outside its range
   */
  public static CodecConfig read(String prefix, UnaryOperator<String> lookup, Purpose purpose) {
    OptionReader reader = new OptionReader(prefix, lookup, purpose);
    JvmOptions jvm = reader.jvm();
    // A block and its result are a quarter of the pool together.
    long mostBlockBytes = Math.min(MAX_BLOCK_BYTES, jvm.bufferPoolBytes() / 8);
    int blockBytes = (int) reader.size(CodecOption.BLOCK_SIZE, MIN_BLOCK_BYTES, mostBlockBytes);
    boolean rowFilter = reader.rowFilter();
    return new CodecConfig(
        reader.mode(),
        reader.number(CodecOption.LEVEL, 0, MAX_LEVEL),
        blockBytes,
        rowFilter && !reader.isSet(CodecOption.BLOCK_SIZE) ? ROW_BLOCK_BYTES : blockBytes,
        rowFilter,
        false,
        false,
        reader.offload(),
        jvm);
  }

  /**
   * The level at which the native engines compress a block. It is {@link #level()} but for large
   * pages of Parquet at the usual level: there libdeflate's 6 leaves text larger than zlib's 6
   * does, and its 7 smaller, in a third less time ({@code
   * docs/adr/005-large-parquet-pages-at-level-7.md}).
   */
  public int levelOf(int blockBytes) {
    return pages && level == USUAL_LEVEL && blockBytes > MOST_NUMBER_BYTES ? level + 1 : level;
  }

  /** Bound on off-heap buffers, of {@link #jvm()}. */
  public long bufferPoolBytes() {
    return jvm.bufferPoolBytes();
  }

  /** Bound on the heap of open output streams, of {@link #jvm()}. */
  public long streamBufferBytes() {
    return jvm.streamBufferBytes();
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
    return copy(mode, newLevel, huffmanOnly, pages);
  }

  /** The same options with or without matches. */
  public CodecConfig withHuffmanOnly(boolean on) {
    return copy(mode, level, on, pages);
  }

  /** The same options for pages of Parquet. */
  public CodecConfig withPages() {
    return copy(mode, level, huffmanOnly, true);
  }

  /**
   * The same options in another mode: the Spark driver turns {@code hardware} into {@code auto}.
   */
  public CodecConfig withMode(Mode newMode) {
    return copy(newMode, level, huffmanOnly, pages);
  }

  /** The same options with another proof of what accelerators make. */
  public CodecConfig withVerify(Verify verify) {
    return new CodecConfig(
        mode,
        level,
        blockBytes,
        rowBlockBytes,
        rowFilter,
        huffmanOnly,
        pages,
        new OffloadOptions(offload.leastBytes(), offload.maxLevel(), offload.inFlight(), verify),
        jvm);
  }

  private CodecConfig copy(Mode newMode, int newLevel, boolean newHuffmanOnly, boolean newPages) {
    return new CodecConfig(
        newMode,
        newLevel,
        blockBytes,
        rowBlockBytes,
        rowFilter,
        newHuffmanOnly,
        newPages,
        offload,
        jvm);
  }
}
