package org.uacce.codec.doctor;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What somebody asked the doctor to look at.
 *
 * @param conf settings of Spark or Hadoop, by key, as given on the command line and in files
 * @param quick without measuring
 * @param json for programs, not for people
 */
public record Settings(Map<String, String> conf, boolean quick, boolean json) {
  /** Of Spark's codecs. */
  public static final String SPARK_PREFIX = "spark.io.compression.uacce.";

  /** Of Hadoop's codecs and Parquet. */
  public static final String HADOOP_PREFIX = "io.compression.codec.uacce.";

  /** What Spark puts in front of keys that are Hadoop's. */
  private static final String IN_SPARK = "spark.hadoop.";

  /** Arguments that cannot be understood. */
  public static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  public Settings {
    conf = Map.copyOf(conf);
  }

  /** Reads the arguments behind {@code doctor}; a later setting of a key wins over an earlier. */
  public static Settings parse(List<String> arguments) throws UsageException {
    Map<String, String> conf = new TreeMap<>();
    boolean quick = false;
    boolean json = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--quick" -> quick = true;
        case "--json" -> json = true;
        case "--conf", "-c", "--properties-file" -> {
          i++;
          if (i == arguments.size()) {
            throw new UsageException("Cannot read the arguments: nothing follows " + argument);
          }
          if (argument.equals("--properties-file")) {
            readFile(arguments.get(i), conf);
          } else {
            readSetting(arguments.get(i), conf);
          }
        }
        default -> throw new UsageException("Cannot read the arguments: unknown=" + argument);
      }
    }
    return new Settings(conf, quick, json);
  }

  private static void readSetting(String setting, Map<String, String> conf) throws UsageException {
    int at = setting.indexOf('=');
    if (at < 1) {
      throw new UsageException("Cannot read a setting: given=" + setting + " needed=key=value");
    }
    conf.put(setting.substring(0, at).strip(), setting.substring(at + 1).strip());
  }

  /** In the form of {@code spark-defaults.conf}, which is that of Java's properties. */
  private static void readFile(String name, Map<String, String> conf) throws UsageException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("Cannot read the settings: file=" + name + " error=" + e);
    }
    properties
        .stringPropertyNames()
        .forEach(key -> conf.put(key, properties.getProperty(key).strip()));
  }

  /** The value of a key as Spark would read it; null where it is not given. */
  public String get(String key) {
    return conf.get(key);
  }

  /**
   * The value of a key as Hadoop would read it, in Spark or outside; null where it is not given.
   */
  public String hadoop(String key) {
    String inSpark = conf.get(IN_SPARK + key);
    return inSpark != null ? inSpark : conf.get(key);
  }

  /** Everything that a Hadoop configuration made from these settings would hold. */
  public Map<String, String> hadoop() {
    Map<String, String> all = new TreeMap<>();
    conf.forEach(
        (key, value) -> {
          if (!key.startsWith("spark.")) {
            all.putIfAbsent(key, value);
          } else if (key.startsWith(IN_SPARK)) {
            all.put(key.substring(IN_SPARK.length()), value);
          }
        });
    return all;
  }

  /** Whether every mode that is given is {@code software}, and one is. */
  boolean softwareOnly() {
    List<String> modes = new ArrayList<>();
    modes.add(get(SPARK_PREFIX + "mode"));
    modes.add(hadoop(HADOOP_PREFIX + "mode"));
    modes.removeIf(mode -> mode == null);
    return !modes.isEmpty() && modes.stream().allMatch(mode -> mode.equalsIgnoreCase("software"));
  }
}
