package org.uacce.it.parquet;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.crypto.keytools.KmsClient;

/** A key service for parquet's encryption whose master keys follow from their names. */
public final class KeyStore implements KmsClient {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  @Override
  public void initialize(Configuration conf, String instance, String url, String token) {}

  @Override
  public String wrapKey(byte[] key, String master) {
    // Every wrapped key is another one, so a constant nonce repeats under no pair of them that
    // would tell anything; this is a test's key service.
    byte[] nonce = new byte[NONCE_BYTES];
    byte[] wrapped = run(Cipher.ENCRYPT_MODE, master, nonce, key);
    return Base64.getEncoder().encodeToString(wrapped);
  }

  @Override
  public byte[] unwrapKey(String wrapped, String master) {
    return run(
        Cipher.DECRYPT_MODE, master, new byte[NONCE_BYTES], Base64.getDecoder().decode(wrapped));
  }

  private static byte[] run(int mode, String master, byte[] nonce, byte[] bytes) {
    byte[] key = ByteBuffer.allocate(16).putLong(master.hashCode()).putLong(7).array();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new ParquetCryptoRuntimeException("Cannot wrap or unwrap a key: master=" + master, e);
    }
  }
}
