/**
 * One small program for each place where the codec is put in without Spark: {@code examples/door.sh
 * NAME FOLDER}, after {@code mvn package -DskipTests}. Each writes some records into the folder,
 * reads them back, and says what went through the codec. What Spark's doors look like shows the
 * demo, {@code examples/demo.sh}.
 */
package org.uacce.examples.doors;
