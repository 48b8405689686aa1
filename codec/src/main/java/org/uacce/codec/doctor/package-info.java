/**
 * Why the accelerator is, or is not, used on this host: checks, what they find, and how that is
 * told. Run as a program by {@link org.uacce.codec.Doctor}; nothing here is used by codecs.
 */
package org.uacce.codec.doctor;
