package org.uacce.spark;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.UnknownKeys;
import org.uacce.codec.Verify;

/**
 * What both Spark codecs are made of: shuffle frames with the options of one SparkConf. Immutable;
 * any thread. Spark makes hundreds of codecs for a small query, so a codec holds its options and
 * nothing else.
 */
final class FrameCodec {
  static final String PREFIX = "spark.io.compression.uacce.";

  /** {@code SparkContext.DRIVER_IDENTIFIER}, which is private to Spark. */
  static final String DRIVER = "driver";

  /** The configuration whose keys were looked at last; listing them costs more than a codec. */
  private static volatile WeakReference<SparkConf> keysRead = new WeakReference<>(null);

  private static final Verify FULL = new Verify(Verify.Kind.FULL, 1);

  private final CodecConfig config;

  /** What holds where this is no executor. */
  private final CodecConfig onDriver;

  /**
   * @throws org.uacce.codec.CodecConfigurationException if a value is outside its range; nothing
   *     else fails here, whatever the host has or lacks
   */
  FrameCodec(SparkConf conf) {
    config = CodecConfig.read(PREFIX, key -> conf.get(key, null), Purpose.SHUFFLE);
    boolean verifyIsSet = conf.contains(PREFIX + CodecOption.VERIFY.key());
    CodecConfig driver = verifyIsSet ? config : config.withVerify(FULL);
    onDriver =
        driver.mode() == CodecConfig.Mode.HARDWARE
            ? driver.withMode(CodecConfig.Mode.AUTO)
            : driver;
    warnOfUnknownKeys(conf);
  }

  private static void warnOfUnknownKeys(SparkConf conf) {
    if (keysRead.get() != conf) {
      keysRead = new WeakReference<>(conf);
      List<String> suffixes =
          Arrays.stream(conf.getAllWithPrefix(PREFIX)).map(entry -> entry._1()).toList();
      UnknownKeys.warn(PREFIX, suffixes);
    }
  }

  /** Frames of full blocks; a flush cuts none, since Spark flushes a stream several times. */
  OutputStream output(OutputStream sink) {
    return new FrameOutputStream(sink, configHere(), false);
  }

  /** Frames such that everything written before a flush can be read after it. */
  OutputStream continuousOutput(OutputStream sink) {
    return new FrameOutputStream(sink, configHere(), true);
  }

  /** Reads nothing before the first read, so that bad bytes are an IOException that Spark sees. */
  InputStream input(InputStream source) {
    return new FrameInputStream(source, config);
  }

  /**
   * Executors must have an accelerator if the user says so; the driver, which compresses broadcasts
   * too, often runs on another kind of host. And what a broadcast says wrongly every attempt of
   * every task reads again, where a shuffle block would be made anew: unless the user has decided,
   * the driver's are proved. Asked per stream, since Spark makes its first codecs before it sets
   * SparkEnv.
   */
  CodecConfig configHere() {
    return onExecutor() ? config : onDriver;
  }

  private static boolean onExecutor() {
    SparkEnv env = SparkEnv.get();
    return env != null && !env.executorId().equals(DRIVER);
  }
}
