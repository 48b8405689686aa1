package org.uacce.spark;

import com.codahale.metrics.MetricRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;

/** What Spark gives a plugin, with a driver that keeps its messages. */
final class FakeContext implements PluginContext {
  final SparkConf conf = new SparkConf(false);
  final MetricRegistry registry = new MetricRegistry();
  final List<Object> sent = new CopyOnWriteArrayList<>();

  private final String executor;
  private volatile RuntimeException unreachable;

  FakeContext(String executor) {
    this.executor = executor;
  }

  FakeContext set(String key, String value) {
    conf.set(key, value);
    return this;
  }

  /** Every message fails so from now on; null: none does. */
  void failWith(RuntimeException exception) {
    unreachable = exception;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public SparkConf conf() {
    return conf;
  }

  @Override
  public String executorID() {
    return executor;
  }

  @Override
  public String hostname() {
    return "localhost";
  }

  @Override
  public Map<String, ResourceInformation> resources() {
    return Map.of();
  }

  @Override
  public void send(Object message) throws IOException {
    if (unreachable != null) {
      throw unreachable;
    }
    sent.add(Jdk.copy(message));
  }

  @Override
  public Object ask(Object message) {
    throw new UnsupportedOperationException("the plugin asks nothing");
  }

  /** A driver without our jar on the class path of its RPC: it knows the JDK's classes alone. */
  static final class Jdk {
    private Jdk() {}

    static Object copy(Object message) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(message);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(java.io.ObjectStreamClass type)
                throws ClassNotFoundException {
              return Class.forName(type.getName(), false, ClassLoader.getPlatformClassLoader());
            }
          }) {
        return in.readObject();
      } catch (ClassNotFoundException e) {
        throw new IOException("the driver does not know the class", e);
      }
    }
  }
}
