package org.uacce.examples.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.file.CodecFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.avro.UacceDeflateFactory;
import org.uacce.parquet.UacceParquet;

/** Each door on the real library, with the codec swapped in and out between writer and reader. */
class DoorsTest {
  private static final long BYTES = bytes();

  @TempDir Path folder;

  private static long bytes() {
    long bytes = 0;
    for (int i = 0; i < Door.RECORDS; i++) {
      bytes += Door.record(i).length();
    }
    return bytes;
  }

  /** A door as its program opens it, and as it is without us. */
  private enum Opened {
    AVRO {
      @Override
      Door ours() {
        CodecFactory.addCodec("deflate", new UacceDeflateFactory());
        return new AvroDeflate();
      }

      @Override
      Door stock() {
        CodecFactory.addCodec(
            "deflate", CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
        return new AvroDeflate();
      }
    },
    HBASE {
      @Override
      Door ours() {
        return new HBaseGzip(HBaseGzip.configuration());
      }

      @Override
      Door stock() {
        return new HBaseGzip(HBaseConfiguration.create());
      }
    },
    HIVE {
      @Override
      Door ours() {
        return new HiveText(HiveText.configuration());
      }

      @Override
      Door stock() {
        Configuration conf = new Configuration();
        conf.setBoolean("hive.exec.compress.output", true);
        conf.set("mapreduce.output.fileoutputformat.compress.codec", STOCK);
        return new HiveText(conf);
      }
    },
    MAP_REDUCE {
      @Override
      Door ours() {
        return new MapReduceGzip(MapReduceGzip.configuration());
      }

      @Override
      Door stock() {
        Configuration conf = new Configuration();
        conf.setBoolean("mapreduce.output.fileoutputformat.compress", true);
        conf.set("mapreduce.output.fileoutputformat.compress.codec", STOCK);
        return new MapReduceGzip(conf);
      }
    },
    PARQUET_FACTORY {
      @Override
      Door ours() {
        return new ParquetByFactory();
      }

      @Override
      Door stock() {
        return new ParquetByConfiguration(new Configuration());
      }
    },
    PARQUET_CONFIGURATION {
      @Override
      Door ours() {
        // The hook installs once in a JVM; a test before this one may have undone that.
        UacceParquet.install(new Configuration());
        return new ParquetByConfiguration(ParquetByConfiguration.configuration());
      }

      @Override
      Door stock() {
        UacceParquet.uninstall();
        return new ParquetByConfiguration(new Configuration());
      }
    };

    private static final String STOCK = "org.apache.hadoop.io.compress.GzipCodec";

    abstract Door ours();

    abstract Door stock();
  }

  @AfterEach
  void leaveClosed() {
    for (Opened opened : Opened.values()) {
      opened.stock();
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesAreReadWhoeverWroteThem(Opened opened) throws Exception {
    Path byUs = Files.createDirectory(folder.resolve("ours"));
    Path byStock = Files.createDirectory(folder.resolve("stock"));
    long before = Door.through("compress.");
    opened.ours().write(byUs);
    assertThat(Door.through("compress.") - before).as("compressed").isGreaterThanOrEqualTo(BYTES);
    before = Door.through("compress.");
    opened.stock().write(byStock);
    assertThat(Door.through("compress.") - before).as("compressed without us").isZero();

    for (Path written : new Path[] {byUs, byStock}) {
      before = Door.through("decompress.");
      assertThat(opened.ours().read(written)).isEqualTo(Door.RECORDS);
      assertThat(Door.through("decompress.") - before).as("inflated").isGreaterThanOrEqualTo(BYTES);
    }
    before = Door.through("decompress.");
    assertThat(opened.stock().read(byUs)).isEqualTo(Door.RECORDS);
    assertThat(Door.through("decompress.") - before).as("inflated without us").isZero();
  }

  @Test
  void theScriptRunsAProgramByItsName() throws Exception {
    assumeThat(Path.of("target", "doors.classpath")).as("not packaged yet").exists();
    try (Stream<Path> jars = Files.list(Path.of("../spark-integration/target"))) {
      assumeThat(jars.map(Path::toString))
          .as("not packaged yet")
          .anyMatch(n -> n.endsWith("-all.jar"));
    }
    assertThat(script("ParquetByConfiguration", folder.resolve("new").toString()))
        .contains("records=" + Door.RECORDS + " ")
        .doesNotContain("compressed.bytes=0 ")
        .doesNotContain("inflated.bytes=0 ");
  }

  @Test
  void theScriptNamesEveryDoorWhenItIsAskedForNone() throws Exception {
    assertThat(script())
        .contains(
            "AvroDeflate HBaseGzip HiveText MapReduceGzip ParquetByConfiguration ParquetByFactory");
  }

  private static String script(String... args) throws IOException, InterruptedException {
    String[] command =
        Stream.concat(Stream.of("./door.sh"), Stream.of(args)).toArray(String[]::new);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }
}
