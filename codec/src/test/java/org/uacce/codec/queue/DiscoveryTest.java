package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.AcceleratorDevice;

/** Which devices are found, in which order, and which are refused, each with its reason. */
class DiscoveryTest {
  private static final int NODE_UNKNOWN = -1;

  @TempDir private Path root;
  private SysfsTree tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = new SysfsTree(root);
  }

  private List<AcceleratorDevice> devices() {
    return tree.discovery().look(NODE_UNKNOWN).devices();
  }

  private AcceleratorDevice onlyDevice() {
    assertThat(devices()).hasSize(1);
    return devices().get(0);
  }

  @Test
  void everyAttributeIsReadWhenTheDeviceIsSound() throws IOException {
    tree.device("hisi_zip-4").with("hisi_zip-4", "device/numa_node", "2\n");
    AcceleratorDevice device = onlyDevice();
    assertThat(device)
        .isEqualTo(
            new AcceleratorDevice(
                "hisi_zip-4",
                root.resolve("dev/hisi_zip-4"),
                "hisi_qm_v2",
                2,
                List.of("zlib", "gzip"),
                1,
                64,
                8192,
                151552,
                false,
                2,
                null));
    assertThat(device.usable()).isTrue();
    assertThat(tree.discovery().look().problem()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"hisi_qm_v2,2", "hisi_qm_v3,3", "hisi_qm_v5,5", "hisi_qm_v6,6"})
  void aLaterGenerationIsUsableWhenItsApiHasThisForm(String api, int generation)
      throws IOException {
    tree.device("a").with("a", "api", api + "\n");
    assertThat(onlyDevice().refusal()).isNull();
    assertThat(onlyDevice().generation()).isEqualTo(generation);
  }

  @Test
  void aDeviceIsUsableWhenTheKernelIsTooOldForIsolationAndNumaNodes() throws IOException {
    tree.device("a").without("a", "isolate").without("a", "device/numa_node");
    assertThat(onlyDevice().refusal()).isNull();
    assertThat(onlyDevice().numaNode()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cipher\ndigest\n", "gzip\n", "zlib\n", "xzlib\ngzip\n", "zlib gzip\n", ""})
  void aDeviceIsPassedOverWhenItLacksGzipOrZlibAsAWholeLine(String algorithms) throws IOException {
    tree.device("hisi_sec2-0").with("hisi_sec2-0", "algorithms", algorithms);
    assertThat(devices()).isEmpty();
    assertThat(tree.discovery().look().problem()).contains("entries=1").contains("uacce_mode=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api | hisi_qm_v1 | first generation",
        "api | hisi_qm_v2_noiommu | addresses are physical",
        "api | hisi_qm_v3_noiommu | addresses are physical",
        "api | hisi_qm_v0 | queue layout is unknown",
        "api | hisi_qm_v | queue layout is unknown",
        "api | hisi_qm_v2x | queue layout is unknown",
        "api | hisi_qm_v-2 | queue layout is unknown",
        "api | hisi_qm_v99999999999 | queue layout is unknown",
        "api | other_v2 | queue layout is unknown",
        "flags | 0 | does not share",
        "flags | 128 | does not share",
        "flags | 3 | addresses are physical",
        "flags | 2 | addresses are physical",
        "flags | 4294967296 | out of range",
        "isolate | 1 | isolated",
        "isolate | 2 | out of range",
        "isolate | yes | is no number",
        "region_mmio_size | 0 | region_mmio_size=0",
        "region_mmio_size | 4096 | region_mmio_size=4096",
        "region_mmio_size | 1073741825 | region_mmio_size=1073741825",
        "region_mmio_size | 0x2000 | is no number",
        "region_dus_size | 0 | region_dus_size=0",
        "region_dus_size | 128 | region_dus_size=128",
        "region_dus_size | 1073741825 | region_dus_size=1073741825",
        "region_dus_size | 99999999999999999999999 | is no number",
        "available_instances | -1 | out of range",
        "available_instances | 64 queues | is no number",
        "available_instances | '' | is no number",
        "device/numa_node | -2 | out of range",
        "device/numa_node | nan | is no number",
      })
  void aDeviceIsRefusedWithItsReasonWhenAnAttributeForbidsIt(
      String attribute, String text, String reason) throws IOException {
    tree.device("hisi_zip-1").with("hisi_zip-1", attribute, text + "\n");
    assertThat(onlyDevice().usable()).isFalse();
    assertThat(onlyDevice().refusal()).contains(reason).contains("; ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api",
        "flags",
        "available_instances",
        "algorithms",
        "region_mmio_size",
        "region_dus_size"
      })
  void aDeviceIsRefusedWhenAnAttributeIsMissingOrNoFileOrEndless(String attribute)
      throws IOException {
    Path file = tree.device("a").path("a", attribute);
    Files.delete(file);
    assertThat(onlyDevice().refusal()).contains("attribute=" + attribute + " is missing");
    Files.createDirectory(file);
    assertThat(onlyDevice().refusal()).contains("attribute=" + attribute + " is no regular file");
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
    assertThat(onlyDevice().refusal()).contains("attribute=" + attribute + " is missing");
    Files.delete(file);
    // Reading either would never end.
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    assertThat(onlyDevice().refusal()).contains("attribute=" + attribute + " is no regular file");
    Files.delete(file);
    Files.write(file, new byte[1 << 20]);
    assertThat(onlyDevice().refusal()).contains("is too long").contains("limit=4096");
  }

  @Test
  void foreignBytesDoNotReachTheLogWhenAnAttributeIsBinary() throws IOException {
    tree.device("a").with("a", "api", "\u001b[31mhisi\n\"qm\u0000" + "x".repeat(1000));
    assertThat(onlyDevice().refusal()).hasSizeLessThan(300).matches("[ -~]*");
    assertThat(onlyDevice().api()).hasSizeLessThan(100).matches("[ -~]*");
  }

  @Test
  void anEntryIsRefusedWhenItIsNoDeviceFolder() throws IOException {
    Files.writeString(tree.classFolder().resolve("plain-file"), "zlib\ngzip\n");
    Files.createSymbolicLink(tree.classFolder().resolve("loop"), Path.of("loop"));
    Files.createDirectory(tree.classFolder().resolve("empty"));
    assertThat(devices()).hasSize(3).noneMatch(AcceleratorDevice::usable);
    assertThat(devices()).allMatch(device -> device.refusal().contains("algorithms is missing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\nb", "-a", "a;b"})
  void aDeviceIsRefusedWhenItsNameIsNoDevices(String name) throws IOException {
    tree.device("sound");
    Files.move(tree.classFolder().resolve("sound"), tree.classFolder().resolve(name));
    assertThat(onlyDevice().refusal()).contains("its name");
    assertThat(onlyDevice().name()).matches("[ -~]*");
  }

  @Test
  void aMissingFolderIsOneReasonWithTheNextStep() throws IOException {
    Path missing = root.resolve("nowhere");
    Discovery.Findings findings = new Discovery(missing, root).look();
    assertThat(findings.devices()).isEmpty();
    assertThat(findings.problem()).contains("folder=" + missing).contains("uacce_mode=1");
    Path file = Files.writeString(root.resolve("file"), "");
    assertThat(new Discovery(file, root).look().problem()).contains("folder=" + file);
    assertThat(tree.discovery().look().problem()).contains("entries=0");
  }

  @Test
  void aFolderThatLoopsIsAReasonAndNoException() throws IOException {
    Path loop = Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    assertThat(new Discovery(loop, root).look().problem()).contains("folder=" + loop);
  }

  @Test
  void theNearestComesFirstThenTheFreestThenTheName() throws IOException {
    for (String name : List.of("c-9", "b-1", "a-7", "d-3", "e-2")) {
      tree.device(name);
    }
    tree.with("c-9", "device/numa_node", "1\n");
    tree.with("b-1", "device/numa_node", "0\n").with("b-1", "available_instances", "60\n");
    tree.with("a-7", "device/numa_node", "0\n").with("a-7", "available_instances", "60\n");
    tree.with("d-3", "device/numa_node", "0\n").with("d-3", "available_instances", "2\n");
    tree.with("e-2", "device/numa_node", "1\n").with("e-2", "flags", "0\n");
    assertThat(tree.discovery().look(0).devices())
        .extracting(AcceleratorDevice::name)
        .containsExactly("a-7", "b-1", "d-3", "c-9", "e-2");
    assertThat(tree.discovery().look(1).devices())
        .extracting(AcceleratorDevice::name)
        .containsExactly("c-9", "a-7", "b-1", "d-3", "e-2");
    assertThat(tree.discovery().look(NODE_UNKNOWN).devices())
        .extracting(AcceleratorDevice::name)
        .containsExactly("c-9", "a-7", "b-1", "d-3", "e-2");
  }

  @Test
  void aThousandEntriesAreLookedAtAndNoMore() throws IOException {
    for (int i = 0; i < 1100; i++) {
      Files.createDirectory(tree.classFolder().resolve("hisi_zip-" + i));
    }
    assertThat(devices()).hasSize(1024);
  }
}
