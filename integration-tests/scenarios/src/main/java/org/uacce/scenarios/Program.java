package org.uacce.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The main class of {@link Application}: a command a line on standard input, each answered by one
 * line on standard output. It ends with its input. Every job's data is made up here and compared
 * here, so that an answer says what was wrong, not that something was.
 */
public final class Program {
  /** Begins the line of a command that was carried out; {@code name=value}, tabs between. */
  static final String ANSWER = "answer: ";

  /** Begins the line of a command that failed; the cause's own words. */
  static final String FAILURE = "failure: ";

  private final ProgramJobs jobs;
  private final SparkSession spark;
  private final JvmReports reports;
  private BackgroundWork background;

  private Program(SparkSession spark) {
    this.spark = spark;
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    jobs = new ProgramJobs(spark, context);
    reports = new JvmReports(context);
  }

  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      Program program = new Program(spark);
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(program.reply(line));
      }
    }
  }

  private String reply(String command) {
    try {
      StringBuilder text = new StringBuilder(ANSWER);
      carryOut(command.split(" ", -1))
          .forEach((name, value) -> text.append(name).append('=').append(value).append('\t'));
      return text.toString();
    } catch (Exception e) {
      // As if nobody had caught it: a user reads it in the driver's output.
      e.printStackTrace();
      return FAILURE + rootCause(e).toString().replaceAll("\\s+", " ");
    }
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }

  private Map<String, String> carryOut(String[] words) throws Exception {
    Map<String, String> answer = new TreeMap<>();
    switch (words[0]) {
      case "shuffle" ->
          jobs.shuffle(Integer.parseInt(words[1]), Integer.parseInt(words[2]), answer);
      case "query" -> jobs.query(answer);
      case "broadcast" -> jobs.broadcast();
      case "collect" -> jobs.collect();
      case "cache" -> jobs.cache();
      case "checkpoint" -> jobs.checkpoint(words[1], answer);
      case "readCheckpoint" -> jobs.readCheckpoint();
      case "parquet" -> jobs.parquet(words[1]);
      case "keep" -> jobs.keep(answer);
      case "readKept" -> jobs.readKept(answer);
      case "smallBlocks" -> SmallBlocks.run(spark, words[1], answer);
      case "start" -> background = new BackgroundWork(jobs, Integer.parseInt(words[1]));
      case "progress" -> answer.put("tasks", Long.toString(background.tasksDone()));
      case "result" -> background.awaitEnd(answer);
      case "jvms" -> reports.all(Integer.parseInt(words[1]), answer);
      case "facts" -> {
        answer.put("id", spark.sparkContext().applicationId());
        answer.put("ui", spark.sparkContext().uiWebUrl().getOrElse(() -> "none"));
        answer.put("spark", spark.version());
        answer.put("java", Integer.toString(Runtime.version().feature()));
      }
      default -> throw new IllegalArgumentException(String.join(" ", words));
    }
    return answer;
  }
}
