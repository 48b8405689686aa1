package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a resource manager assigned comes first, and keeps nobody from the rest. */
class PreferredDevicesTest {
  private final List<AcceleratorDevice> found =
      List.of(
          device("hisi_zip-1", null),
          device("hisi_zip-4", null),
          device("hisi_zip-6", null),
          device("hisi_zip-2", "isolated"));

  private List<String> order(String... first) {
    return Accelerator.inOrder(found, List.of(first)).stream()
        .map(AcceleratorDevice::name)
        .toList();
  }

  private static AcceleratorDevice device(String name, String refusal) {
    return new AcceleratorDevice(
        name,
        Path.of("/dev", name),
        "hisi_qm_v2",
        2,
        List.of("zlib", "gzip"),
        1,
        64,
        8192,
        151552,
        refusal != null,
        -1,
        refusal);
  }

  @Test
  void assignedDevicesComeFirstAndTheOthersKeepTheirOrder() {
    assertThat(order("hisi_zip-4"))
        .containsExactly("hisi_zip-4", "hisi_zip-1", "hisi_zip-6", "hisi_zip-2");
    assertThat(order("hisi_zip-6", "hisi_zip-4"))
        .containsExactly("hisi_zip-4", "hisi_zip-6", "hisi_zip-1", "hisi_zip-2");
  }

  @Test
  void orderStaysWhenTheAssignedDeviceIsRefusedOrAbsent() {
    assertThat(order("hisi_zip-2", "hisi_zip-9"))
        .containsExactly("hisi_zip-1", "hisi_zip-4", "hisi_zip-6", "hisi_zip-2");
    assertThat(order()).containsExactly("hisi_zip-1", "hisi_zip-4", "hisi_zip-6", "hisi_zip-2");
  }
}
