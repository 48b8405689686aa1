/**
 * Benchmarks of the codec against peers that do the same work in the same run. Time is CPU time of
 * the measuring thread, peers take turns, and what is compared are ratios inside one round.
 */
package org.uacce.bench;
