package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.package$;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.codec.CodecMetric;
import org.uacce.scenarios.Application.Delivery;

/**
 * Applications submitted in every way that users have: where they run, how our jar comes, with and
 * without the plugin, on every supported line and JVM. Any two of these meet in some run; each line
 * of Spark makes its own runs.
 */
@Order(20)
class AxesTest {
  private static final int EXECUTORS = 2;

  private enum Master {
    LOCAL("local[2]"),
    LOCAL_CLUSTER("local-cluster[%d,1,1024]".formatted(EXECUTORS)),
    STANDALONE(null);

    private final String url;

    Master(String url) {
      this.url = url;
    }
  }

  private enum Run {
    R1("3.5", 17, Master.LOCAL, Delivery.EXTRA_CLASS_PATH, true),
    R2("3.5", 17, Master.LOCAL_CLUSTER, Delivery.JARS, false),
    R3("3.5", 17, Master.STANDALONE, Delivery.JARS, true),
    /** The application of {@code MixedClusterTest}, which asserts all this and more. */
    R4("4.2", 17, Master.STANDALONE, Delivery.EXTRA_CLASS_PATH, true),
    R5("4.2", 25, Master.LOCAL, Delivery.JARS, false),
    R6("4.2", 25, Master.LOCAL_CLUSTER, Delivery.EXTRA_CLASS_PATH, true),
    R7("4.2", 25, Master.STANDALONE, Delivery.EXTRA_CLASS_PATH, false);

    private final String spark;
    private final int java;
    private final Master master;
    private final Delivery delivery;
    private final boolean plugin;

    Run(String spark, int java, Master master, Delivery delivery, boolean plugin) {
      this.spark = spark;
      this.java = java;
      this.master = master;
      this.delivery = delivery;
      this.plugin = plugin;
    }

    private boolean isSubmittedHere() {
      return this != R4 && package$.MODULE$.SPARK_VERSION().startsWith(spark + ".");
    }

    private List<Object> point() {
      return List.of(spark, java, master, delivery, plugin);
    }
  }

  private static final Map<Run, Application> APPLICATIONS = new EnumMap<>(Run.class);

  private static StandaloneCluster cluster;

  /** All at once: what one waits for, another uses. */
  @BeforeAll
  static void submit() throws IOException {
    SharedSpark.stop();
    cluster = new StandaloneCluster("axes-cluster");
    cluster.startWorker("worker", 2 * EXECUTORS, List.of());
    cluster.awaitWorkers();
    for (Run run : Run.values()) {
      Jdk jdk = Jdk.findOrNull(run.java);
      if (run.isSubmittedHere() && jdk != null) {
        APPLICATIONS.put(run, submit(run, jdk));
      }
    }
  }

  private static Application submit(Run run, Jdk jdk) throws IOException {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.cores.max", Integer.toString(EXECUTORS));
    conf.put("spark.executor.cores", "1");
    conf.put("spark.sql.shuffle.partitions", "4");
    if (run.plugin) {
      conf.put("spark.plugins", "org.uacce.spark.UaccePlugin");
    }
    String url = run.master == Master.STANDALONE ? cluster.url() : run.master.url;
    return new Application("axes-" + run, jdk, url, run.delivery, conf);
  }

  @AfterAll
  static void stop() {
    APPLICATIONS.values().forEach(Application::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Every pair of values that can be had is in some run; 25 goes with 4.2 alone. */
  @Test
  void anyTwoValuesMeetInSomeRun() {
    Set<String> wanted = new TreeSet<>();
    for (Object spark : List.of("3.5", "4.2")) {
      for (Object java : spark.equals("3.5") ? List.of(17) : List.of(17, 25)) {
        for (Object master : Master.values()) {
          for (Object delivery : Delivery.values()) {
            for (Object plugin : List.of(true, false)) {
              wanted.addAll(pairs(List.of(spark, java, master, delivery, plugin)));
            }
          }
        }
      }
    }
    Set<String> met = new TreeSet<>();
    for (Run run : Run.values()) {
      met.addAll(pairs(run.point()));
    }
    assertThat(met).isEqualTo(wanted);
  }

  private static List<String> pairs(List<Object> values) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < i; j++) {
        pairs.add(j + "=" + values.get(j) + " " + i + "=" + values.get(i));
      }
    }
    return pairs;
  }

  private static Stream<Run> submittedHere() {
    return Stream.of(Run.values()).filter(Run::isSubmittedHere);
  }

  @ParameterizedTest
  @MethodSource("submittedHere")
  void resultsAreRightAndTheCodecDidTheWork(Run run) throws Exception {
    assumeThat(APPLICATIONS)
        .as("a JDK %d; name one by JAVA%d_HOME", run.java, run.java)
        .containsKey(run);
    Application application = APPLICATIONS.get(run);
    Answer facts = application.ask("facts");
    assertThat(facts.text("spark")).startsWith(run.spark + ".");
    assertThat(facts.number("java")).isEqualTo(run.java);
    application.ask("shuffle 2 3");
    application.ask("query");
    application.ask("broadcast");
    if (run.plugin) {
      application.ask("parquet " + SharedSpark.FOLDER.resolve("axes-" + run));
    }
    int executors = run.master == Master.LOCAL ? 0 : EXECUTORS;
    Answer jvms = application.ask("jvms " + executors);
    assertThat(jvms.executors()).hasSize(executors);
    Work.assumeNative();
    for (String jvm : jvms.jvms()) {
      assertThat(jvms.number(jvm + ".java")).isEqualTo(run.java);
      assertThat(jvms.blocksWritten(jvm)).as("blocks written by %s", jvm).isPositive();
      assertThat(jvms.of(jvm, CodecMetric.DECOMPRESS_NATIVE_BLOCKS)).isPositive();
      assertThat(jvms.text(jvm + ".parquet")).isEqualTo(Boolean.toString(run.plugin));
      assertThat(jvms.text(jvm + ".loader")).isEqualTo(loader(run));
    }
    assertThat(jvms.of(CodecMetric.COMPRESS_JDK_BLOCKS)).isZero();
    assertThat(jvms.of(CodecMetric.DECOMPRESS_JDK_BLOCKS)).isZero();
    assertThat(application.finish()).isZero();
  }

  /** Who brought our classes: the JVM, or Spark. */
  private static String loader(Run run) {
    return run.delivery == Delivery.EXTRA_CLASS_PATH ? "AppClassLoader" : "MutableURLClassLoader";
  }
}
