/**
 * The accelerators of this host, their hardware queues and the off-heap memory of the codec, which
 * is shared by the whole JVM and bounded. Decides nothing: when to use what is the engine's.
 */
package org.uacce.codec.queue;
