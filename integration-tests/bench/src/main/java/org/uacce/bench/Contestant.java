package org.uacce.bench;

import io.airlift.compress.lz4.Lz4HadoopStreams;
import io.airlift.compress.zstd.ZstdHadoopStreams;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.uacce.parquet.UacceCodecFactory;
import org.uacce.spark.UacceCompressionCodec;

/** Who is measured by {@code bench.sh}; each has JVMs of its own, with the yardstick in them. */
enum Contestant {
  UACCE_1("uacce 1", Kind.OURS, 1),
  UACCE_ROWS("uacce filter=auto", Kind.OURS, 0),
  UACCE_6("uacce 6", Kind.OURS, 6),
  UACCE_GZIP_1("uacce gzip 1", Kind.OURS, 0),
  UACCE_GZIP_6("uacce gzip 6", Kind.OURS, 0),
  UACCE_GZIP_12("uacce gzip 12", Kind.OURS, 0),
  JDK_6("java.util.zip 6", Kind.DEFLATE, 0),
  HADOOP_GZIP("Hadoop GzipCodec", Kind.DEFLATE, 0),
  HADOOP_DEFAULT("Hadoop DefaultCodec", Kind.DEFLATE, 0),
  GKL_1("GKL 1", Kind.DEFLATE, 0),
  LZ4("Spark lz4", Kind.OTHER, 0),
  SNAPPY("Spark snappy", Kind.OTHER, 0),
  ZSTD_1("Spark zstd 1", Kind.OTHER, 0),
  ZSTD_3("Spark zstd 3", Kind.OTHER, 0),
  AIR_LZ4("aircompressor 2 lz4", Kind.OTHER, 0),
  AIR_ZSTD("aircompressor 2 zstd", Kind.OTHER, 0),
  AIR3_1("aircompressor-v3 1", Kind.JAVA_25, 0),
  AIR3_6("aircompressor-v3 6", Kind.JAVA_25, 0),
  UACCE_1_BESIDE("uacce 1 (Java 25)", Kind.OURS_ON_JAVA_25, 0),
  UACCE_GZIP_6_BESIDE("uacce gzip 6 (Java 25)", Kind.OURS_ON_JAVA_25, 0),
  UACCE_PAGES("uacce Parquet GZIP", Kind.OUR_PAGES, 0),
  PARQUET_GZIP("Parquet GZIP", Kind.PAGES, 0),
  PARQUET_SNAPPY("Parquet SNAPPY", Kind.PAGES, 0),
  PARQUET_ZSTD("Parquet ZSTD", Kind.PAGES, 0);

  /** What a contestant is measured on, and what with. */
  enum Kind {
    OURS,
    DEFLATE,
    OTHER,
    /** DEFLATE in a JVM of Java 25. */
    JAVA_25,
    /** Beside those: the yardstick of such a JVM is another zlib, so ratios to it are others. */
    OURS_ON_JAVA_25,
    OUR_PAGES,
    PAGES;

    boolean ours() {
      return this == OURS || this == OURS_ON_JAVA_25 || this == OUR_PAGES;
    }

    boolean pages() {
      return this == OUR_PAGES || this == PAGES;
    }

    boolean deflate() {
      return this == OURS || this == DEFLATE || onJava25();
    }

    boolean onJava25() {
      return this == JAVA_25 || this == OURS_ON_JAVA_25;
    }
  }

  /** In every JVM, on the same data in the same rounds: what all others are ratios of. */
  static final String YARDSTICK = "java.util.zip 1";

  private final String label;
  private final Kind kind;
  private final int rawLevel;

  Contestant(String label, Kind kind, int rawLevel) {
    this.label = label;
    this.kind = kind;
    this.rawLevel = rawLevel;
  }

  /** Whether it was measured on Java 25. */
  static boolean isOnJava25(String label) {
    return Arrays.stream(values()).anyMatch(one -> one.label.equals(label) && one.kind.onJava25());
  }

  String label() {
    return label;
  }

  Kind kind() {
    return kind;
  }

  /** The level of the C calls that are measured beside it in the same blocks, or 0. */
  int rawLevel() {
    return rawLevel;
  }

  /** The C calls that are measured beside it. */
  String rawLabel() {
    return "raw C " + rawLevel;
  }

  /**
   * Opens the codec for the calling thread.
   *
   * @throws IOException where it cannot run, with the reason
   */
  StreamCodec open() throws IOException {
    return switch (this) {
      case UACCE_1, UACCE_1_BESIDE -> Codecs.spark(ours(1, "none"));
      case UACCE_ROWS -> Codecs.spark(ours(1, "auto"));
      case UACCE_6 -> Codecs.spark(ours(6, "none"));
      case UACCE_GZIP_1 -> Codecs.member(1);
      case UACCE_GZIP_6, UACCE_GZIP_6_BESIDE -> Codecs.member(6);
      case UACCE_GZIP_12 -> Codecs.member(12);
      case JDK_6 -> Codecs.jdk(6);
      case HADOOP_GZIP -> Codecs.hadoop(GzipCodec.class);
      case HADOOP_DEFAULT -> Codecs.hadoop(DefaultCodec.class);
      case GKL_1 -> GenomicsKernel.open(1);
      case LZ4 -> Codecs.spark(stock("lz4", 1));
      case SNAPPY -> Codecs.spark(stock("snappy", 1));
      case ZSTD_1 -> Codecs.spark(stock("zstd", 1));
      case ZSTD_3 -> Codecs.spark(stock("zstd", 3));
      case AIR_LZ4 -> Codecs.aircompressor(new Lz4HadoopStreams());
      case AIR_ZSTD -> Codecs.aircompressor(new ZstdHadoopStreams());
      case AIR3_1 -> Aircompressor3.open(1, 64 << 10);
      case AIR3_6 -> Aircompressor3.open(6, 1 << 20);
      case UACCE_PAGES ->
          Codecs.pages(new UacceCodecFactory(software()), CompressionCodecName.GZIP);
      case PARQUET_GZIP -> stockPages(CompressionCodecName.GZIP);
      case PARQUET_SNAPPY -> stockPages(CompressionCodecName.SNAPPY);
      case PARQUET_ZSTD -> stockPages(CompressionCodecName.ZSTD);
    };
  }

  static Map<String, String> ours(int level, String filter) {
    String prefix = "spark.io.compression.uacce.";
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.io.compression.codec", UacceCompressionCodec.class.getName());
    settings.put(prefix + "mode", "software");
    settings.put(prefix + "filter", filter);
    settings.put(prefix + "level", Integer.toString(level));
    return settings;
  }

  static Map<String, String> stock(String codec, int level) {
    return Map.of(
        "spark.io.compression.codec",
        codec,
        "spark.io.compression.zstd.level",
        Integer.toString(level));
  }

  private static Configuration software() {
    Configuration conf = new Configuration();
    conf.set("io.compression.codec.uacce.mode", "software");
    return conf;
  }

  private static StreamCodec stockPages(CompressionCodecName name) {
    return Codecs.pages(new CodecFactory(new Configuration(), 1 << 20), name);
  }
}
