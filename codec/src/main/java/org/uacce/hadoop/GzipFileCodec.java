package org.uacce.hadoop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.VersionInfo;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.codec.doctor.Cause;
import org.uacce.codec.doctor.Finding;
import org.uacce.codec.doctor.Settings;

/**
 * Which codec Hadoop would give a {@code .gz} file to, in its configuration on the class path and
 * the settings that were given.
 */
final class GzipFileCodec {
  private static final String CODECS = "io.compression.codecs";

  private final String group;
  private final Configuration conf = new Configuration();

  GzipFileCodec(String group, Settings settings) {
    this.group = group;
    settings.hadoop().forEach(conf::set);
  }

  List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    found.add(Finding.ok(group, "hadoop", VersionInfo.getVersion()).with("configuration", conf));
    found.add(options());
    try {
      CompressionCodecFactory factory = new CompressionCodecFactory(conf);
      found.add(gzip(factory.getCodec(new Path("file.gz"))));
    } catch (IllegalArgumentException e) {
      found.add(
          Finding.problem(
                  group,
                  ".gz",
                  Cause.BAD_OPTION,
                  "a codec of the list cannot be made: " + e.getMessage(),
                  "correct " + CODECS + ", or put the -all jar on the class path")
              .with(CODECS, conf.get(CODECS)));
    }
    return found;
  }

  private Finding options() {
    try {
      return Finding.ok(group, "options", "accepted")
          .with("level", HadoopOptions.read(conf).level());
    } catch (CodecConfigurationException e) {
      return Finding.problem(group, "options", Cause.BAD_OPTION, e.getMessage(), null);
    }
  }

  private Finding gzip(CompressionCodec codec) {
    String list = conf.get(CODECS, "").strip();
    if (!(codec instanceof MemberCodec)) {
      return Finding.problem(
              group,
              ".gz",
              Cause.GZIP_CODEC,
              "read and written by another codec than ours",
              "set "
                  + CODECS
                  + "="
                  + (list.isEmpty() ? "" : list + ",")
                  + "org.uacce.hadoop.UacceGzipCodec (of two for one suffix the last listed wins)")
          .with("codec", codec == null ? "none" : codec.getClass().getName())
          .with(CODECS, list);
    }
    String fault = faultOrNull(codec);
    Finding finding =
        fault == null
            ? Finding.ok(group, ".gz", "read and written by our codec")
            : Finding.problem(group, ".gz", Cause.ENGINE_WRONG, fault, null);
    return finding.with("codec", codec.getClass().getName());
  }

  /** Small enough to stay in software. */
  private static String faultOrNull(CompressionCodec codec) {
    byte[] plain = "what the doctor compressed\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try {
      try (OutputStream out = codec.createOutputStream(packed)) {
        out.write(plain);
      }
      try (InputStream in =
          codec.createInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
        return Arrays.equals(in.readAllBytes(), plain) ? null : "other bytes come back";
      }
    } catch (IOException e) {
      return "the round trip failed: " + e;
    }
  }
}
