package org.uacce.codec;

/**
 * Which blocks of one codec instance an accelerator is offered, and what is asked of the result.
 *
 * @param leastBytes smaller blocks, after filtering, stay in software
 * @param maxLevel blocks of a higher level stay in software; 0 to 12
 * @param inFlight blocks of one stream that may be under way; 1 to 64
 * @param verify how the device's output is checked
 */
public record OffloadOptions(int leastBytes, int maxLevel, int inFlight, Verify verify) {}
