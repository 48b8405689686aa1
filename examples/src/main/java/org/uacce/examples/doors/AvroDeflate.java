package org.uacce.examples.doors;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.uacce.avro.UacceDeflateFactory;

/**
 * Avro files with the codec {@code deflate}. Run it: {@code examples/door.sh AvroDeflate FOLDER}.
 *
 * <p>One call opens the door for all of a JVM that names the codec, and every reader does.
 */
final class AvroDeflate implements Door {
  public static void main(String[] args) throws Exception {
    CodecFactory.addCodec("deflate", new UacceDeflateFactory());
    Door.open(new AvroDeflate(), args);
  }

  @Override
  public void write(Path folder) throws IOException {
    try (DataFileWriter<String> writer = new DataFileWriter<>(new GenericDatumWriter<String>())) {
      writer.setCodec(CodecFactory.fromString("deflate"));
      writer.create(Schema.create(Schema.Type.STRING), folder.resolve("orders.avro").toFile());
      for (int i = 0; i < RECORDS; i++) {
        writer.append(Door.record(i));
      }
    }
  }

  @Override
  public int read(Path folder) throws IOException {
    try (DataFileReader<CharSequence> reader =
        new DataFileReader<>(
            folder.resolve("orders.avro").toFile(), new GenericDatumReader<CharSequence>())) {
      int records = 0;
      while (reader.hasNext() && reader.next().toString().equals(Door.record(records))) {
        records++;
      }
      return records;
    }
  }
}
