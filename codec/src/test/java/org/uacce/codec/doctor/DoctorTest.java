package org.uacce.codec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.codec.ChildJvm.Outcome;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.doctor.DoctorChild.Report;
import org.uacce.codec.queue.SysfsTree;

/** Why the accelerator is not used, found out with the doctor alone: by devices. */
class DoctorTest {
  private static final String DEVICE = "hisi_zip-7";
  private static final Path EMULATOR =
      Path.of("..", "native", "target", "cmake", architecture(), "emulator", "uacce-emu")
          .toAbsolutePath()
          .normalize();

  @TempDir Path folder;
  private SysfsTree sysfs;

  private static String architecture() {
    String arch = System.getProperty("os.arch");
    return arch.equals("amd64") ? "x86-64" : arch;
  }

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @BeforeEach
  void makeHost() throws IOException {
    sysfs = new SysfsTree(folder);
  }

  private DoctorChild onHost() {
    return new DoctorChild(folder).on(sysfs.classFolder(), sysfs.deviceFolder());
  }

  /** In a machine of the emulator's; skipped where its kernel forbids that. */
  private Report emulated(DoctorChild child, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "doctor";
    all[1] = "--json";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    Outcome outcome = child.outcome(all);
    Assumptions.assumeFalse(
        outcome.exit() == 77, () -> "the kernel forbids to emulate devices: " + outcome.output());
    return DoctorChild.parse(outcome);
  }

  private static void emulatorNeeded() {
    Assumptions.assumeTrue(Files.isExecutable(EMULATOR), () -> "not built: " + EMULATOR);
  }

  @Test
  void modulesAreNamedWhenTheKernelHasNoUacce() throws Exception {
    Report report =
        new DoctorChild(folder)
            .on(folder.resolve("absent"), sysfs.deviceFolder())
            .report("--quick");
    report.assertFirst(Cause.NO_DEVICE, "load the modules uacce and hisi_zip");
  }

  @Test
  void containerIsNamedWhenOnlyTheNodeIsMissing() throws Exception {
    sysfs.device(DEVICE);
    Report report = onHost().report("--quick");
    report.assertFirst(Cause.NO_DEVICE);
    assertThat(report.finding("devices", DEVICE).get("text").asText())
        .contains("ENOENT(2)", "node=" + sysfs.deviceFolder().resolve(DEVICE));
  }

  @Test
  void rightsAreNamedWhenTheNodeMayNotBeOpened() throws Exception {
    sysfs.device(DEVICE);
    Path node = Files.createFile(sysfs.deviceFolder().resolve(DEVICE));
    Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("---------"));
    DoctorChild child = onHost();
    if (Files.isReadable(node)) { // as root may
      child.by("setpriv", "--inh-caps=-all", "--bounding-set=-all");
    }
    Report report;
    try {
      report = child.report("--quick");
    } catch (IOException absent) {
      Assumptions.abort("setpriv is not on this machine: " + absent.getMessage());
      throw absent;
    }
    report.assertFirst(Cause.NO_PERMISSION, "read and write access to the node", "udev rule");
    assertThat(report.finding("devices", DEVICE).get("text").asText())
        .contains("error=EACCES(13)", "node=" + node);
  }

  @Test
  void smmuIsNamedWhenTheDeviceSharesNoAddresses() throws Exception {
    sysfs.device(DEVICE).with(DEVICE, "flags", "0\n");
    onHost().report("--quick").assertFirst(Cause.NO_SHARED_ADDRESSES, "SMMU", "uacce_mode=1");
  }

  @Test
  void sharedAddressesAreNamedWhenTheDeviceTakesPhysicalOnes() throws Exception {
    sysfs.device(DEVICE).with(DEVICE, "flags", "3\n");
    onHost().report("--quick").assertFirst(Cause.NO_SHARED_ADDRESSES, "uacce_mode=1");
  }

  @Test
  void softwareIsNamedWhenTheHardwareIsOfTheFirstGeneration() throws Exception {
    sysfs.device(DEVICE).with(DEVICE, "api", "hisi_qm_v1\n");
    Report report = onHost().report("--quick");
    report.assertFirst(Cause.OLD_GENERATION, "use software");
    assertThat(report.finding("devices", DEVICE).get("text").asText()).contains("api=hisi_qm_v1");
  }

  @Test
  void kernelLogIsNamedWhenTheDeviceIsIsolated() throws Exception {
    sysfs.device(DEVICE).with(DEVICE, "isolate", "1\n");
    onHost().report("--quick").assertFirst(Cause.ISOLATED, "see the kernel log");
  }

  /** The queues are really taken: the shell holds the node's only one. */
  @Test
  void queuesAreNamedWhenOthersHoldAllOfThem() throws Exception {
    emulatorNeeded();
    DoctorChild child =
        new DoctorChild(folder)
            .by(EMULATOR.toString(), "--queues=1", "--")
            .by("bash", "-c", "exec 3<>/dev/hisi_zip-1; exec \"$@\"", "bash");
    Report report = emulated(child, "--quick");
    report.assertFirst(Cause.ALL_QUEUES_BUSY, "pf_q_num");
    JsonNode device = report.finding("devices", "hisi_zip-1");
    assertThat(device.get("text").asText()).contains("EBUSY(16)");
    assertThat(device.get("facts").get("freeQueues").asText()).isEqualTo("0");
  }

  @Test
  void resetIsNamedWhenTheDeviceIsBeingReset() throws Exception {
    emulatorNeeded();
    DoctorChild child = new DoctorChild(folder).by(EMULATOR.toString(), "--fault=eperm", "--");
    emulated(child, "--quick").assertFirst(Cause.NOT_ANSWERING, "try again in a second");
  }

  @Test
  void resetIsNamedWhenTheDeviceIsStoppedMeanwhile() throws Exception {
    emulatorNeeded();
    DoctorChild child = new DoctorChild(folder).by(EMULATOR.toString(), "--fault=tx-stop", "--");
    emulated(child, "--quick").assertFirst(Cause.NOT_ANSWERING, "Try again");
  }

  @Test
  void deviceIsDistrustedWhenWhatItMadeIsWrong() throws Exception {
    emulatorNeeded();
    DoctorChild child =
        new DoctorChild(folder).by(EMULATOR.toString(), "--fault=wrong-output", "--");
    emulated(child, "--quick").assertFirst(Cause.DEVICE_WRONG, "mode=software");
  }

  /** The doctor ends all the same, and leaves the memory that the device may still write to. */
  @Test
  void deviceIsDistrustedWhenNothingComesBack() throws Exception {
    emulatorNeeded();
    DoctorChild child = new DoctorChild(folder).by(EMULATOR.toString(), "--fault=lost", "--");
    Report report = emulated(child, "--quick");
    report.assertFirst(Cause.DEVICE_WRONG, "mode=software");
    assertThat(report.finding("devices", "hisi_zip-1").get("text").asText())
        .contains("reason=DEADLINE");
  }

  /**
   * With the measurement. Each device has one queue only, so that no more can be open at a time.
   */
  @Test
  void nothingIsInTheWayWhenADeviceWorks() throws Exception {
    emulatorNeeded();
    Report report =
        emulated(
            new DoctorChild(folder).by(EMULATOR.toString(), "--devices=2", "--queues=1", "--"));
    report.assertNothingInTheWay();
    assertThat(report.json().get("acceleratorWorks").asBoolean()).isTrue();
    assertThat(report.finding("devices", "hisi_zip-1").get("facts").get("freeQueues").asText())
        .isEqualTo("1");
    JsonNode deep = report.finding("speed", "device hisi_zip-1 16k").get("facts");
    assertThat(deep.get("depth1").asInt()).isPositive();
    assertThat(deep.get("depth64").asInt()).isPositive();
    assertThat(report.finding("speed", "software isa-l level 1 64k").get("facts").get("threads1"))
        .isNotNull();
  }

  /** One broken device beside a good one is worth a note and no more. */
  @Test
  void nothingIsInTheWayWhenOnlyAnotherDeviceIsIsolated() throws Exception {
    emulatorNeeded();
    Path control = folder.resolve("control");
    DoctorChild child =
        new DoctorChild(folder)
            .by(EMULATOR.toString(), "--devices=2", "--control=" + control, "--")
            .by(
                "bash",
                "-c",
                "echo 'isolate hisi_zip-1 1' > \"$UACCE_EMU_CONTROL\";"
                    + " until grep -q '^1' /sys/class/uacce/hisi_zip-1/isolate; do sleep 0.05; done;"
                    + " exec \"$@\"",
                "bash");
    Report report = emulated(child, "--quick");
    report.assertNothingInTheWay();
    assertThat(report.finding("devices", "hisi_zip-1").get("status").asText()).isEqualTo("NOTE");
    assertThat(report.finding("devices", "hisi_zip-4").get("status").asText()).isEqualTo("OK");
  }
}
