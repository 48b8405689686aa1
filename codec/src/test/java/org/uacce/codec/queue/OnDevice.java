package org.uacce.codec.queue;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of an accelerator, real or emulated: run by the Maven profile {@code device} only, skipped
 * with the reasons where there is none, and ended by a line that says how much was done.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("device")
@ExtendWith(DeviceUnderTest.class)
@interface OnDevice {}
