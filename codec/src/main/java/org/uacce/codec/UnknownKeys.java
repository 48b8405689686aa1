package org.uacce.codec;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.uacce.codec.log.Log;

/**
 * Warns about keys under our prefix that no option reads, since a mistyped key is otherwise
 * silently the default.
 */
public final class UnknownKeys {
  private static final Log LOG = Log.of(UnknownKeys.class);
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private UnknownKeys() {}

  /**
   * Logs one warning per unknown key and JVM.
   *
   * @param prefix the edge's prefix
   * @param suffixes the configured keys below it, without the prefix
   */
  public static void warn(String prefix, Iterable<String> suffixes) {
    for (String suffix : suffixes) {
      if (!known(suffix) && WARNED.add(prefix + suffix)) {
        LOG.warn(
            "Ignoring an unknown option: key={}{} nearest={}{}",
            prefix,
            suffix,
            prefix,
            nearest(suffix));
      }
    }
  }

  /** The key that somebody may have meant; null for one that an option reads. */
  public static String nearestOrNull(String suffix) {
    return known(suffix) ? null : nearest(suffix);
  }

  private static boolean known(String suffix) {
    return Arrays.stream(CodecOption.values()).anyMatch(option -> option.key().equals(suffix));
  }

  static String nearest(String suffix) {
    return Arrays.stream(CodecOption.values())
        .map(CodecOption::key)
        .min(Comparator.comparingInt(key -> edits(suffix, key)))
        .orElseThrow();
  }

  /** Levenshtein distance, ignoring case. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same =
            Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
        int best = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[to.length()];
  }
}
