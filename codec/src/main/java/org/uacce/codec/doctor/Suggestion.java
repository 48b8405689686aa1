package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.List;

/** The block of settings at the end of a report, to be copied into {@code spark-defaults.conf}. */
final class Suggestion {
  private final Settings settings;
  private final String jar;
  private final boolean deviceWorks;
  private final SpeedCurve curve;

  /**
   * @param curve null where nothing was measured
   */
  Suggestion(Settings settings, String jar, boolean deviceWorks, SpeedCurve curve) {
    this.settings = settings;
    this.jar = jar;
    this.deviceWorks = deviceWorks;
    this.curve = curve;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("spark.driver.extraClassPath " + jar);
    lines.add("spark.executor.extraClassPath " + jar);
    lines.add(SettingsCheck.SPARK_CODEC + " org.uacce.spark.UacceCompressionCodec");
    lines.add(SettingsCheck.PLUGINS + " org.uacce.spark.UaccePlugin");
    lines.add(
        "spark.hadoop."
            + SettingsCheck.HADOOP_CODECS
            + " org.apache.hadoop.io.compress.DefaultCodec,org.apache.hadoop.io.compress.BZip2Codec,"
            + "org.uacce.hadoop.UacceGzipCodec,org.uacce.hadoop.UacceDeflateCodec");
    lines.add(
        "spark.executor.memoryOverhead " + new MemoryFormula(settings).overheadMebibytes() + "m");
    if (deviceWorks && curve != null && curve.deviceIsNoRelief()) {
      lines.add(
          "# slower here than one thread at blocks of 64k; it may be busy: measure again, else");
      lines.add("# " + Settings.SPARK_PREFIX + "mode software");
    }
    return lines;
  }
}
