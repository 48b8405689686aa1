package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.parquet.UacceParquet;

/** Nothing but configuration, and encryption with the hook in its place. */
class CryptoHookOnParquet118Test {
  private static final String HOOK = "org.uacce.parquet.UacceParquetCryptoHook";
  private static final String PARQUETS_OWN =
      "org.apache.parquet.crypto.keytools.PropertiesDrivenCryptoFactory";

  @TempDir static Path folder;

  private static final Table TABLE = new Table();

  private final Configuration conf = new Configuration();

  /** The hook installs once in a JVM: here, as the first file is written. */
  @BeforeAll
  static void writeTheFirstFile() throws Exception {
    UacceParquet.uninstall();
    Configuration hooked = new Configuration();
    hooked.set("parquet.crypto.factory.class", HOOK);
    Path file = folder.resolve("first.parquet");
    EngineBytes written = new EngineBytes();
    TABLE.writeByOutputFormat(file, hooked);
    assertThat(UacceParquet.isInstalled()).isTrue();
    List<Page> pages = Page.of(file);
    // The hook's self-test is in the count too.
    written.assertCompressedAtLeast(pages.stream().mapToLong(Page::bytes).sum());
    EngineBytes read = new EngineBytes();
    TABLE.assertInHadoops(file, hooked);
    read.assertInflated(pages);
    DuckDb.assertReads(TABLE, file);
  }

  @AfterAll
  static void uninstall() {
    UacceParquet.uninstall();
  }

  private static List<Map<String, String>> keys() {
    return List.of(
        Map.of("parquet.encryption.uniform.key", "all"),
        Map.of(
            "parquet.encryption.footer.key",
            "foot",
            "parquet.encryption.column.keys",
            "c1: price, comment; c2: mode"),
        Map.of(
            "parquet.encryption.footer.key",
            "foot",
            "parquet.encryption.column.keys",
            "c1: noise",
            "parquet.encryption.plaintext.footer",
            "true",
            "parquet.encryption.algorithm",
            "AES_GCM_CTR_V1"));
  }

  private Configuration keyed(Map<String, String> keys) {
    Configuration keyed = new Configuration(conf);
    keyed.set("parquet.encryption.kms.client.class", KeyStore.class.getName());
    keys.forEach(keyed::set);
    return keyed;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void encryptedPagesRunThroughUsBothWays(Map<String, String> keys) throws Exception {
    Path file = folder.resolve("encrypted-" + keys.hashCode() + ".parquet");
    Configuration hooked = keyed(keys);
    hooked.set("parquet.crypto.factory.class", HOOK);
    EngineBytes written = new EngineBytes();
    TABLE.writeByOutputFormat(file, hooked);
    written.assertCompressedAtLeast(Table.ROWS * 24L);
    assertThat(encryption(file, hooked)).isNotEqualTo(FileMetaData.EncryptionType.UNENCRYPTED);

    Configuration stock = keyed(keys);
    stock.set("parquet.crypto.factory.class", PARQUETS_OWN);
    UacceParquet.uninstall();
    try {
      EngineBytes untouched = new EngineBytes();
      TABLE.assertInHadoops(file, stock);
      untouched.assertInflated(List.of());
    } finally {
      UacceParquet.install(conf);
    }
    hooked.set("uacce.parquet.crypto.factory.class", PARQUETS_OWN);
    hooked.setBoolean("parquet.decrypt.off-heap.buffer.enabled", true);
    EngineBytes read = new EngineBytes();
    TABLE.assertInHadoops(file, hooked);
    read.assertInflatedAtLeast(Table.ROWS * 24L);
  }

  @Test
  void nobodyReadsAnEncryptedFileWithoutItsKeys() throws Exception {
    Path file = folder.resolve("locked.parquet");
    Configuration hooked = keyed(keys().get(0));
    hooked.set("parquet.crypto.factory.class", HOOK);
    TABLE.writeByOutputFormat(file, hooked);
    Configuration without = new Configuration();
    without.set("parquet.crypto.factory.class", HOOK);
    assertThatThrownBy(() -> TABLE.assertInHadoops(file, without))
        .isInstanceOf(ParquetCryptoRuntimeException.class);
  }

  @ParameterizedTest
  @EnumSource
  void plainFilesStayPlainWhereKeysAreOnlyToReadWith(WriterVersion version) throws Exception {
    Path file = folder.resolve("plain-" + version + ".parquet");
    Configuration hooked = keyed(Map.of());
    hooked.set("parquet.crypto.factory.class", HOOK);
    TABLE.write(file, hooked, writer -> writer.withWriterVersion(version));
    List<Page> pages = Page.of(file);
    EngineBytes read = new EngineBytes();
    TABLE.assertInHadoops(file, hooked);
    read.assertInflated(pages);
  }

  private static FileMetaData.EncryptionType encryption(Path file, Configuration conf)
      throws Exception {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(path, conf), HadoopReadOptions.builder(conf, path).build())) {
      return reader.getFileMetaData().getEncryptionType();
    }
  }
}
