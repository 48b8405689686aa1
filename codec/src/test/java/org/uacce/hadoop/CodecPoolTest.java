package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** What Hadoop's pool and factory do with our classes. */
class CodecPoolTest {
  @ParameterizedTest
  @EnumSource(Flavour.class)
  void typesAreTheExactRuntimeClasses(Flavour flavour) {
    MemberCodec codec = flavour.ours();
    assertThat(codec.createCompressor()).isExactlyInstanceOf(codec.getCompressorType());
    assertThat(codec.createDecompressor()).isExactlyInstanceOf(codec.getDecompressorType());
    assertThat(codec.getCompressorType()).isNotEqualTo(flavour.theirs().getCompressorType());
  }

  @Test
  void factoryFindsUsByExtensionAndHadoopByName() {
    var conf =
        Flavour.conf(
            Map.of(
                "io.compression.codecs",
                UacceGzipCodec.class.getName() + "," + UacceDeflateCodec.class.getName()));
    CompressionCodecFactory factory = new CompressionCodecFactory(conf);
    CompressionCodec gzip = factory.getCodec(new Path("a/b.gz"));
    assertThat(gzip).isExactlyInstanceOf(UacceGzipCodec.class);
    assertThat(((UacceGzipCodec) gzip).getConf()).isSameAs(conf);
    assertThat(factory.getCodec(new Path("c.deflate")))
        .isExactlyInstanceOf(UacceDeflateCodec.class);
    assertThat(factory.getCodecByName("gzip").getClass().getPackageName())
        .isEqualTo("org.apache.hadoop.io.compress");
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void returnedTwiceIsLentOnce(Flavour flavour) {
    MemberCodec codec = flavour.ours();
    Compressor compressor = CodecPool.getCompressor(codec);
    Decompressor decompressor = CodecPool.getDecompressor(codec);
    for (int i = 0; i < 2; i++) {
      CodecPool.returnCompressor(compressor);
      CodecPool.returnDecompressor(decompressor);
    }
    List<Object> lent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      lent.add(CodecPool.getCompressor(codec));
      lent.add(CodecPool.getDecompressor(codec));
    }
    assertThat(lent).doesNotHaveDuplicates().contains(compressor, decompressor);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void streamClosedLateLeavesTheNextOwnersMemberAlone(Flavour flavour) throws IOException {
    MemberCodec codec = flavour.ours();
    byte[] data = TestData.TEXT.bytes(10_000, Seed.random("late"));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    Compressor compressor = CodecPool.getCompressor(codec);
    CompressionOutputStream late = codec.createOutputStream(first, compressor);
    late.write(data);
    late.finish();
    CodecPool.returnCompressor(compressor);
    try (CompressionOutputStream next = codec.createOutputStream(second, compressor)) {
      next.write(data, 0, 5000);
      late.close();
      next.write(data, 5000, 5000);
    }
    assertThat(flavour.jdkRead(first.toByteArray())).isEqualTo(data);
    assertThat(flavour.jdkRead(second.toByteArray())).isEqualTo(data);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void pooledOnesHoldNoMemoryWhileIdle(Flavour flavour) throws IOException {
    MemberCodec codec = flavour.ours();
    byte[] data = TestData.TEXT.bytes(1_200_000, new Random(1));
    long heldBefore = CodecMetric.STREAM_BUFFER_BYTES.value();
    for (int i = 0; i < 5; i++) {
      Compressor compressor = CodecPool.getCompressor(codec);
      Decompressor decompressor = CodecPool.getDecompressor(codec);
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      // As MapReduce's IFile uses a stream: it is never closed.
      CompressionOutputStream out = codec.createOutputStream(sink, compressor);
      out.write(data);
      out.finish();
      out.resetState();
      CodecPool.returnCompressor(compressor);
      InputStream in =
          codec.createInputStream(new ByteArrayInputStream(sink.toByteArray()), decompressor);
      assertThat(in.readNBytes(data.length / 2)).hasSize(data.length / 2);
      CodecPool.returnDecompressor(decompressor);
      assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(heldBefore);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void pooledCompressorTakesTheLevelOfTheCodecThatUsesIt(Flavour flavour) throws IOException {
    byte[] data = TestData.TEXT.bytes(100_000, Seed.random("pooled level"));
    MemberCodec storing = flavour.ours(Map.of("zlib.compress.level", "NO_COMPRESSION"));
    for (MemberCodec codec : List.of(storing, flavour.ours(), storing)) {
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      // Hadoop 3.3 calls reinit(null) here, later ones give the codec's configuration.
      Compressor compressor = CodecPool.getCompressor(codec);
      try (CompressionOutputStream out = codec.createOutputStream(sink, compressor)) {
        out.write(data);
      }
      CodecPool.returnCompressor(compressor);
      assertThat(sink.size() > data.length).as("stored").isEqualTo(codec == storing);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void endedOneIsNotTakenBack(Flavour flavour) {
    Compressor compressor = CodecPool.getCompressor(flavour.ours());
    compressor.end();
    assertThatThrownBy(() -> CodecPool.returnCompressor(compressor))
        .isInstanceOf(IllegalStateException.class);
    Decompressor decompressor = CodecPool.getDecompressor(flavour.ours());
    decompressor.end();
    assertThatThrownBy(() -> CodecPool.returnDecompressor(decompressor))
        .isInstanceOf(IllegalStateException.class);
  }
}
