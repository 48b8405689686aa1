/** Off-heap memory, shared by the whole JVM and bounded; the place where device queues belong. */
package org.uacce.codec.queue;
