package org.uacce.examples;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Joins lineitem with orders and aggregates by customer and ship mode: both tables cross the
 * shuffle whole, comments included. Ours against Spark's default, lz4.
 */
final class ShuffleJob implements Job {
  private final Codec codec;
  private final Path data;
  private final ShuffleVolume volume = new ShuffleVolume();

  ShuffleJob(Codec codec, Path data) {
    this.codec = codec;
    this.data = data;
  }

  @Override
  public String name() {
    return "shuffle join";
  }

  @Override
  public Map<String, String> settings() {
    if (codec == Codec.STOCK) {
      return Map.of();
    }
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.io.compression.codec", "org.uacce.spark.UacceCompressionCodec");
    if (System.getProperty("spark.io.compression.uacce.mode", "").equals("hardware")) {
      settings.putAll(OwnExecutor.settings());
    }
    return settings;
  }

  @Override
  public Content run(SparkSession spark) {
    spark.sparkContext().addSparkListener(volume);
    // So that orders are shuffled too, however small the scale.
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", -1);
    Dataset<Row> orders = Tables.orders(spark, data);
    Dataset<Row> joined =
        Tables.lineitem(spark, data).join(orders, col("l_orderkey").equalTo(col("o_orderkey")));
    return Content.of(
        joined
            .groupBy("o_custkey", "l_shipmode")
            .agg(
                count(lit(1)),
                sum(expr("l_extendedprice * (1 - l_discount) * (1 + l_tax)")),
                sum("l_quantity"),
                bit_xor(xxhash64(joined.col("*")))));
  }

  @Override
  public Volume volume() {
    return volume.total();
  }

  @Override
  public long through(EngineWork work) {
    return Math.min(work.compressedBytes(), work.decompressedBytes());
  }
}
