package org.uacce.codec;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.uacce.codec.CodecConfig.Mode;
import org.uacce.codec.CodecOption.Purpose;

/**
 * Reads the texts of options and refuses those that are outside their range.
 *
 * @param prefix put in front of each {@link CodecOption#key()}
 * @param lookup gives the text of a full key, or null where the user set none
 */
record OptionReader(String prefix, UnaryOperator<String> lookup, Purpose purpose) {
  private static final int MAX_QUEUES = 8;
  private static final int MAX_DEPTH = 1023;
  private static final int USUAL_BATCH = 16;
  private static final int USUAL_LOW_WATER = 32;
  private static final int MAX_IN_FLIGHT = 64;
  private static final long MIN_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String SAMPLE = "sample:";

  /** What is no number is below every range. */
  private static final long NO_NUMBER = Long.MIN_VALUE;

  boolean isSet(CodecOption option) {
    return lookup.apply(prefix + option.key()) != null;
  }

  private String text(CodecOption option) {
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

  /** Only shuffle frames have filters; other programs read the files. */
  boolean rowFilter() {
    String value = text(CodecOption.FILTER);
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "auto" -> purpose == Purpose.SHUFFLE;
      case "none" -> false;
      default -> throw refused(CodecOption.FILTER, value);
    };
  }

  OffloadOptions offload() {
    return new OffloadOptions(
        (int) size(CodecOption.MIN_OFFLOAD_SIZE, 512, CodecConfig.MAX_BLOCK_BYTES),
        number(CodecOption.OFFLOAD_MAX_LEVEL, 0, CodecConfig.MAX_LEVEL),
        number(CodecOption.IN_FLIGHT, 1, MAX_IN_FLIGHT),
        verify());
  }

  JvmOptions jvm() {
    int depth = number(CodecOption.DEPTH, 2, MAX_DEPTH);
    // Whoever sets a small depth alone is not told off for defaults.
    int batch =
        number(CodecOption.BATCH, Math.max(1, Math.min(USUAL_BATCH, depth / 4)), 1, depth - 1);
    int usualLowWater = Math.max(1, Math.min(USUAL_LOW_WATER, Math.min(depth / 2, depth - batch)));
    return new JvmOptions(
        size(CodecOption.BUFFER_POOL_MAX_BYTES, CodecConfig.MIN_POOL_BYTES, 4L << 30),
        size(CodecOption.STREAM_BUFFER_MAX_BYTES, 1L << 20, 4L << 30),
        devices(),
        number(CodecOption.QUEUES, 1, MAX_QUEUES),
        depth,
        batch,
        number(CodecOption.LOW_WATER, usualLowWater, 1, depth - batch),
        timeout());
  }

  private DeviceChoice devices() {
    String value = text(CodecOption.DEVICES);
    DeviceChoice devices = DeviceChoice.parseOrNull(value);
    if (devices == null) {
      throw refused(CodecOption.DEVICES, value);
    }
    return devices;
  }

  private Verify verify() {
    String value = text(CodecOption.VERIFY);
    String lower = value.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "full" -> Verify.of(Verify.Kind.FULL);
      case "crc" -> Verify.of(Verify.Kind.CRC);
      case "none" -> Verify.of(Verify.Kind.NONE);
      default -> {
        if (!lower.startsWith(SAMPLE)) {
          throw refused(CodecOption.VERIFY, value);
        }
        String every = lower.substring(SAMPLE.length());
        yield new Verify(
            Verify.Kind.SAMPLE,
            (int) within(CodecOption.VERIFY, value, whole(every), 1, Verify.MAX_EVERY));
      }
    };
  }

  private long timeout() {
    String value = text(CodecOption.TIMEOUT);
    String lower = value.toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
      digits++;
    }
    long nanos =
        switch (lower.substring(digits)) {
          case "ms" -> TimeUnit.MILLISECONDS.toNanos(whole(lower.substring(0, digits)));
          case "s" -> TimeUnit.SECONDS.toNanos(whole(lower.substring(0, digits)));
          case "m" -> TimeUnit.MINUTES.toNanos(whole(lower.substring(0, digits)));
          default -> NO_NUMBER;
        };
    return within(CodecOption.TIMEOUT, value, nanos, MIN_TIMEOUT_NANOS, MAX_TIMEOUT_NANOS);
  }

  int number(CodecOption option, int least, int most) {
    String value = text(option);
    return (int) within(option, value, whole(value), least, most);
  }

  /** Where the default depends on other options. */
  private int number(CodecOption option, int usual, int least, int most) {
    return isSet(option) ? number(option, least, most) : usual;
  }

  long size(CodecOption option, long least, long most) {
    String value = text(option);
    return within(option, value, bytes(value), least, most);
  }

  private long within(CodecOption option, String value, long number, long least, long most) {
    if (number < least || number > most) {
      throw refused(option, value);
    }
    return number;
  }

  private static long whole(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException unreadable) {
      return NO_NUMBER;
    }
  }

  private static long bytes(String value) {
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
    long number = whole(shift == 0 ? digits : digits.substring(0, digits.length() - 1));
    boolean fits = number >= 0 && number <= Long.MAX_VALUE >> shift;
    return fits ? number << shift : NO_NUMBER;
  }

  private CodecConfigurationException refused(CodecOption option, String value) {
    return new CodecConfigurationException(prefix + option.key(), value, option.range());
  }
}
