package org.uacce.bench;

import static org.apache.spark.sql.functions.col;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.uacce.bench.RowCorpus.Sort;

/**
 * Rows that nobody generated, as far as the host has them: the history of this project's files, and
 * the index of a Debian distribution's packages.
 */
final class FoundJobs {
  private static final int MOST_PACKAGES = 40_000;
  private static final List<String> PACKAGE_FIELDS =
      List.of(
          "Package",
          "Version",
          "Architecture",
          "Maintainer",
          "Depends",
          "Section",
          "Filename",
          "SHA256",
          "Description");

  private final SparkSession spark;
  private final Random random;

  FoundJobs(SparkSession spark, long seed) {
    this.spark = spark;
    this.random = new Random(seed);
  }

  void run(CaptureRows capture) throws IOException {
    List<Row> changes = changes();
    if (changes.isEmpty()) {
      CaptureRows.skip("real_git", "no history of git here");
    } else {
      capture.shuffle(
          "real_git",
          Sort.REAL,
          spark
              .createDataFrame(
                  changes, schema("commit string, at bigint, added int, removed int, path string"))
              .repartition(2, col("commit")));
    }
    List<Row> packages = packages();
    if (packages.isEmpty()) {
      CaptureRows.skip("real_apt", "apt-cache has no packages");
    } else {
      capture.shuffle(
          "real_apt",
          Sort.REAL,
          spark
              .createDataFrame(
                  packages,
                  schema(
                      "size bigint, installed bigint, f"
                          + String.join(" string, f", PACKAGE_FIELDS)
                          + " string"))
              .repartition(CaptureRows.PARTITIONS, col("fPackage")));
    }
  }

  private static org.apache.spark.sql.types.StructType schema(String ddl) {
    return org.apache.spark.sql.types.StructType.fromDDL(ddl);
  }

  /** A row for each file of each commit; a binary file has no counts. */
  private static List<Row> changes() {
    List<Row> rows = new ArrayList<>();
    String commit = "";
    long at = 0;
    for (String line : output("git", "log", "--numstat", "--no-renames", "--format=%H %ct")) {
      String[] parts = line.split("\t", 3);
      if (parts.length == 3) {
        rows.add(RowFactory.create(commit, at, number(parts[0]), number(parts[1]), parts[2]));
      } else if (!line.isEmpty()) {
        int space = line.indexOf(' ');
        commit = line.substring(0, space);
        at = Long.parseLong(line.substring(space + 1));
      }
    }
    return rows;
  }

  private static Integer number(String text) {
    return text.equals("-") ? null : Integer.valueOf(text);
  }

  /** Some packages one after the other, from one that the seed chooses. */
  private List<Row> packages() {
    List<Row> rows = new ArrayList<>();
    Map<String, String> fields = new HashMap<>();
    for (String line : output("apt-cache", "dumpavail")) {
      int colon = line.indexOf(": ");
      if (line.isEmpty()) {
        rows.add(row(fields));
        fields.clear();
      } else if (colon > 0 && line.charAt(0) != ' ') {
        fields.put(
            line.substring(0, colon).replace("Description-en", "Description"),
            line.substring(colon + 2));
      }
    }
    Collections.rotate(rows, random.nextInt(Math.max(1, rows.size())));
    return rows.subList(0, Math.min(rows.size(), MOST_PACKAGES));
  }

  private static Row row(Map<String, String> fields) {
    List<Object> values = new ArrayList<>();
    values.add(asLong(fields.get("Size")));
    values.add(asLong(fields.get("Installed-Size")));
    PACKAGE_FIELDS.forEach(field -> values.add(fields.get(field)));
    return RowFactory.create(values.toArray());
  }

  private static Long asLong(String text) {
    return text == null ? null : Long.valueOf(text);
  }

  /** The lines that a program prints; none if there is no such program or it fails. */
  private static List<String> output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        List<String> all = lines.lines().toList();
        return process.waitFor() == 0 ? all : List.of();
      }
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
