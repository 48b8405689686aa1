package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A parquet that keeps its map of codecs and no longer uses it, as a proposal for it would. */
class ParquetPastHadoopTest {
  private static final String HOOK = "org.uacce.parquet.UacceParquet";

  @TempDir Path folder;

  @Test
  void theSelfTestSaysThatPagesPassTheCodecAndWhatToDo() throws Exception {
    compileIntoFolder("bypass/CodecFactory.java");
    try (URLClassLoader parquet = new Replaced(folder)) {
      Class<?> hook = parquet.loadClass(HOOK);
      Object outcome =
          hook.getMethod("install", Configuration.class).invoke(null, new Configuration());
      assertThat(hook.getMethod("isInstalled").invoke(null))
          .as("the map took the codec")
          .isEqualTo(true);
      assertThat(outcome.toString())
          .contains(
              "passed=false",
              "a page was written past the codec: bytes=0",
              "asks no Hadoop codec",
              "use parquet 1.13 to 1.18, or hand UacceCodecFactory");
      hook.getMethod("uninstall").invoke(null);
    }
  }

  private void compileIntoFolder(String resource) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler).as("a JDK runs the tests").isNotNull();
    Path source = folder.resolve("CodecFactory.java");
    Files.write(source, getClass().getClassLoader().getResourceAsStream(resource).readAllBytes());
    int status =
        compiler.run(
            null,
            null,
            null,
            "-nowarn",
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(status).as("javac's status").isZero();
  }

  /** Parquet and the hook anew, with what a folder has in place of parquet's own. */
  private static final class Replaced extends URLClassLoader {
    Replaced(Path first) throws MalformedURLException {
      super(urls(first), ParquetPastHadoopTest.class.getClassLoader());
    }

    private static URL[] urls(Path first) throws MalformedURLException {
      List<URL> urls = new ArrayList<>(List.of(first.toUri().toURL()));
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
      return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.apache.parquet.") && !name.startsWith("org.uacce.parquet.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }
}
