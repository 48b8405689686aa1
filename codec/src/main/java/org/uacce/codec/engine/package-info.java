/**
 * Which engine compresses or inflates a block: the only place with policy. Today's engines are
 * software: the native library and java.util.zip; an accelerator joins here.
 */
package org.uacce.codec.engine;
