package org.uacce.scenarios;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.LZFCompressionCodec;

/**
 * Whichever codec this JVM has chosen just now, so that codecs can be compared turn by turn in one
 * Spark that is warm for all of them: Spark itself makes its codec once. The parent is what tells
 * Spark that streams may be concatenated, which is true of each of them.
 */
public final class ChosenCodec extends LZFCompressionCodec {
  private static volatile String chosen = SharedSpark.STOCK;

  private final SparkConf conf;
  private final Map<String, CompressionCodec> codecs = new ConcurrentHashMap<>();

  /** Made by Spark, by reflection. */
  public ChosenCodec(SparkConf conf) {
    super(conf);
    this.conf = conf;
  }

  /** For all streams from now on; nothing may be under way that another codec wrote. */
  static void choose(String codec) {
    chosen = codec;
  }

  private CompressionCodec codec() {
    return codecs.computeIfAbsent(chosen, name -> CompressionCodec.createCodec(conf, name));
  }

  @Override
  public OutputStream compressedOutputStream(OutputStream sink) {
    return codec().compressedOutputStream(sink);
  }

  @Override
  public InputStream compressedInputStream(InputStream source) {
    return codec().compressedInputStream(source);
  }
}
