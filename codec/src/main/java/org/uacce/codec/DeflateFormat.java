package org.uacce.codec;

/** The two standard wrappings of DEFLATE data that other programs read. */
public enum DeflateFormat {
  /** RFC 1952: {@code .gz} files and Parquet GZIP pages. */
  GZIP,
  /** RFC 1950: Hadoop's {@code .deflate} files. */
  ZLIB
}
