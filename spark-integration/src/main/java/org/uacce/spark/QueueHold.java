package org.uacce.spark;

import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.codec.CodecOption;
import org.uacce.codec.CodecOption.Purpose;

/**
 * One part of a plugin's hold on the device queues of its JVM: with the last hold they are closed.
 * The options that hold for the whole JVM are those of the SparkConf, of Spark's codecs where they
 * are set there, else of Hadoop's. One thread at a time, but {@link #openQueues} on any; {@link
 * #close} is idempotent.
 */
final class QueueHold implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueHold.class);

  private static final String HADOOP_PREFIX = "spark.hadoop.io.compression.codec.uacce.";

  private boolean held;

  /** Null until held. */
  private volatile CodecConfig config;

  /** Never throws for what it finds in the configuration: who uses the codec is told. */
  void open(SparkConf conf) {
    if (held) {
      return;
    }
    try {
      CodecConfig read =
          CodecConfig.read(FrameCodec.PREFIX, key -> text(conf, key), Purpose.SHUFFLE);
      Accelerator.retain(read);
      config = read;
      held = true;
    } catch (CodecConfigurationException e) {
      LOG.warn("Cannot hold the device queues until the end: cause=\"{}\"", e.getMessage());
    }
  }

  /**
   * Opens the queues that the first block would open. Whoever demands a device and has none is told
   * now, and stopped by the first block.
   *
   * @param onExecutor whether {@code mode=hardware} holds here
   */
  void openQueues(boolean onExecutor) {
    CodecConfig wanted = config;
    if (wanted != null
        && !Accelerator.open(wanted)
        && onExecutor
        && wanted.mode() == CodecConfig.Mode.HARDWARE) {
      LOG.warn(
          "Cannot open an accelerator: mode=hardware reasons={}; tasks will fail until there is one: mend them or set"
              + " {}{}=auto",
          Accelerator.unavailabilityReasons(),
          FrameCodec.PREFIX,
          CodecOption.MODE.key());
    }
  }

  private static String text(SparkConf conf, String key) {
    String suffix = key.substring(FrameCodec.PREFIX.length());
    return conf.get(key, conf.get(HADOOP_PREFIX + suffix, null));
  }

  @Override
  public void close() {
    if (held) {
      held = false;
      Accelerator.release();
    }
  }
}
