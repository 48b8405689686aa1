package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** A parquet that lacks what the hook uses; here the extreme of it, none at all. */
class ForeignParquetTest {
  @Test
  void reportsInsteadOfThrowingWithoutTheClassesItNeeds() throws Exception {
    URL[] ours = {UacceParquet.class.getProtectionDomain().getCodeSource().getLocation()};
    try (URLClassLoader alone = new WithoutParquet(ours)) {
      Class<?> hook = alone.loadClass(UacceParquet.class.getName());
      assertThat(hook).isNotSameAs(UacceParquet.class);
      Configuration conf = new Configuration();
      for (String entry : new String[] {"install", "selfTest"}) {
        assertThat(hook.getMethod(entry, Configuration.class).invoke(null, conf).toString())
            .contains("passed=false", "this parquet lacks what the hook uses");
      }
      hook.getMethod("uninstall").invoke(null);
      assertThat(hook.getMethod("isInstalled").invoke(null)).isEqualTo(false);
    }
  }

  private static final class WithoutParquet extends URLClassLoader {
    WithoutParquet(URL[] ours) {
      super(ours, ForeignParquetTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.apache.parquet.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("org.uacce.parquet.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }
}
