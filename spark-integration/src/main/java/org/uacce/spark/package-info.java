/**
 * Spark's edge of the codec: two IO compression codecs over the shuffle frame, and the plugin that
 * sends Parquet's GZIP pages through us. No Scala type stands in any signature, so one class file
 * serves every supported Scala line.
 */
package org.uacce.spark;
