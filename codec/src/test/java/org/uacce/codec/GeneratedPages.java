package org.uacce.codec;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.uacce.codec.doctor.Cause;

/** The pages of documentation that are made from the lists in the code. */
final class GeneratedPages {
  private static final String NOTICE =
      "<!-- Generated from %s: change the text there, then run\n"
          + "     mvn -pl codec -am test -Dtest=GeneratedPagesTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Duacce.docs.write=true -->\n\n";

  private GeneratedPages() {}

  static String configuration() {
    return "# Configuration\n\n"
        + NOTICE.formatted("CodecOption")
        + """
        Every option has one name and two prefixes:

        | where | prefix | example |
        |---|---|---|
        | Spark's codecs: shuffle, spill, broadcast, cache, checkpoint | `spark.io.compression.uacce.` | \
        `spark.io.compression.uacce.level=2` |
        | Hadoop's codecs and Parquet | `io.compression.codec.uacce.` | `io.compression.codec.uacce.level=9` |
        | the same, set through Spark | `spark.hadoop.io.compression.codec.uacce.` | \
        `spark.hadoop.io.compression.codec.uacce.level=9` |

        Sizes are bytes; `k`, `m` and `g` multiply by 1024 and its powers, and a `b` behind them is allowed. A value
        outside its range is refused with its key, value and range. A key below a prefix that is not in this table is
        warned about once, with the nearest one that is.

        ## Options

        "Shuffle" is what Spark's codecs write; "files" is everything that other programs read.

        | option | default | values |
        |---|---|---|
        """
        + Stream.of(CodecOption.values())
            .map(
                option ->
                    "| `%s` | %s | %s |\n"
                        .formatted(option.key(), option.defaultText(), option.range()))
            .collect(Collectors.joining())
        + "\n"
        + Stream.of(CodecOption.values())
            .map(
                option ->
                    """
                    ### `%s`

                    %s

                    * `spark.io.compression.uacce.%s`
                    * `io.compression.codec.uacce.%s`

                    """
                        .formatted(option.key(), option.sentence(), option.key(), option.key()))
            .collect(Collectors.joining())
        + """
        ## Keys of Parquet

        | key | default | value |
        |---|---|---|
        | `uacce.parquet.crypto.factory.class` | none | Where `parquet.crypto.factory.class` is \
        `org.uacce.parquet.UacceParquetCryptoHook`: the factory that decides about encryption in its place. Not set, \
        files are not encrypted, unless the keys of Parquet's own `PropertiesDrivenCryptoFactory` are set: then that \
        one decides. In Spark with `spark.hadoop.` in front. |

        ## Properties of the JVM

        Where native code is loaded from is the operator's to say, not a job's: these are system properties (`-D`, in
        Spark through `spark.driver.extraJavaOptions` and `spark.executor.extraJavaOptions`) and are never read from
        the configuration of a job.

        | property | meaning |
        |---|---|
        | `uacce.library.path` | Absolute path of `libuacce_zip.so`. When it is set nothing else is tried. The file, the \
        files beside it that it needs (`libisal.so.2`) and every folder above must belong to root or to the user of \
        the JVM, and nobody else may write to them; else the library is refused, with the path, owner and mode in the \
        log. |
        | `uacce.tmpdir` | Folder below which the library of the jar is unpacked, in place of `java.io.tmpdir`; for \
        hosts whose temporary folder is mounted noexec. The unpacked files are removed as soon as they are loaded. |

        Where every folder that the process may write to is noexec, put `libuacce_zip.so`, `libisal.so.2` (both from
        `linux-x86-64/` or `linux-aarch64/` in the jar) and JNA's own `libjnidispatch.so` (from
        `com/sun/jna/linux-x86-64/` or `com/sun/jna/linux-aarch64/` in JNA's jar) into one folder that is not, and set
        `uacce.library.path`: JNA's library is then taken from that folder too.

        Without the library everything still works, on `java.util.zip` and several times slower; one warning in the log
        names each place that was tried, why it did not serve, and the next step.
        """;
  }

  static String metrics() {
    return "# Metrics\n\n"
        + NOTICE.formatted("CodecMetric")
        + """
        Each number is one for the whole JVM, from its start. A counter only grows; a gauge goes up and down. "Bytes of
        those blocks" are uncompressed, so the counters of all engines add up to what the application wrote or read,
        but for what the row filter saved them.

        ## Reading them from Spark

        With `spark.plugins=org.uacce.spark.UaccePlugin` every number below is in Spark's metrics system:

        * each executor and the driver publish their own JVM's, under the names of the table;
        * the driver also publishes the sums over the application, with `application.` before the names: of its own JVM
          since the application began, and of what the executors have told it. Executors serve no HTTP, so the driver's
          page is the one to scrape.

        Set `spark.metrics.namespace=spark`, or the names begin with the application's id and no dashboard finds them
        again. What stands before a name is then `spark.driver.plugin.org.uacce.spark.UaccePlugin.` on the driver, and
        the executor's number in place of `driver` on an executor:

        | reader | settings | where `compress.device.blocks` of the application is |
        |---|---|---|
        | Prometheus | `spark.metrics.conf.*.sink.prometheusServlet.class=org.apache.spark.metrics.sink.PrometheusServlet`, \
        `spark.metrics.conf.*.sink.prometheusServlet.path=/metrics/prometheus` | `/metrics/prometheus` of the driver's UI: \
        `metrics_spark_driver_plugin_org_uacce_spark_UaccePlugin_application_compress_device_blocks_Count` with the label \
        `type="counters"` |
        | JMX | `spark.metrics.conf.*.sink.jmx.class=org.apache.spark.metrics.sink.JmxSink` | MBean \
        `metrics:name=spark.driver.plugin.org.uacce.spark.UaccePlugin.application.compress.device.blocks,type=counters`, \
        attribute `Count` |
        | CSV | `spark.metrics.conf.*.sink.csv.class=org.apache.spark.metrics.sink.CsvSink`, \
        `spark.metrics.conf.*.sink.csv.directory=…` | the file \
        `spark.driver.plugin.org.uacce.spark.UaccePlugin.application.compress.device.blocks.csv` |
        | Graphite | `spark.metrics.conf.*.sink.graphite.class=org.apache.spark.metrics.sink.GraphiteSink`, `….host`, \
        `….port` | `spark.driver.plugin.org.uacce.spark.UaccePlugin.application.compress.device.blocks.count` |

        A gauge is `…_Value` with `type="gauges"` for Prometheus, `type=gauges` and `Value` for JMX. JMX, CSV and Graphite
        also work on executors. `spark.ui.prometheus.enabled` opens another page, `/metrics/executors/prometheus`, which
        has nothing but Spark's own numbers; leave `/metrics/prometheus` to the sink.
        [dashboards/uacce-codec.json](dashboards/uacce-codec.json) is a dashboard for Grafana on these names: import it,
        and choose the Prometheus that scrapes the drivers.

        What to know of the sums:

        * An executor reports after a task has ended, at most every 5 seconds, and when it ends; a number of a running
          executor is therefore up to 5 seconds old, and a gauge is as of that report.
        * Counters of an executor that was lost stay in the sums, up to its last report; what it held, its gauges, does
          not. A message that comes late or twice changes nothing.
        * In local mode there is one JVM, which publishes its numbers once. The sums then begin with the application,
          and the plain names with the JVM.
        * Driver and executors may have jars of different releases: a metric that one of them does not know is left out.

        At its end the driver logs the sums in one line of `org.uacce.spark.DriverPart`:

        | in the line | is |
        |---|---|
        | `compressed[bytes onDevice ratio cpuSeconds]` | bytes that engines compressed or stored; those of them on an \
        accelerator; what the application wrote, rows before their filter, for each byte that came out; \
        `compress.engineNanos` |
        | `inflated[bytes onDevice cpuSeconds]` | likewise |
        | `inSoftware[reason=blocks …]` | `device.fallback.*`, `helped` (`device.helped`) and `late` \
        (`decompress.device.late`), where not 0 |
        | `executors=N silent[id:age …]` | how many executors ever reported, and those whose last report is older than \
        10 seconds and that did not end in order: what they did afterwards is missing |

        ## All metrics

        | metric | kind | what it counts |
        |---|---|---|
        """
        + Stream.of(CodecMetric.values())
            .map(
                metric ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            metric.id(),
                            switch (metric.kind()) {
                              case COUNTER -> "counter";
                              case GAUGE -> "gauge";
                            },
                            metric.sentence()))
            .collect(Collectors.joining());
  }

  static String doctor() {
    return "# The doctor\n\n"
        + NOTICE.formatted("Cause")
        + """
        Why is the accelerator not in use on this host? One command says it, on any host, without Spark or Hadoop:

        ```
        java -jar uacce-codec-spark-0.1.0-SNAPSHOT-all.jar doctor
        ```

        It looks at the host, the native library and JNA, every device, every software engine, and the settings; prints
        each finding with its facts and the one next step; measures for about five seconds; and ends with settings to
        copy. Run it as the user and in the container, queue and class path that the executors have: what it finds is
        theirs then.

        | argument | meaning |
        |---|---|
        | `--quick` | without measuring: about a second |
        | `--json` | one JSON object on one line, for programs: `exitCode`, `cause`, `verdict`, `nextStep`, `findings`, \
        `settings` |
        | `--properties-file FILE` | the settings of a `spark-defaults.conf` |
        | `--conf KEY=VALUE` | one more setting, of Spark or of Hadoop; wins over the file |

        Hadoop, Parquet and Spark are looked at where they are on the class path, and "not checked" where they are not:

        ```
        java -cp uacce-codec-spark-0.1.0-SNAPSHOT-all.jar:$(hadoop classpath) org.uacce.codec.Doctor doctor
        java -cp uacce-codec-spark-0.1.0-SNAPSHOT-all.jar:"$SPARK_HOME/jars/*" org.uacce.codec.Doctor doctor
        ```

        Our jar first: a JNA of another release before it is a finding of its own. Hadoop is asked which codec a `.gz`
        file would be given to, by the configuration on that class path and the settings; Parquet, whether the hook
        installs and a page goes through it; Spark, whether it makes our codec and merges its streams.

        ## Exit codes

        0: the accelerator works and nothing is in its way; or the settings ask for `mode=software` and nothing is in
        the way of that. Anything else names what is in the way. Of several things it is the lowest code, since what
        comes first keeps the rest from being seen: mend it and ask again. A device that is refused while another works
        is a note, and changes no exit code.

        | code | name in JSON | what is in the way | next step, where the finding has no better one |
        |---|---|---|---|
        | 1 | | The program itself failed, or a check before it could tell. | Report it. |
        | 2 | | The arguments cannot be understood. | See `--help`. |
        """
        + Stream.of(Cause.values())
            .map(
                cause ->
                    "| %d | `%s` | %s | %s |\n"
                        .formatted(
                            cause.exitCode(), cause.name(), cause.sentence(), cause.nextStep()))
            .collect(Collectors.joining())
        + """

        ## What it does to the host

        It opens one queue of one device at a time, compresses one block on it and gives it back; on the first device
        that works it also measures, for at most two seconds, and others have to share the device with it meanwhile:
        leave that out with `--quick` on a busy host. A device that the codec would refuse is not opened. Nothing is
        written but the unpacked library, which is removed as soon as it is loaded, and no setting is changed. It needs
        no more rights than an executor.

        ## What it cannot see

        The last group of the report names what compresses without us, where it is found on the class path or in the
        settings: Iceberg's relocated Parquet, Comet, Gluten, RAPIDS, Celeborn, Uniffle and other shuffle managers. The
        event log, the state store and ORC are always there. What the doctor says holds for this host, this user and
        this moment: another process may take the last queue a second later.

        ## `cat`

        Everything that the codec writes is an ordinary file, with one exception: compressed reliable checkpoints hold
        shuffle frames. They are decoded by

        ```
        java -jar uacce-codec-spark-0.1.0-SNAPSHOT-all.jar cat FILE...
        ```

        from files or, with `-` or no file, from standard input, to standard output, in software. Any number of frames
        and of concatenated streams is one input.

        | code | meaning |
        |---|---|
        | 0 | everything was decoded |
        | 40 | an input is damaged, cut short, or no shuffle frames; the message has its name, the offset and the \
        reason, and what is before it was written |
        | 41 | an input cannot be read |
        | 42 | standard output cannot be written |
        | 141 | the reader of standard output has gone, as `head` does; nothing is said |
        """;
  }
}
