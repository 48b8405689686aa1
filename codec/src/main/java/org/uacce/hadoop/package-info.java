/**
 * The Hadoop compression codecs. What users may rely on are the codec class names they write into
 * configuration, the configuration keys and the types behind {@code getCompressorType()} and {@code
 * getDecompressorType()}. No service file names these codecs: a {@code .gz} service would win or
 * lose against Hadoop's own by the order of the class path, so users list them in {@code
 * io.compression.codecs}.
 */
package org.uacce.hadoop;
