package org.uacce.codec;

import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        those blocks" are uncompressed, so the counters of all engines add up to what the application wrote or read.

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
}
