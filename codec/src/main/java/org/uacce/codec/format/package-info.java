/** The byte formats around DEFLATE data: parsing and writing, without I/O policy. */
package org.uacce.codec.format;
