package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.List;

/** The block of settings at the end of a report, to be copied into {@code spark-defaults.conf}. */
final class Suggestion {
  private static final int USUAL_MIN_OFFLOAD_BYTES = 16 << 10;

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
    if (deviceWorks && curve != null) {
      addMinOffloadSize(lines);
    }
    return lines;
  }

  private void addMinOffloadSize(List<String> lines) {
    int least = curve.leastWorthOffloading();
    if (least == 0) {
      lines.add("# all processors together are quicker than the device at every block size here");
    } else if (least != USUAL_MIN_OFFLOAD_BYTES) {
      lines.add(Settings.SPARK_PREFIX + "minOffloadSize " + (least >> 10) + "k");
    }
  }
}
