/**
 * Avro's {@code deflate} blocks through the codec: {@link org.uacce.avro.UacceDeflateFactory},
 * which a program hands to Avro in one call. The blocks stay what the Avro specification calls
 * deflate.
 */
package org.uacce.avro;
