package org.uacce.examples;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** One thing to do in a Spark session of its own. Used once, on one thread. */
interface Job {
  /** Name of the row in the table. */
  String name();

  /** The settings that a user makes to have this job done by its codec; no others differ. */
  Map<String, String> settings();

  /**
   * Does the job; this is what is timed.
   *
   * @return what was read or computed; null if the job only writes
   */
  Content run(SparkSession spark);

  /** Bytes as Spark, the footers or the files report them; asked once the session has ended. */
  Volume volume() throws IOException;

  /** Which of our engines' bytes must cover the volume. */
  long through(EngineWork work);
}
