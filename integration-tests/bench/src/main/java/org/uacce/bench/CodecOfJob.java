package org.uacce.bench;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.LZFCompressionCodec;

/**
 * A Spark IO codec that is another one for each job: what a local property of the job names. So one
 * pair of executors runs all codecs in turns, and neither their start nor what their JIT compiler
 * has learnt is part of a comparison. The streams are the other codecs' own, nothing is put around
 * them. Thread-safe.
 *
 * <p>It extends LZF's codec since Spark concatenates streams of the types that it knows only; the
 * codecs here all allow that, each on its own.
 */
public final class CodecOfJob extends LZFCompressionCodec {
  /** The local property: a codec's label. */
  static final String PROPERTY = "uacce.bench.codec";

  private final Map<String, CompressionCodec> codecs = new HashMap<>();

  /** As Spark makes its codecs. */
  public CodecOfJob(SparkConf conf) {
    super(conf);
    settings()
        .forEach(
            (label, settings) -> {
              SparkConf own = conf.clone();
              settings.forEach(own::set);
              codecs.put(label, CompressionCodec.createCodec(own));
            });
  }

  /** By label, in the order of their turns: whom a shuffle is compared with, and ours. */
  static Map<String, Map<String, String>> settings() {
    Map<String, Map<String, String>> codecs = new LinkedHashMap<>();
    codecs.put(Contestant.LZ4.label(), Contestant.stock("lz4", 1));
    codecs.put(Contestant.ZSTD_1.label(), Contestant.stock("zstd", 1));
    codecs.put(Contestant.UACCE_1.label(), Contestant.ours(1, "none"));
    codecs.put(Contestant.UACCE_ROWS.label(), Contestant.ours(1, "auto"));
    return codecs;
  }

  static List<String> labels() {
    return List.copyOf(settings().keySet());
  }

  private CompressionCodec chosen() {
    TaskContext task = TaskContext.get();
    String label = task == null ? null : task.getLocalProperty(PROPERTY);
    CompressionCodec codec = codecs.get(label);
    if (codec == null) {
      throw new IllegalStateException(
          "Cannot choose a codec: " + PROPERTY + "=" + label + " known=" + codecs.keySet());
    }
    return codec;
  }

  @Override
  public OutputStream compressedOutputStream(OutputStream sink) {
    return chosen().compressedOutputStream(sink);
  }

  @Override
  public InputStream compressedInputStream(InputStream source) {
    return chosen().compressedInputStream(source);
  }
}
