package org.uacce.codec.engine;

import java.util.Arrays;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;

/**
 * {@link StreamInflater} that has everything on the heap, about 44 KiB of it: for the reader to
 * whom the pool lends nothing, since so many are open. Slower than any other, and as strict as
 * zlib.
 *
 * <p>Input is taken a byte at a time and only when the next symbol needs it, so that nothing behind
 * the stream is ever taken.
 */
final class HeapStreamInflater implements StreamInflater {
  /** What is read next. */
  private enum State {
    BLOCK,
    STORED_SIZE,
    STORED,
    TABLE_SIZES,
    TABLE_CODE,
    TABLES,
    SYMBOL,
    LENGTH,
    DISTANCE_CODE,
    DISTANCE,
    COPY,
    ENDED
  }

  /** RFC 1951 section 2. */
  private static final int WINDOW_BYTES = 32 << 10;

  private static final int END_OF_BLOCK = 256;
  private static final int MOST_LITERALS = 286;
  private static final int MOST_DISTANCES = 30;
  private static final int TABLE_CODES = 19;

  // RFC 1951 section 3.2.5: the first length or distance of each symbol, and its further bits.
  private static final int[] LENGTH_FROM = new int[29];
  private static final int[] LENGTH_BITS = new int[29];
  private static final int[] DISTANCE_FROM = new int[MOST_DISTANCES];
  private static final int[] DISTANCE_BITS = new int[MOST_DISTANCES];

  /** RFC 1951 section 3.2.7. */
  private static final byte[] TABLE_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final HuffmanCode FIXED_LITERALS = new HuffmanCode(288);
  private static final HuffmanCode FIXED_DISTANCES = new HuffmanCode(32);

  static {
    ranges(LENGTH_FROM, LENGTH_BITS, 3, 4);
    LENGTH_FROM[28] = 258;
    LENGTH_BITS[28] = 0;
    ranges(DISTANCE_FROM, DISTANCE_BITS, 1, 2);
    byte[] lengths = new byte[288];
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, 288, (byte) 8);
    FIXED_LITERALS.build(lengths, 0, 288);
    Arrays.fill(lengths, (byte) 5);
    FIXED_DISTANCES.build(lengths, 0, 32);
  }

  private final byte[] window = new byte[WINDOW_BYTES];
  private final HuffmanCode dynamicLiterals = new HuffmanCode(MOST_LITERALS);
  private final HuffmanCode dynamicDistances = new HuffmanCode(MOST_DISTANCES);
  private final byte[] lengths = new byte[MOST_LITERALS + MOST_DISTANCES];

  private byte[] input = new byte[0];
  private int next;
  private int end;
  private int bits;
  private int bitCount;

  private State state = State.BLOCK;
  private boolean lastBlock;
  private HuffmanCode literals;
  private HuffmanCode distances;
  private int literalCount;
  private int distanceCount;
  private int tableCodes;
  private int lengthsHave;
  private int symbol;
  private int left;
  private int distance;
  private long written;

  private byte[] out;
  private int at;
  private int limit;

  /** Fills a table of ranges whose further bits grow by one every {@code each} symbols. */
  private static void ranges(int[] from, int[] bits, int first, int each) {
    int value = first;
    for (int i = 0; i < from.length; i++) {
      bits[i] = Math.max(0, i / each - 1);
      from[i] = value;
      value += 1 << bits[i];
    }
  }

  @Override
  public void setInput(byte[] newInput, int offset, int bytes) {
    input = newInput;
    next = offset;
    end = offset + bytes;
  }

  @Override
  public int readByte() {
    return next < end ? input[next++] & 0xff : -1;
  }

  @Override
  public int inflate(byte[] target, int offset, int bytes) throws MalformedDataException {
    out = target;
    at = offset;
    limit = offset + bytes;
    try {
      while (state != State.ENDED && step()) {}
    } finally {
      out = null;
    }
    int produced = at - offset;
    if (produced > 0) {
      CodecMetric.DECOMPRESS_HEAP_BLOCKS.add(1);
      CodecMetric.DECOMPRESS_HEAP_BYTES.add(produced);
    }
    return produced;
  }

  /** One step; false when it needs more input or more room. */
  private boolean step() throws MalformedDataException {
    return switch (state) {
      case BLOCK -> block();
      case STORED_SIZE -> storedSize();
      case STORED -> stored();
      case TABLE_SIZES -> tableSizes();
      case TABLE_CODE -> tableCode();
      case TABLES -> tables();
      case SYMBOL -> symbol();
      case LENGTH -> length();
      case DISTANCE_CODE -> distanceCode();
      case DISTANCE -> distance();
      case COPY -> copy();
      case ENDED -> false;
    };
  }

  private static MalformedDataException malformed(String what) {
    return new MalformedDataException(0, "not DEFLATE data: " + what);
  }

  private boolean fetch() {
    if (next == end) {
      return false;
    }
    bits |= (input[next++] & 0xff) << bitCount;
    bitCount += Byte.SIZE;
    return true;
  }

  /** Whether so many bits, at most 32, are there. */
  private boolean need(int count) {
    while (bitCount < count) {
      if (!fetch()) {
        return false;
      }
    }
    return true;
  }

  private int take(int count) {
    int value = bits & (1 << count) - 1;
    bits >>>= count;
    bitCount -= count;
    return value;
  }

  /** Looks at the next symbol; negative without enough input. */
  private int peek(HuffmanCode code) throws MalformedDataException {
    int found = code.decode(bits, bitCount);
    while (found == HuffmanCode.MORE_BITS && fetch()) {
      found = code.decode(bits, bitCount);
    }
    if (found == HuffmanCode.NO_CODE) {
      throw malformed("a code that there is not");
    }
    return found;
  }

  private boolean block() throws MalformedDataException {
    if (lastBlock) {
      state = State.ENDED;
      return false;
    }
    if (!need(3)) {
      return false;
    }
    lastBlock = take(1) == 1;
    switch (take(2)) {
      case 0 -> {
        take(bitCount);
        state = State.STORED_SIZE;
      }
      case 1 -> {
        literals = FIXED_LITERALS;
        distances = FIXED_DISTANCES;
        state = State.SYMBOL;
      }
      case 2 -> state = State.TABLE_SIZES;
      default -> throw malformed("block type 3");
    }
    return true;
  }

  private boolean storedSize() throws MalformedDataException {
    if (!need(Integer.SIZE)) {
      return false;
    }
    int size = bits & 0xffff;
    if (size != (~bits >>> 16)) {
      throw malformed("a stored block whose size is not its complement's");
    }
    bits = 0;
    bitCount = 0;
    left = size;
    state = State.STORED;
    return true;
  }

  private boolean stored() {
    int count = Math.min(left, Math.min(end - next, limit - at));
    for (int i = 0; i < count; i++) {
      put(input[next++]);
    }
    left -= count;
    if (left > 0) {
      return false;
    }
    state = State.BLOCK;
    return true;
  }

  private boolean tableSizes() throws MalformedDataException {
    if (!need(14)) {
      return false;
    }
    literalCount = take(5) + 257;
    distanceCount = take(5) + 1;
    tableCodes = take(4) + 4;
    if (literalCount > MOST_LITERALS || distanceCount > MOST_DISTANCES) {
      throw malformed("lengths=" + literalCount + " distances=" + distanceCount);
    }
    Arrays.fill(lengths, 0, TABLE_CODES, (byte) 0);
    lengthsHave = 0;
    state = State.TABLE_CODE;
    return true;
  }

  private boolean tableCode() throws MalformedDataException {
    while (lengthsHave < tableCodes) {
      if (!need(3)) {
        return false;
      }
      lengths[TABLE_ORDER[lengthsHave++]] = (byte) take(3);
    }
    if (dynamicLiterals.build(lengths, 0, TABLE_CODES) != 0) {
      throw malformed("an incomplete code of code lengths");
    }
    lengthsHave = 0;
    state = State.TABLES;
    return true;
  }

  private boolean tables() throws MalformedDataException {
    int wanted = literalCount + distanceCount;
    while (lengthsHave < wanted) {
      int found = peek(dynamicLiterals);
      if (found < 0) {
        return false;
      }
      int value = found >> 4;
      int furtherBits = value < 16 ? 0 : value == 16 ? 2 : value == 17 ? 3 : 7;
      // With up to 7 bits of code and 7 behind them there may be another byte to fetch.
      if (!need((found & 15) + furtherBits)) {
        return false;
      }
      take(found & 15);
      if (value < 16) {
        lengths[lengthsHave++] = (byte) value;
        continue;
      }
      int repeated = take(furtherBits) + (value == 18 ? 11 : 3);
      if (lengthsHave + repeated > wanted || (value == 16 && lengthsHave == 0)) {
        throw malformed("a repeated code length that does not fit");
      }
      byte length = value == 16 ? lengths[lengthsHave - 1] : 0;
      Arrays.fill(lengths, lengthsHave, lengthsHave + repeated, length);
      lengthsHave += repeated;
    }
    if (lengths[END_OF_BLOCK] == 0) {
      throw malformed("no code ends the block");
    }
    build(dynamicLiterals, 0, literalCount);
    build(dynamicDistances, literalCount, distanceCount);
    literals = dynamicLiterals;
    distances = dynamicDistances;
    state = State.SYMBOL;
    return true;
  }

  /** As zlib does, takes an incomplete code only if it has one code of one bit, or none. */
  private void build(HuffmanCode code, int from, int count) throws MalformedDataException {
    int leftOver = code.build(lengths, from, count);
    if (leftOver < 0 || (leftOver > 0 && code.mostBits() > 1)) {
      throw malformed("an impossible set of codes");
    }
  }

  private boolean symbol() throws MalformedDataException {
    int found = peek(literals);
    if (found < 0) {
      return false;
    }
    symbol = found >> 4;
    if (symbol < END_OF_BLOCK) {
      if (at == limit) {
        return false;
      }
      take(found & 15);
      put((byte) symbol);
      return true;
    }
    take(found & 15);
    symbol -= END_OF_BLOCK + 1;
    if (symbol >= LENGTH_FROM.length) {
      throw malformed("length symbol " + (symbol + END_OF_BLOCK + 1));
    }
    state = symbol < 0 ? State.BLOCK : State.LENGTH;
    return true;
  }

  private boolean length() {
    if (!need(LENGTH_BITS[symbol])) {
      return false;
    }
    left = LENGTH_FROM[symbol] + take(LENGTH_BITS[symbol]);
    state = State.DISTANCE_CODE;
    return true;
  }

  private boolean distanceCode() throws MalformedDataException {
    int found = peek(distances);
    if (found < 0) {
      return false;
    }
    take(found & 15);
    symbol = found >> 4;
    if (symbol >= MOST_DISTANCES) {
      throw malformed("distance symbol " + symbol);
    }
    state = State.DISTANCE;
    return true;
  }

  private boolean distance() throws MalformedDataException {
    if (!need(DISTANCE_BITS[symbol])) {
      return false;
    }
    distance = DISTANCE_FROM[symbol] + take(DISTANCE_BITS[symbol]);
    if (distance > written) {
      throw malformed("distance=" + distance + " limit=" + written);
    }
    state = State.COPY;
    return true;
  }

  private boolean copy() {
    int count = Math.min(left, limit - at);
    for (int i = 0; i < count; i++) {
      put(window[(int) (written - distance) & WINDOW_BYTES - 1]);
    }
    left -= count;
    if (left > 0) {
      return false;
    }
    state = State.SYMBOL;
    return true;
  }

  private void put(byte value) {
    out[at++] = value;
    window[(int) written & WINDOW_BYTES - 1] = value;
    written++;
  }

  @Override
  public boolean finished() {
    return state == State.ENDED;
  }

  @Override
  public int remaining() {
    return end - next;
  }

  @Override
  public void close() {
    state = State.ENDED;
    out = null;
  }
}
