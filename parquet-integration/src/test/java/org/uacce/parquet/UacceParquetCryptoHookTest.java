package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.crypto.DecryptionPropertiesFactory;
import org.apache.parquet.crypto.EncryptionPropertiesFactory;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.BadConfigurationException;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UacceParquetCryptoHookTest {
  private static final String HOOK = "org.uacce.parquet.UacceParquetCryptoHook";
  private static final Path FILE = new Path("/a/file");
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType("message m { required int64 n; }");

  private final Configuration conf = new Configuration();

  @BeforeEach
  void startClean() {
    UacceParquet.uninstall();
    UacceParquetCryptoHook.forget();
    conf.set("parquet.crypto.factory.class", HOOK);
  }

  @AfterEach
  void leaveClean() {
    UacceParquet.uninstall();
    UacceParquetCryptoHook.forget();
  }

  /** As parquet asks at the beginning of a file. */
  private FileEncryptionProperties askToWrite() {
    return EncryptionPropertiesFactory.loadFactory(conf)
        .getFileEncryptionProperties(conf, FILE, new WriteContext(SCHEMA, Map.of()));
  }

  private FileDecryptionProperties askToRead() {
    return DecryptionPropertiesFactory.loadFactory(conf).getFileDecryptionProperties(conf, FILE);
  }

  @Test
  void installsWithTheFirstFileThatIsWritten() {
    assertThat(UacceParquet.isInstalled()).isFalse();
    assertThat(askToWrite()).isNull();
    assertThat(UacceParquet.isInstalled()).isTrue();
    assertThat(UacceParquet.selfTest(conf).passed()).isTrue();
  }

  @Test
  void installsWithTheFirstFileThatIsRead() {
    assertThat(askToRead()).isNull();
    assertThat(UacceParquet.isInstalled()).isTrue();
  }

  @Test
  void leavesTheInstallationOfOthersAsItIs() {
    UacceParquet.install(new Configuration());
    Object theirs = GzipEntries.map().get("org.apache.hadoop.io.compress.GzipCodec");
    askToWrite();
    assertThat(GzipEntries.map().get("org.apache.hadoop.io.compress.GzipCodec")).isSameAs(theirs);
  }

  @Test
  void overrulesNobodyWhoUninstallsLater() {
    askToWrite();
    UacceParquet.uninstall();
    askToWrite();
    askToRead();
    assertThat(UacceParquet.isInstalled()).isFalse();
  }

  @Test
  void costsNoFileWhenItCannotInstall() {
    conf.set("io.compression.codec.uacce.level", "13");
    assertThat(askToWrite()).isNull();
    assertThat(UacceParquet.isInstalled()).isFalse();
    UacceParquetCryptoHook.forget();
    conf.unset("io.compression.codec.uacce.level");
    conf.set("io.compression.codec.uacce.mode", "hardware");
    assertThat(askToRead()).isNull();
    assertThat(UacceParquet.isInstalled()).as("what fails its self-test").isFalse();
  }

  @Test
  void asksTheFactoryThatIsNamedInItsPlace() {
    conf.set("uacce.parquet.crypto.factory.class", Recording.class.getName());
    assertThat(askToWrite()).isSameAs(Recording.ENCRYPTION);
    assertThat(askToRead()).isSameAs(Recording.DECRYPTION);
    assertThat(UacceParquet.isInstalled()).isTrue();
  }

  @Test
  void refusesTheFileWhenTheNamedFactoryCannotBeAsked() {
    for (String named :
        List.of("no.such.Factory", "java.lang.String", HOOK, Unmakeable.class.getName())) {
      conf.set("uacce.parquet.crypto.factory.class", named);
      assertThatThrownBy(this::askToWrite)
          .as(named)
          .isInstanceOf(BadConfigurationException.class)
          .hasMessageContaining("uacce.parquet.crypto.factory.class")
          .hasMessageContaining(named);
      assertThatThrownBy(this::askToRead).isInstanceOf(BadConfigurationException.class);
    }
  }

  /** Else files that are to be encrypted would be written in the clear once the hook is there. */
  @Test
  void asksParquetsOwnFactoryWhenItsKeysAreSet() {
    for (String key :
        List.of(
            "parquet.encryption.footer.key",
            "parquet.encryption.column.keys",
            "parquet.encryption.uniform.key")) {
      conf.set(key, "k1");
      assertThatThrownBy(this::askToWrite)
          .as("%s without its other half", key)
          .hasStackTraceContaining("PropertiesDrivenCryptoFactory");
      conf.unset(key);
    }
    conf.set("parquet.encryption.kms.client.class", "no.such.Kms");
    assertThat(askToRead()).isNotNull();
  }

  /** Answers what can be told from null. */
  public static final class Recording
      implements EncryptionPropertiesFactory, DecryptionPropertiesFactory {
    private static final FileEncryptionProperties ENCRYPTION =
        FileEncryptionProperties.builder(new byte[16]).build();
    private static final FileDecryptionProperties DECRYPTION =
        FileDecryptionProperties.builder().withFooterKey(new byte[16]).build();

    @Override
    public FileEncryptionProperties getFileEncryptionProperties(
        Configuration conf, Path file, WriteContext context) {
      return ENCRYPTION;
    }

    @Override
    public FileDecryptionProperties getFileDecryptionProperties(Configuration conf, Path file) {
      return DECRYPTION;
    }
  }

  /** Has no constructor that parquet could call. */
  public static final class Unmakeable
      implements EncryptionPropertiesFactory, DecryptionPropertiesFactory {
    private Unmakeable() {}

    @Override
    public FileEncryptionProperties getFileEncryptionProperties(
        Configuration conf, Path file, WriteContext context) {
      return null;
    }

    @Override
    public FileDecryptionProperties getFileDecryptionProperties(Configuration conf, Path file) {
      return null;
    }
  }
}
