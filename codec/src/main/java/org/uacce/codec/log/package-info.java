/** Where the codec's few lines go: to slf4j where the host has it, else to standard error. */
package org.uacce.codec.log;
