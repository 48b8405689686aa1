package org.uacce.codec.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The boundary to C is crossed by numbers only: JNA would copy an array in and out of each call.
 */
class UacceZipTest {
  @Test
  void onlyNumbersCrossTheBoundaryWhenANativeFunctionIsCalled() {
    List<Method> natives =
        Arrays.stream(UacceZip.class.getDeclaredMethods())
            .filter(method -> Modifier.isNative(method.getModifiers()))
            .toList();
    assertThat(natives).isNotEmpty();
    for (Method method : natives) {
      assertThat(method.getParameterTypes())
          .as(method.getName())
          .allMatch(type -> type == long.class || type == int.class);
    }
  }
}
