package org.uacce.parquet;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.hadoop.HadoopOptions;
import org.uacce.hadoop.UacceGzipCodec;

/**
 * Sends the GZIP pages of every parquet reader and writer of this JVM through our codec, also of
 * those that make their own codec factory, as Spark's Parquet source does. What is written stays
 * GZIP to everybody.
 *
 * <p>It works by putting {@link UacceGzipCodec} instances where parquet keeps the codecs that it
 * has made. Factories that already gave out their GZIP compressor keep it. Any thread.
 */
public final class UacceParquet {
  private static final Logger LOG = LoggerFactory.getLogger(UacceParquet.class);

  /** What stands, and what stood, under each key. Guarded by parquet's map. */
  private static final Map<String, Installed> INSTALLED = new HashMap<>();

  private record Installed(CompressionCodec ours, CompressionCodec before) {}

  /**
   * Whether GZIP pages run through our codec in both directions.
   *
   * @param passed true when a page was written and read back through it
   * @param reason what was seen, in words for a log line
   * @param parquetVersion of the parquet on the class path, or {@code unknown}
   */
  public record SelfTest(boolean passed, String reason, String parquetVersion) {}

  private UacceParquet() {}

  /**
   * Installs the codec under every key for GZIP, runs the self-test and logs its outcome in one
   * line. A second call installs anew with its own configuration. The codec stays installed when
   * the test fails; the caller decides.
   *
   * <p>Levels: ours if set in {@code conf}; else the {@code zlib.compress.level} of each reader or
   * writer, or, before parquet 1.14, that of {@code conf}. A column's own level (parquet 1.18)
   * precedes both.
   *
   * @param conf copied
   * @return the outcome of the self-test; not passed, too, when this parquet has no place for it
   * @throws org.uacce.codec.CodecConfigurationException if a value under {@code
   *     io.compression.codec.uacce.} cannot be used; nothing is installed then
   */
  public static SelfTest install(Configuration conf) {
    // Refuses a bad value now; the codecs read theirs at their first page.
    HadoopOptions.read(conf);
    SelfTest outcome;
    try {
      put(conf);
      outcome = selfTest(conf);
    } catch (RuntimeException | LinkageError e) {
      outcome = foreign(e);
    }
    if (outcome.passed()) {
      LOG.info("Parquet GZIP pages run through uacce-codec: parquet={}", outcome.parquetVersion());
    } else {
      LOG.warn(
          "Parquet GZIP pages do not run through uacce-codec: parquet={} reason=\"{}\"",
          outcome.parquetVersion(),
          outcome.reason());
    }
    return outcome;
  }

  /**
   * Puts back what was there before {@link #install}. A key that somebody else has changed since is
   * left alone. Nothing happens when nothing is installed.
   */
  public static void uninstall() {
    try {
      Map<String, CompressionCodec> map = GzipEntries.map();
      synchronized (map) {
        INSTALLED.forEach(
            (key, installed) -> {
              if (map.get(key) != installed.ours) {
                return;
              }
              if (installed.before == null) {
                map.remove(key);
              } else {
                map.put(key, installed.before);
              }
            });
        INSTALLED.clear();
      }
    } catch (LinkageError e) {
      LOG.debug("Nothing to uninstall from this parquet", e);
    }
  }

  /** Whether every key for GZIP holds what {@link #install} put there, looked up now. */
  public static boolean isInstalled() {
    try {
      Map<String, CompressionCodec> map = GzipEntries.map();
      synchronized (map) {
        return !INSTALLED.isEmpty()
            && INSTALLED.entrySet().stream()
                .allMatch(entry -> map.get(entry.getKey()) == entry.getValue().ours);
      }
    } catch (LinkageError e) {
      LOG.debug("Nothing can be installed in this parquet", e);
      return false;
    }
  }

  /**
   * Writes and reads one small GZIP file in memory as any program would, and sees whether its pages
   * went through our codec.
   *
   * @param conf decides which key parquet looks for; not changed
   */
  public static SelfTest selfTest(Configuration conf) {
    try {
      return roundTrip(conf);
    } catch (LinkageError e) {
      return foreign(e);
    }
  }

  private static SelfTest roundTrip(Configuration conf) {
    try {
      String fault = RoundTrip.fault(conf);
      return fault == null
          ? new SelfTest(true, "a page was written and read through the codec", parquetVersion())
          : new SelfTest(false, fault, parquetVersion());
    } catch (IOException | RuntimeException e) {
      LOG.debug("The Parquet self-test failed", e);
      return new SelfTest(false, "the round trip failed: " + rootCause(e), parquetVersion());
    }
  }

  /** Parquet wraps what a codec throws. */
  private static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void put(Configuration conf) {
    Map<String, UacceGzipCodec> codecs = new HashMap<>();
    GzipEntries.all().forEach(entry -> codecs.put(entry.key(), entry.codec(conf)));
    Map<String, CompressionCodec> map = GzipEntries.map();
    synchronized (map) {
      codecs.forEach(
          (key, codec) -> {
            Installed last = INSTALLED.get(key);
            CompressionCodec found = map.put(key, codec);
            CompressionCodec before = last != null && last.ours == found ? last.before : found;
            INSTALLED.put(key, new Installed(codec, before));
          });
    }
  }

  private static SelfTest foreign(Throwable e) {
    LOG.debug("This parquet lacks what the hook uses", e);
    return new SelfTest(
        false,
        "this parquet lacks what the hook uses: " + e + "; use parquet 1.13 to 1.18",
        "unknown");
  }

  private static String parquetVersion() {
    // From the jar's manifest: parquet's own version constant would be compiled into our class.
    String version = GzipEntries.class.getSuperclass().getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }
}
