package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What passes us by although it compresses: looked for by class and by setting, so that nobody
 * takes a low share of the device for a fault.
 */
final class Unseen {
  static final String GROUP = "what we do not see";

  /** The managers that are Spark's own. */
  private static final List<String> OWN_MANAGERS =
      List.of("sort", "tungsten-sort", "org.apache.spark.shuffle.sort.sortshufflemanager");

  private record Plugin(String name, List<String> classes, String sentence) {}

  private static final List<Plugin> PLUGINS =
      List.of(
          new Plugin(
              "Iceberg",
              List.of("org.apache.iceberg.shaded.org.apache.parquet.hadoop.CodecFactory"),
              "it brings a Parquet of its own under other names: its GZIP pages are stock"),
          new Plugin(
              "Comet",
              List.of(
                  "org.apache.spark.CometPlugin", "org.apache.comet.CometSparkSessionExtensions"),
              "its native scans and shuffles compress by themselves"),
          new Plugin(
              "Gluten",
              List.of("org.apache.gluten.GlutenPlugin", "io.glutenproject.GlutenPlugin"),
              "its columnar shuffle and native scans compress by themselves"),
          new Plugin(
              "RAPIDS",
              List.of("com.nvidia.spark.SQLPlugin"),
              "what runs on the GPU is read, written and shuffled there"),
          new Plugin(
              "Celeborn",
              List.of("org.apache.spark.shuffle.celeborn.SparkShuffleManager"),
              "it compresses shuffle blocks with its own lz4 or zstd"),
          new Plugin(
              "Uniffle",
              List.of("org.apache.spark.shuffle.RssShuffleManager"),
              "it compresses shuffle blocks with its own codec"));

  private final Settings settings;

  Unseen(Settings settings) {
    this.settings = settings;
  }

  List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (Plugin plugin : PLUGINS) {
      String where = where(plugin);
      if (where == null) {
        absent.add(plugin.name());
      } else {
        found.add(Finding.note(GROUP, plugin.name(), plugin.sentence(), null).with("seen", where));
      }
    }
    String manager = settings.get("spark.shuffle.manager");
    if (manager != null
        && !OWN_MANAGERS.contains(manager.toLowerCase(Locale.ROOT))
        && PLUGINS.stream().noneMatch(plugin -> plugin.classes().contains(manager))) {
      found.add(
          Finding.note(GROUP, "shuffle manager", "it may compress blocks by itself", null)
              .with("spark.shuffle.manager", manager));
    }
    found.add(always("event log", "spark.eventLog.compression.codec takes short names only"));
    found.add(
        always(
            "state store",
            "spark.sql.streaming.stateStore.compression.codec takes short names only"));
    found.add(always("ORC", "it has no door for a codec"));
    if (!absent.isEmpty()) {
      found.add(
          Finding.ok(
              GROUP,
              "others",
              "neither on this class path nor in the settings: " + String.join(", ", absent)));
    }
    return found;
  }

  private static Finding always(String name, String sentence) {
    return Finding.note(GROUP, name, sentence, null);
  }

  /** The class, or the key of a setting that names it; null where there is neither. */
  private String where(Plugin plugin) {
    for (String name : plugin.classes()) {
      if (Unseen.class.getClassLoader().getResource(name.replace('.', '/') + ".class") != null) {
        return "class " + name;
      }
      for (String key : settings.conf().keySet()) {
        if (key.startsWith("spark.") && settings.get(key).contains(name)) {
          return key;
        }
      }
    }
    return null;
  }
}
