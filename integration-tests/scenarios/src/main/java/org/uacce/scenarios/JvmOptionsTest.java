package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tests' JVM is started as spark-submit starts one, from a list in a pom. */
@Order(0)
@Tag("smoke")
class JvmOptionsTest {
  @Test
  void everyOptionOfSparksOwnListIsSet() {
    List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
    assertThat(JavaModuleOptions.defaultModuleOptions().split(" ")).isSubsetOf(options);
  }
}
