package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a user of a whole Spark sees of a value that cannot be used. */
@Order(8)
class BadOptionTest {
  @Test
  void firstJobFailsAndItsTraceNamesKeyValueAndRange() {
    SharedSpark.stop();
    try (SparkSession spark =
        SharedSpark.builder(SharedSpark.OURS)
            .config("spark.io.compression.uacce.level", "13")
            .getOrCreate()) {
      assertThatThrownBy(() -> spark.range(10).collectAsList())
          .hasStackTraceContaining(
              "Cannot use the configured value: key=spark.io.compression.uacce.level value=13"
                  + " range=0 to 12; correct it or remove the key");
    }
  }
}
