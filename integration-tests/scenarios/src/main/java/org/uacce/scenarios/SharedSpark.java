package org.uacce.scenarios;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark of this JVM. Spark reads its IO codec once per context, so another codec means
 * another context; the classes' order keeps those changes few.
 */
final class SharedSpark {
  static final String OURS = "org.uacce.spark.UacceCompressionCodec";
  static final String PLAIN = "org.uacce.spark.UaccePlainCompressionCodec";
  static final String STOCK = "lz4";

  /** Everything that a test writes; Maven runs the tests inside its target folder. */
  static final Path FOLDER = Path.of("spark").toAbsolutePath();

  private static SparkSession spark;
  private static String codec;

  private SharedSpark() {}

  /** The running Spark if it has this codec, else a new one. */
  static synchronized SparkSession with(String wanted) {
    if (!wanted.equals(codec)) {
      stop();
      spark = start(wanted);
      codec = wanted;
    }
    return spark;
  }

  static synchronized void stop() {
    if (spark != null) {
      spark.stop();
      spark = null;
      codec = null;
    }
  }

  private static SparkSession start(String codec) {
    SparkSession started = builder(codec).getOrCreate();
    started.sparkContext().setCheckpointDir(FOLDER.resolve("checkpoints").toString());
    return started;
  }

  /** The shared Spark's options with this codec, for a test that needs one more. */
  static SparkSession.Builder builder(String codec) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("scenarios")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.local.dir", FOLDER.resolve("local").toString())
            .config("spark.sql.warehouse.dir", FOLDER.resolve("warehouse").toString())
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.io.compression.codec", codec)
            .config("spark.rdd.compress", "true")
            .config("spark.checkpoint.compress", "true")
            // All but the narrowest shuffles take the path that spills and merges, and do spill.
            .config("spark.shuffle.sort.bypassMergeThreshold", "3")
            .config("spark.shuffle.spill.numElementsForceSpillThreshold", "4000")
            // Joins by shuffle.
            .config("spark.sql.autoBroadcastJoinThreshold", "-1");
    if (!codec.equals(STOCK)) {
      builder
          .config("spark.plugins", "org.uacce.spark.UaccePlugin")
          .config(
              "spark.hadoop.io.compression.codecs",
              "org.uacce.hadoop.UacceGzipCodec,org.uacce.hadoop.UacceDeflateCodec");
    }
    return builder;
  }
}
