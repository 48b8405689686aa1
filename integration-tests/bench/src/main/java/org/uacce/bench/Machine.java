package org.uacce.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.util.VersionInfo;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * Where a run took place; nothing that names the host.
 *
 * @param load of the machine before the run, the average of a minute
 */
record Machine(
    String cpu,
    int cores,
    String kernel,
    String system,
    String jvm,
    String library,
    String versions,
    double load) {

  static Machine here() throws IOException {
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    return new Machine(
        field("/proc/cpuinfo", "model name", ":"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        field("/etc/os-release", "PRETTY_NAME", "=").replace("\"", ""),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        loaded.binding() == null ? "none: " + loaded.attempts() : loaded.binding().describe(),
        String.format(
            Locale.ROOT,
            "Spark %s, Hadoop %s, Parquet %s",
            org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            VersionInfo.getVersion(),
            org.apache.parquet.Version.VERSION_NUMBER),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String field(String file, String name, String separator) throws IOException {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(separator) + 1).strip())
          .orElse("unknown");
    }
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores (load %.1f before the run), %s, %s, %s; %s; %s",
        cpu,
        cores,
        load,
        system,
        kernel,
        jvm,
        library,
        versions);
  }
}
