package org.uacce.guides;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.reflect.ClassTag$;

/** An application's reliable checkpoint of strings, and what is in it: count and letters. */
final class Checkpoint {
  private static final int STRINGS = 100_000;
  private static final int PARTS = 2;

  private Checkpoint() {}

  /** What {@link #read} says of it, a space, and its folder. */
  static String write(JavaSparkContext context, String folder) {
    context.setCheckpointDir(folder);
    JavaRDD<String> strings =
        context.parallelize(
            IntStream.range(0, STRINGS).mapToObj(i -> "reading number " + i % 977).toList(), PARTS);
    strings.checkpoint();
    return content(strings) + " " + strings.getCheckpointFile().get();
  }

  /** As an application starts from a checkpoint that another one left. */
  static String read(JavaSparkContext context, String checkpoint) {
    return content(
        context
            .sc()
            .<String>checkpointFile(checkpoint, ClassTag$.MODULE$.apply(String.class))
            .toJavaRDD());
  }

  private static String content(JavaRDD<String> strings) {
    return "strings="
        + strings.count()
        + ",letters="
        + strings.map(String::length).reduce(Integer::sum);
  }
}
