package org.uacce.parquet;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.crypto.keytools.KeyToolkit;
import org.apache.parquet.crypto.keytools.PropertiesDrivenCryptoFactory;
import org.apache.parquet.hadoop.BadConfigurationException;
import org.apache.parquet.hadoop.util.ConfigurationUtil;

/** Finds the factory that decides about encryption in place of {@link UacceParquetCryptoHook}. */
final class CryptoDelegate {
  /** What parquet's own factory is told by; without any of them it encrypts nothing. */
  private static final List<String> KEYS =
      List.of(
          PropertiesDrivenCryptoFactory.FOOTER_KEY_PROPERTY_NAME,
          PropertiesDrivenCryptoFactory.COLUMN_KEYS_PROPERTY_NAME,
          PropertiesDrivenCryptoFactory.UNIFORM_KEY_PROPERTY_NAME,
          KeyToolkit.KMS_CLIENT_CLASS_PROPERTY_NAME);

  private CryptoDelegate() {}

  /**
   * A factory of its own for each file, as parquet makes them.
   *
   * @param kind what it has to be able to do
   * @return null where nothing is configured that encrypts
   * @throws BadConfigurationException if a factory is named that there is not, that is not of this
   *     kind, or that would ask itself
   */
  static <T> T of(Configuration conf, Class<T> kind) {
    Class<?> named =
        ConfigurationUtil.getClassFromConfig(conf, UacceParquetCryptoHook.DELEGATE, kind);
    if (named == null) {
      return KEYS.stream().anyMatch(key -> conf.get(key) != null)
          ? kind.cast(new PropertiesDrivenCryptoFactory())
          : null;
    }
    if (named == UacceParquetCryptoHook.class) {
      throw new BadConfigurationException(
          "Cannot encrypt or decrypt: "
              + UacceParquetCryptoHook.DELEGATE
              + "="
              + named.getName()
              + " asks itself; name the factory that has the keys, or none");
    }
    try {
      return kind.cast(named.getConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new BadConfigurationException(
          "Cannot make the factory that decides about encryption: "
              + UacceParquetCryptoHook.DELEGATE
              + "="
              + named.getName(),
          e);
    }
  }
}
