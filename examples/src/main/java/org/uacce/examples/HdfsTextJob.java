package org.uacce.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Writes the lines of lineitem as {@code .gz} files on HDFS, or reads them. */
final class HdfsTextJob implements Job {
  private static final String OUR_CODEC = "org.uacce.hadoop.UacceGzipCodec";
  private static final int GZIP_ISIZE_BYTES = 4;

  private final Codec codec;
  private final Path data;
  private final URI files;
  private final Direction direction;

  HdfsTextJob(Codec codec, Path data, URI files, Direction direction) {
    this.codec = codec;
    this.data = data;
    this.files = files;
    this.direction = direction;
  }

  @Override
  public String name() {
    return "HDFS .gz " + direction.label();
  }

  @Override
  public Map<String, String> settings() {
    return codec == Codec.UACCE
        ? Map.of(
            "spark.hadoop.io.compression.codecs",
            "org.apache.hadoop.io.compress.DefaultCodec," + OUR_CODEC)
        : Map.of();
  }

  @Override
  public Content run(SparkSession spark) {
    if (direction == Direction.READ) {
      return Content.of(spark.read().text(files.toString()));
    }
    // By class, since the short name gzip means Hadoop's codec.
    String writer = codec == Codec.UACCE ? OUR_CODEC : "gzip";
    Tables.lineitemText(spark, data)
        .write()
        .mode(SaveMode.Overwrite)
        .option("compression", writer)
        .text(files.toString());
    return null;
  }

  /**
   * As the files report it: the length that each gzip trailer holds (RFC 1952 section 2.3.1, ISIZE,
   * modulo 2^32; Spark cuts the text long before that), and the files' own.
   */
  @Override
  public Volume volume() throws IOException {
    Configuration conf = new Configuration();
    FileSystem hdfs = FileSystem.get(files, conf);
    Volume total = Volume.NONE;
    for (FileStatus file : DataFiles.in(files, conf)) {
      byte[] isize = new byte[GZIP_ISIZE_BYTES];
      try (FSDataInputStream bytes = hdfs.open(file.getPath())) {
        bytes.readFully(file.getLen() - isize.length, isize);
      }
      int before = ByteBuffer.wrap(isize).order(ByteOrder.LITTLE_ENDIAN).getInt();
      total = total.plus(new Volume(Integer.toUnsignedLong(before), file.getLen()));
    }
    return total;
  }

  @Override
  public long through(EngineWork work) {
    return direction.through(work);
  }
}
