package org.uacce.codec;

/** A configured value cannot be used; the message names key, value and the accepted range. */
public final class CodecConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the full key; an edge also refuses values of its platform's own keys with it
   * @param range the accepted values, as a user would write them
   */
  public CodecConfigurationException(String key, String value, String range) {
    super(
        "Cannot use the configured value: key="
            + key
            + " value="
            + value
            + " range="
            + range
            + "; correct it or remove the key");
    this.key = key;
  }

  /** The full key, with its prefix. */
  public String key() {
    return key;
  }
}
