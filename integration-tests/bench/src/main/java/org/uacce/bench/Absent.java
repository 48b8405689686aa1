package org.uacce.bench;

/**
 * Who should have been measured and was not: a row of the report.
 *
 * @param reason why, for example the last words of a JVM that crashed
 */
record Absent(String peer, String reason) {}
