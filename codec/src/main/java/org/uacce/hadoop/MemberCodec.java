package org.uacce.hadoop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.CompressorStream;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DirectDecompressionCodec;
import org.apache.hadoop.io.compress.DirectDecompressor;
import org.uacce.codec.CodecConfig;

/**
 * What the gzip and the zlib codec share. Configuration is read when a compressor or a stream is
 * made, never earlier; library and device are not touched before the first block.
 *
 * <p>Streams that are made without a compressor or decompressor own a fresh one instead of lending
 * one from CodecPool: ours cost nothing while idle. Any thread may use one codec, each stream
 * belongs to one thread.
 */
abstract class MemberCodec implements DirectDecompressionCodec, Configurable {
  private static final String BUFFER_KEY = "io.file.buffer.size";

  /** One fill of the native inflater's input. */
  private static final int LEAST_BUFFER_BYTES = 64 << 10;

  private Configuration conf;

  /** Null until the first page is read. */
  private volatile CodecConfig pageConfig;

  @Override
  public void setConf(Configuration newConf) {
    conf = newConf;
    pageConfig = null;
  }

  @Override
  public Configuration getConf() {
    return conf;
  }

  @Override
  public abstract MemberCompressor createCompressor();

  @Override
  public abstract MemberDecompressor createDecompressor();

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out) {
    return new MemberOutputStream(out, createCompressor(), true);
  }

  /**
   * @param compressor the caller's to release. Ours: its member goes straight to {@code out}; any
   *     other: driven by Hadoop's own stream; null: as without it
   */
  @Override
  public CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor) {
    if (compressor == null) {
      return createOutputStream(out);
    }
    if (compressor instanceof MemberCompressor ours) {
      ours.configureFor(conf);
      return new MemberOutputStream(out, ours, false);
    }
    return new CompressorStream(out, compressor, bufferBytes());
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new MemberInputStream(in, createDecompressor(), bufferBytes(), true);
  }

  /**
   * @param decompressor of any kind, the caller's to release; null: as without it
   */
  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    if (ofPages() && decompressor instanceof MemberDecompressor) {
      return new PageInputStream(
          in,
          pageConfig(),
          page -> new MemberInputStream(page, decompressor, LEAST_BUFFER_BYTES, false));
    }
    return decompressor == null
        ? createInputStream(in)
        : new MemberInputStream(in, decompressor, bufferBytes(), false);
  }

  /**
   * One that may rest in a pool, as {@link #createDecompressor} gives. For pages of Parquet null,
   * as Hadoop's own codec gives without its library: with one, parquet from 1.14 on inflates the
   * pages of all columns into one and the same buffer, while the page before is still being read.
   */
  @Override
  public DirectDecompressor createDirectDecompressor() {
    return ofPages() ? null : createDecompressor();
  }

  private boolean ofPages() {
    return conf != null && conf.getBoolean(HadoopOptions.PAGES, false);
  }

  /** Read once: the hook's configuration is its own, and pages are many. */
  private CodecConfig pageConfig() {
    CodecConfig read = pageConfig;
    if (read == null) {
      read = HadoopOptions.read(conf);
      pageConfig = read;
    }
    return read;
  }

  final int bufferBytes() {
    int configured = conf == null ? 0 : conf.getInt(BUFFER_KEY, 0);
    return Math.max(LEAST_BUFFER_BYTES, configured);
  }
}
