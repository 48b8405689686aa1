package org.uacce.it.hadoop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.uacce.hadoop.UacceDeflateCodec;
import org.uacce.hadoop.UacceGzipCodec;

/**
 * One HDFS on loopback for all tests of this JVM. A test method that wants a Configuration gets one
 * of its own, with this HDFS as file system and our codecs in {@code io.compression.codecs}.
 */
final class HdfsCluster implements ParameterResolver {
  private record Running(MiniDFSCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.shutdown();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Configuration.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(HdfsCluster.class))
            .getOrComputeIfAbsent(Running.class, key -> start(), Running.class);
    Configuration conf = new Configuration(running.cluster().getConfiguration(0));
    conf.set(
        "io.compression.codecs",
        UacceGzipCodec.class.getName() + "," + UacceDeflateCodec.class.getName());
    return conf;
  }

  private static Running start() {
    Configuration conf = new Configuration();
    conf.set(
        MiniDFSCluster.HDFS_MINIDFS_BASEDIR, Path.of("target", "hdfs").toAbsolutePath().toString());
    try {
      MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
      cluster.waitActive();
      return new Running(cluster);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
