package org.uacce.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.SequenceFile.Reader;
import org.apache.hadoop.io.SequenceFile.Writer;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;
import org.uacce.hadoop.UacceDeflateCodec;
import org.uacce.hadoop.UacceGzipCodec;

/** Many members on one stream, by finish() and resetState(), with pooled compressors. */
@ExtendWith(HdfsCluster.class)
class SequenceFileTest {
  private static final int RECORDS = 3000;

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @CsvSource({
    "BLOCK, org.uacce.hadoop.UacceGzipCodec",
    "BLOCK, org.uacce.hadoop.UacceDeflateCodec",
    "RECORD, org.uacce.hadoop.UacceGzipCodec",
    "RECORD, org.uacce.hadoop.UacceDeflateCodec"
  })
  void everyRecordComesBack(
      CompressionType type, Class<? extends CompressionCodec> codecClass, Configuration conf)
      throws IOException {
    Random random = Seed.random(type + "sequence" + codecClass);
    CompressionCodec codec = ReflectionUtils.newInstance(codecClass, conf);
    conf.setInt("io.seqfile.compress.blocksize", 50_000);
    Path path = new Path("/sequence/" + type + codecClass.getName());
    List<byte[]> values = new ArrayList<>();
    long bytes = 0;
    NativeWork work = new NativeWork();
    try (Writer writer =
        SequenceFile.createWriter(
            conf,
            Writer.file(path),
            Writer.keyClass(LongWritable.class),
            Writer.valueClass(BytesWritable.class),
            Writer.compression(type, codec))) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] value = TestData.JSON.bytes(100 + random.nextInt(900), random);
        values.add(value);
        bytes += value.length;
        writer.append(new LongWritable(i), new BytesWritable(value));
      }
    }
    try (Reader reader = new Reader(conf, Reader.file(path))) {
      assertThat(reader.getCompressionCodec()).hasSameClassAs(codec);
      LongWritable key = new LongWritable();
      BytesWritable value = new BytesWritable();
      for (int i = 0; i < RECORDS; i++) {
        assertThat(reader.next(key, value)).isTrue();
        assertThat(key.get()).isEqualTo(i);
        assertThat(value.copyBytes()).isEqualTo(values.get(i));
      }
      assertThat(reader.next(key, value)).isFalse();
    }
    work.assertAtLeast(bytes, bytes);
  }

  @ParameterizedTest
  @ValueSource(classes = {UacceGzipCodec.class, UacceDeflateCodec.class})
  void blocksWithoutValueBytesComeBack(
      Class<? extends CompressionCodec> codecClass, Configuration conf) throws IOException {
    CompressionCodec codec = ReflectionUtils.newInstance(codecClass, conf);
    Path path = new Path("/sequence/null" + codecClass.getName());
    try (Writer writer =
        SequenceFile.createWriter(
            conf,
            Writer.file(path),
            Writer.keyClass(LongWritable.class),
            Writer.valueClass(NullWritable.class),
            Writer.compression(CompressionType.BLOCK, codec))) {
      for (int i = 0; i < RECORDS; i++) {
        writer.append(new LongWritable(i), NullWritable.get());
      }
    }
    try (Reader reader = new Reader(conf, Reader.file(path))) {
      LongWritable key = new LongWritable();
      int seen = 0;
      while (reader.next(key, NullWritable.get())) {
        assertThat(key.get()).isEqualTo(seen++);
      }
      assertThat(seen).isEqualTo(RECORDS);
    }
  }
}
