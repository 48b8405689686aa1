package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.binding.NativeLibraryLoader;

/** Why there is no accelerator, or which there are, is told without opening anything. */
class AcceleratorTest {
  @TempDir private Path root;

  private List<String> said(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Duacce.class.folder=" + root.resolve("class"));
    all.add("-Duacce.device.folder=" + root.resolve("dev"));
    ChildJvm.Outcome outcome = ChildJvm.run(root, ChildJvm.command(all, AcceleratorProbe.class));
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    return outcome.output().lines().toList();
  }

  private void device(String name, String flags) throws IOException {
    Path folder = Files.createDirectories(root.resolve("class").resolve(name));
    Files.writeString(folder.resolve("api"), "hisi_qm_v2\n");
    Files.writeString(folder.resolve("algorithms"), "zlib\ngzip\n");
    Files.writeString(folder.resolve("flags"), flags + "\n");
    Files.writeString(folder.resolve("available_instances"), "3\n");
    Files.writeString(folder.resolve("region_mmio_size"), "8192\n");
    Files.writeString(folder.resolve("region_dus_size"), "151552\n");
  }

  @Test
  void theFolderIsTheReasonWhenTheKernelHasNoUacce() throws Exception {
    TierUnderTest.check();
    assertThat(said())
        .containsExactly(
            "available=false",
            "reason Cannot find an accelerator: the kernel has no uacce: folder="
                + root.resolve("class")
                + "; load the modules uacce and hisi_zip, the latter with uacce_mode=1");
  }

  @Test
  void aRefusedDeviceIsToldOfBesideAUsableOne() throws Exception {
    TierUnderTest.check();
    device("hisi_zip-3", "0");
    device("hisi_zip-6", "1");
    List<String> said = said();
    assertThat(said.subList(0, 3))
        .containsExactly(
            "available=true",
            "device " + root.resolve("dev/hisi_zip-6") + " usable=true",
            "device " + root.resolve("dev/hisi_zip-3") + " usable=false");
    assertThat(said).hasSize(4);
    assertThat(said.get(3)).contains("device=hisi_zip-3").contains("flags=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uacce.class.folder", "uacce.device.folder"})
  void thePropertyIsTheReasonWhenItIsNoPath(String property) throws Exception {
    TierUnderTest.check();
    ChildJvm.Outcome outcome =
        ChildJvm.run(root, ChildJvm.command(List.of(), AcceleratorProbe.class, property));
    assertThat(outcome.output())
        .startsWith("available=false")
        .contains("not a path: correct -D" + property);
  }

  @Test
  void thereIsNoneWhenTheLibraryIsMissing() throws Exception {
    device("hisi_zip-6", "1");
    List<String> said =
        said("-D" + NativeLibraryLoader.PATH_PROPERTY + "=" + root.resolve("none.so"));
    assertThat(said).hasSize(3).startsWith("available=false");
    assertThat(said.get(2)).contains("native library").contains("none.so");
  }
}
