/** The native library: loading it, checking it, and calling it by address. No policy. */
package org.uacce.codec.binding;
