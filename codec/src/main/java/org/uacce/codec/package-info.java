/**
 * DEFLATE blocks and streams, their configuration, their metrics and their errors. Nothing here
 * knows Hadoop, Spark or Parquet. What users may rely on are the configuration keys, the class
 * names they write into configuration, and the types of this package; everything in the packages
 * below it is internal.
 */
package org.uacce.codec;
