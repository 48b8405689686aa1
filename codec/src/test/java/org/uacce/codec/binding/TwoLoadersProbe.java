package org.uacce.codec.binding;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs {@link LoaderProbe} in two class loaders of one JVM that do not share our classes. */
public final class TwoLoadersProbe {
  private TwoLoadersProbe() {}

  public static void main(String[] arguments) throws Exception {
    URL[] path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(TwoLoadersProbe::url)
            .toArray(URL[]::new);
    for (int i = 0; i < 2; i++) {
      try (URLClassLoader loader =
          new URLClassLoader("loader" + i, path, ClassLoader.getPlatformClassLoader())) {
        loader
            .loadClass(LoaderProbe.class.getName())
            .getMethod("main", String[].class)
            .invoke(null, (Object) new String[0]);
      }
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
