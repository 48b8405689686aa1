package org.uacce.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Writes lineitem as Parquet with GZIP pages, or reads it, by Spark's own Parquet source. */
final class ParquetJob implements Job {
  private final Codec codec;
  private final Path data;
  private final Path files;
  private final Direction direction;

  ParquetJob(Codec codec, Path data, Path files, Direction direction) {
    this.codec = codec;
    this.data = data;
    this.files = files;
    this.direction = direction;
  }

  @Override
  public String name() {
    return "Parquet " + direction.label();
  }

  @Override
  public Map<String, String> settings() {
    return codec == Codec.UACCE ? Map.of("spark.plugins", "org.uacce.spark.UaccePlugin") : Map.of();
  }

  @Override
  public Content run(SparkSession spark) {
    String folder = files.toUri().toString();
    if (direction == Direction.READ) {
      return Content.of(spark.read().parquet(folder));
    }
    Tables.lineitem(spark, data)
        .write()
        .mode(SaveMode.Overwrite)
        .option("compression", "gzip")
        .parquet(folder);
    return null;
  }

  /** As the footers report it: uncompressed sizes of all column chunks, and compressed ones. */
  @Override
  public Volume volume() throws IOException {
    Configuration conf = new Configuration();
    Volume total = Volume.NONE;
    for (FileStatus file : DataFiles.in(files.toUri(), conf)) {
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromStatus(file, conf))) {
        for (BlockMetaData rowGroup : reader.getRowGroups()) {
          for (ColumnChunkMetaData column : rowGroup.getColumns()) {
            total = total.plus(volume(column));
          }
        }
      }
    }
    return total;
  }

  private Volume volume(ColumnChunkMetaData column) throws IOException {
    if (column.getCodec() != CompressionCodecName.GZIP) {
      throw new IOException(
          "Cannot compare Parquet files: folder=%s column=%s codec=%s expected codec=GZIP"
              .formatted(files, column.getPath(), column.getCodec()));
    }
    return new Volume(column.getTotalUncompressedSize(), column.getTotalSize());
  }

  @Override
  public long through(EngineWork work) {
    return direction.through(work);
  }
}
