/**
 * Parquet's GZIP pages through the codec: {@link org.uacce.parquet.UacceCodecFactory} where a
 * program hands parquet a codec factory, {@link org.uacce.parquet.UacceParquet} where parquet makes
 * its own, as in Spark. The pages are ordinary: one gzip member each (RFC 1952), under the codec
 * name GZIP.
 */
package org.uacce.parquet;
