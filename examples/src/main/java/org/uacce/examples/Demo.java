package org.uacce.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The whole demonstration: {@code Demo <scale> <work folder> <our jar> <least share> <JVM
 * option>...}. Launches every program, with our jar on the class path and these options, or
 * without, compares what they did, and ends with status 1 if anything differs, or if of the blocks
 * that are large enough for an accelerator a smaller share was compressed on one. Its own class
 * path is that of the JVMs without us.
 */
final class Demo {
  private static final String DATA_HEAP = "1g";
  private static final String HDFS_HEAP = "512m";
  private static final String SPARK_HEAP = "2g";

  private final long start = System.nanoTime();
  private final String scale;
  private final Path work;
  private final Path logs;
  private final String stockClassPath = System.getProperty("java.class.path");
  private final String ourClassPath;
  private final double leastShare;
  private final List<String> ourOptions;

  private Demo(String scale, Path work, Path jar, double leastShare, List<String> ourOptions) {
    this.leastShare = leastShare;
    this.ourOptions = ourOptions;
    this.scale = scale;
    this.work = work;
    this.logs = work.resolve("logs");
    this.ourClassPath = stockClassPath + System.getProperty("path.separator") + jar;
  }

  public static void main(String[] args) throws InterruptedException {
    ParentWatch.exitWithParent();
    if (args.length < 4) {
      System.err.println(
          "Usage: Demo <scale> <work folder> <our jar> <least share> <JVM option>...");
      System.exit(2);
    }
    boolean passed = false;
    try {
      passed =
          new Demo(
                  args[0],
                  Path.of(args[1]).toAbsolutePath(),
                  Path.of(args[2]),
                  Double.parseDouble(args[3]),
                  List.of(args).subList(4, args.length))
              .run();
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
    System.exit(passed ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Path data = work.resolve("data");
    say("Generating TPC-H lineitem and orders, scale " + scale);
    runProgram("data", Codec.STOCK, DATA_HEAP, Tpch.class, List.of(scale, data.toString()));
    long rows = Long.parseLong(Files.readString(data.resolve("lineitem.rows")));

    say("Starting HDFS on the loopback interface");
    try (ChildJvm hdfs =
        ChildJvm.start(
            "hdfs",
            logs,
            stockClassPath,
            HDFS_HEAP,
            List.of(),
            HdfsServer.class,
            List.of(work.resolve("hdfs").toString()))) {
      String uri = hdfs.line();
      if (uri == null) {
        throw hdfs.failure("no namenode");
      }
      say("Spark without our jar: three jobs with the codecs it brings");
      List<JobResult> results = new ArrayList<>();
      results.addAll(runJobs("stock", Codec.STOCK, uri, Step.NEEDED_OF_STOCK));
      say("Spark with our jar: the same jobs, and reading the files of the first");
      results.addAll(runJobs("uacce", Codec.UACCE, uri, Step.NEEDED_OF_OURS));
      say("Spark without our jar: reading the files that ours wrote");
      results.addAll(runJobs("stock-reads", Codec.STOCK, uri, Step.STOCK_READS_OURS));
      return report(results, rows);
    }
  }

  private boolean report(List<JobResult> results, long rows) {
    say("Done");
    Verdict verdict = new Verdict(results, rows, leastShare);
    System.out.println();
    System.out.println(ResultTable.of(JobResult.inTableOrder(results), verdict));
    System.out.println(
        "before: uncompressed, as Spark's task metrics, the Parquet footers and the .gz files say;"
            + " device: blocks\ncompressed on an accelerator; helped: large enough for it and done by the CPU,"
            + " since it had enough to do; redone: the\nsame, since it was not there or failed; inflated:"
            + " on an accelerator; native, JDK, stored: blocks by engine, both ways;\n"
            + "through: bytes that our engines counted over bytes before. Shuffles differ before"
            + " compression,\nsince Spark cuts its aggregation into tasks by compressed size.");
    List<String> problems = verdict.problems();
    System.out.println();
    problems.forEach(problem -> System.out.println("FAILED: " + problem));
    System.out.println("on an accelerator: " + verdict.deviceShare());
    System.out.println("data equal: " + (results.stream().allMatch(verdict::equal) ? "yes" : "NO"));
    return problems.isEmpty();
  }

  private List<JobResult> runJobs(String name, Codec codec, String hdfs, List<Step> steps)
      throws IOException, InterruptedException {
    List<String> args = new ArrayList<>(List.of(codec.label(), work.toString(), hdfs + "/demo/"));
    steps.forEach(step -> args.add(step.toString()));
    runProgram(name, codec, SPARK_HEAP, RunJobs.class, args);
    List<JobResult> results = new ArrayList<>();
    for (Step step : steps) {
      results.add(JobResult.load(work.resolve("results").resolve(RunJobs.fileName(codec, step))));
    }
    return results;
  }

  private void runProgram(
      String name, Codec codec, String heap, Class<?> program, List<String> args)
      throws IOException, InterruptedException {
    boolean ours = codec == Codec.UACCE;
    String classPath = ours ? ourClassPath : stockClassPath;
    List<String> options = ours ? ourOptions : List.of();
    try (ChildJvm child = ChildJvm.start(name, logs, classPath, heap, options, program, args)) {
      for (String line = child.line(); line != null; line = child.line()) {
        say("  " + line);
      }
      child.finish();
    }
  }

  private void say(String text) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    System.out.printf("[%4d s] %s%n", seconds, text);
  }
}
