package org.uacce.spark;

import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceParquet;

/**
 * One part of a plugin's hold on {@link UacceParquet}. The first hold of the JVM installs it and
 * the last one takes it out again, since in local mode the driver's and the executor's part share a
 * JVM; what somebody else installed stays. What fails its self-test is taken out at once. Neither
 * method throws for what it finds, or misses, on the class path or in the configuration. Any
 * thread; {@link #close} is idempotent.
 */
final class ParquetHook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ParquetHook.class);

  private static final String HADOOP_PREFIX = "spark.hadoop.";

  private static int holds;
  private static boolean installedHere;

  private boolean held;

  /** Installs, unless it is installed. */
  void open(SparkConf conf) {
    synchronized (ParquetHook.class) {
      try {
        if (!held && (UacceParquet.isInstalled() || install(conf))) {
          if (holds == 0) {
            CodecMetric.PARQUET_HOOK.add(1);
          }
          holds++;
          held = true;
        }
      } catch (LinkageError | RuntimeException e) {
        LOG.warn("Cannot send Parquet GZIP pages through uacce-codec: cause=\"{}\"", e.toString());
      }
    }
  }

  private static boolean install(SparkConf conf) {
    if (!UacceParquet.install(hadoopConfiguration(conf)).passed()) {
      UacceParquet.uninstall();
      return false;
    }
    installedHere = true;
    return true;
  }

  @Override
  public void close() {
    synchronized (ParquetHook.class) {
      if (!held) {
        return;
      }
      held = false;
      holds--;
      if (holds == 0) {
        CodecMetric.PARQUET_HOOK.add(-1);
      }
      if (holds == 0 && installedHere) {
        installedHere = false;
        UacceParquet.uninstall();
      }
    }
  }

  /** As Spark makes it: Hadoop's own files, then every key that the user wrote for Hadoop. */
  private static Configuration hadoopConfiguration(SparkConf conf) {
    Configuration hadoop = new Configuration();
    Arrays.stream(conf.getAllWithPrefix(HADOOP_PREFIX))
        .forEach(entry -> hadoop.set(entry._1(), entry._2()));
    return hadoop;
  }
}
