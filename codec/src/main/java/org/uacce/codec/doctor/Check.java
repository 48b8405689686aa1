package org.uacce.codec.doctor;

import java.util.List;

/**
 * What another part of the house knows to check: Hadoop, Parquet, Spark. Implementations are listed
 * in {@code META-INF/services} of their jar and have a public constructor without arguments.
 */
public interface Check {
  /** The group of the report that the findings go to. */
  String group();

  /**
   * What has to be on the class path for {@link #look} to work, as one writes it in a shell behind
   * {@code java -cp all.jar:}.
   */
  String classPath();

  /**
   * Looks. A LinkageError or RuntimeException means that the rest of the class path is not there,
   * or not whole; it is reported, and no other check suffers.
   */
  List<Finding> look(Settings settings);
}
