package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.UnknownKeys;

/** The settings that were given: whether they are accepted, and whether they switch us on. */
final class SettingsCheck {
  static final String GROUP = "settings";

  static final String SPARK_CODEC = "spark.io.compression.codec";
  static final String PLUGINS = "spark.plugins";
  static final String HADOOP_CODECS = "io.compression.codecs";

  private static final String OURS = "org.uacce.";

  /** Each switches one use of ours on. */
  private static final List<String> SPARK_SWITCHES = List.of(SPARK_CODEC, PLUGINS);

  private static final List<String> HADOOP_SWITCHES =
      List.of(
          HADOOP_CODECS,
          "mapreduce.map.output.compress.codec",
          "mapreduce.output.fileoutputformat.compress.codec",
          "parquet.crypto.factory.class",
          "hbase.io.compress.gz.codec");

  /** Spark wants its own short names here, and does not start with a class name. */
  private static final List<String> SHORT_NAMES_ONLY =
      List.of(
          "spark.eventLog.compression.codec",
          "spark.shuffle.mapStatus.compression.codec",
          "spark.sql.streaming.stateStore.compression.codec");

  private final Settings settings;

  SettingsCheck(Settings settings) {
    this.settings = settings;
  }

  List<Finding> look() {
    if (settings.conf().isEmpty()) {
      return List.of(
          Finding.notChecked(
              GROUP,
              "settings",
              "none were given",
              "add --properties-file spark-defaults.conf, or --conf key=value"));
    }
    List<Finding> found = new ArrayList<>();
    read(found, Settings.SPARK_PREFIX, settings.conf(), Purpose.SHUFFLE);
    read(found, Settings.HADOOP_PREFIX, settings.hadoop(), Purpose.FILE);
    found.add(switches());
    for (String key : SHORT_NAMES_ONLY) {
      String value = settings.get(key);
      if (value != null && value.startsWith(OURS)) {
        found.add(
            Finding.problem(
                    GROUP,
                    key,
                    Cause.BAD_OPTION,
                    "Spark takes its own short names only here",
                    "leave it at its default")
                .with("value", value));
      }
    }
    if (settings.softwareOnly()) {
      found.add(
          Finding.note(
              GROUP, "mode", "software was asked for: no accelerator is looked for", null));
    }
    return found;
  }

  private static void read(
      List<Finding> found, String prefix, Map<String, String> conf, Purpose purpose) {
    try {
      CodecConfig config = CodecConfig.read(prefix, conf::get, purpose);
      found.add(
          Finding.ok(GROUP, prefix + "*", "accepted")
              .with("mode", config.mode())
              .with("level", config.level())
              .with("blockSize", config.blockBytes())
              .with("verify", config.offload().verify().kind())
              .with("devices", config.jvm().devices()));
    } catch (CodecConfigurationException e) {
      found.add(Finding.problem(GROUP, prefix + "*", Cause.BAD_OPTION, e.getMessage(), null));
    }
    for (String key : conf.keySet()) {
      String nearest =
          key.startsWith(prefix) ? UnknownKeys.nearestOrNull(key.substring(prefix.length())) : null;
      if (nearest != null) {
        found.add(
            Finding.note(GROUP, key, "no option reads it", "did you mean " + prefix + nearest));
      }
    }
  }

  private Finding switches() {
    List<String> on = new ArrayList<>();
    for (String key : SPARK_SWITCHES) {
      add(on, key, settings.get(key));
    }
    for (String key : HADOOP_SWITCHES) {
      add(on, key, settings.hadoop(key));
    }
    return on.isEmpty()
        ? Finding.problem(
            GROUP, "switches", Cause.NOT_SWITCHED_ON, Cause.NOT_SWITCHED_ON.sentence(), null)
        : Finding.ok(GROUP, "switches", "switched on by " + String.join(", ", on));
  }

  private static void add(List<String> on, String key, String value) {
    if (value != null
        && Arrays.stream(value.split(",", -1)).anyMatch(name -> name.strip().startsWith(OURS))) {
      on.add(key);
    }
  }
}
