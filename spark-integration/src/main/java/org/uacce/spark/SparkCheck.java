package org.uacce.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.CompressionCodec$;
import org.uacce.codec.doctor.Cause;
import org.uacce.codec.doctor.Check;
import org.uacce.codec.doctor.Finding;
import org.uacce.codec.doctor.Settings;

/** Whether the Spark of this class path makes our codec by its name, and merges its streams. */
public final class SparkCheck implements Check {
  private static final String GROUP = "spark";

  @Override
  public String group() {
    return GROUP;
  }

  @Override
  public String classPath() {
    return "\"$SPARK_HOME/jars/*\"";
  }

  @Override
  public List<Finding> look(Settings settings) {
    SparkConf conf = new SparkConf(false).set(Settings.SPARK_PREFIX + "mode", "software");
    String name = UacceCompressionCodec.class.getName();
    return List.of(
        finding(conf, name)
            .with("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION())
            .with("codec", name));
  }

  private static Finding finding(SparkConf conf, String name) {
    try {
      CompressionCodec codec = CompressionCodec$.MODULE$.createCodec(conf, name);
      if (!roundTrips(codec)) {
        return refused("other bytes come back");
      }
      return CompressionCodec$.MODULE$.supportsConcatenationOfSerializedStreams(codec)
          ? Finding.ok(GROUP, "codec", "made by its name; streams are merged as they are")
          : Finding.note(
              GROUP,
              "codec",
              "made by its name, but this Spark decompresses streams to merge them",
              null);
    } catch (IOException | RuntimeException e) {
      return refused("it cannot be made or used: " + e);
    }
  }

  private static Finding refused(String why) {
    return Finding.problem(GROUP, "codec", Cause.SPARK_CODEC, why, null);
  }

  private static boolean roundTrips(CompressionCodec codec) throws IOException {
    byte[] plain = "what the doctor compressed\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = codec.compressedOutputStream(packed)) {
      out.write(plain);
    }
    try (InputStream in =
        codec.compressedInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
      return Arrays.equals(in.readAllBytes(), plain);
    }
  }
}
