package org.uacce.parquet;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.crypto.DecryptionPropertiesFactory;
import org.apache.parquet.crypto.EncryptionPropertiesFactory;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs {@link UacceParquet} by configuration alone, in JVMs that run nobody's code of ours, as
 * MapReduce's tasks, Hive's, or Spark's without the plugin: {@code
 * parquet.crypto.factory.class=org.uacce.parquet.UacceParquetCryptoHook}. Parquet asks that class
 * about encryption before it compresses or inflates the first page of a file.
 *
 * <p>Files are encrypted as the factory says that {@value #DELEGATE} names; without one, as
 * parquet's PropertiesDrivenCryptoFactory says where its keys are set, and not at all where they
 * are not. A named factory that cannot be made fails the file: it must not be written in the clear.
 *
 * <p>Made by parquet, by reflection, one for every file. Any thread.
 */
public final class UacceParquetCryptoHook
    implements EncryptionPropertiesFactory, DecryptionPropertiesFactory {
  /** The factory that decides in this one's place. */
  public static final String DELEGATE = "uacce.parquet.crypto.factory.class";

  private static final Logger LOG = LoggerFactory.getLogger(UacceParquetCryptoHook.class);

  /** One of a JVM's files asks for it, and all others wait until that is done. */
  private static boolean asked;

  @Override
  public FileEncryptionProperties getFileEncryptionProperties(
      Configuration conf, Path file, WriteContext context) {
    install(conf);
    EncryptionPropertiesFactory delegate =
        CryptoDelegate.of(conf, EncryptionPropertiesFactory.class);
    return delegate == null ? null : delegate.getFileEncryptionProperties(conf, file, context);
  }

  @Override
  public FileDecryptionProperties getFileDecryptionProperties(Configuration conf, Path file) {
    install(conf);
    DecryptionPropertiesFactory delegate =
        CryptoDelegate.of(conf, DecryptionPropertiesFactory.class);
    return delegate == null ? null : delegate.getFileDecryptionProperties(conf, file);
  }

  /** Once per JVM; whoever uninstalls it later is not overruled. A failure costs no file. */
  private static void install(Configuration conf) {
    synchronized (UacceParquetCryptoHook.class) {
      if (asked) {
        return;
      }
      asked = true;
      try {
        if (!UacceParquet.isInstalled() && !UacceParquet.install(conf).passed()) {
          UacceParquet.uninstall();
        }
      } catch (RuntimeException e) {
        LOG.warn("Cannot send Parquet GZIP pages through uacce-codec: cause=\"{}\"", e.toString());
      }
    }
  }

  /** For tests: the next file installs again. */
  static void forget() {
    synchronized (UacceParquetCryptoHook.class) {
      asked = false;
    }
  }
}
