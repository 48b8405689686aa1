/**
 * The row filter of the shuffle frame ({@code docs/format.md}, "Filter 1"): what rows are taken
 * for, when it is worth it, and the filter itself in Java. The native library has the same filter;
 * the engine chooses.
 */
package org.uacce.codec.rows;
