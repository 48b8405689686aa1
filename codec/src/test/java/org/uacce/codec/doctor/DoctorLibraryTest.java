package org.uacce.codec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.codec.ChildJvm.Outcome;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.doctor.DoctorChild.Report;

/** Why neither the accelerator nor the fast software is used: the library and JNA. */
class DoctorLibraryTest {
  private static final String PLATFORM =
      System.getProperty("os.arch").equals("amd64")
          ? "linux-x86-64"
          : "linux-" + System.getProperty("os.arch");

  /** Copied there by the build. */
  private static final Path OLD_JNA = Path.of("target", "old-jna", "jna-5.2.0.jar");

  @TempDir Path folder;

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  private Path unpackBoth() throws IOException {
    DoctorChild.unpack("/" + PLATFORM + "/libisal.so.2", folder.resolve("libisal.so.2"));
    return DoctorChild.unpack(
        "/" + PLATFORM + "/libuacce_zip.so", folder.resolve("libuacce_zip.so"));
  }

  @Test
  void folderIsNamedWhenTheTemporaryOneIsNoexec() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String script =
        "mount -t tmpfs -o noexec,mode=0700 tmpfs '" + temporary + "' || exit 77; exec \"$@\"";
    Outcome outcome;
    try {
      outcome =
          new DoctorChild(folder)
              .by("unshare", "-m", "sh", "-c", script, "sh")
              .with("java.io.tmpdir", temporary)
              .with("jna.tmpdir", temporary)
              .outcome("doctor", "--json", "--quick");
    } catch (IOException absent) {
      Assumptions.abort("unshare is not on this machine: " + absent.getMessage());
      throw absent;
    }
    Assumptions.assumeFalse(
        outcome.exit() == 77 || outcome.output().startsWith("unshare:"),
        () -> "this user may not mount: " + outcome.output());
    Report report = DoctorChild.parse(outcome);
    report.assertFirst(Cause.NOEXEC, "-Duacce.tmpdir", "-Djna.tmpdir", "-Duacce.library.path");
    assertThat(report.finding("host", "temporary folder").get("text").asText())
        .isEqualTo("mounted noexec");
  }

  @Test
  void processorsAreNamedWhenTheLibraryIsForAnother() throws Exception {
    Path library = unpackBoth();
    byte[] bytes = Files.readAllBytes(library);
    bytes[18] = (byte) (bytes[18] == 62 ? 183 : 62); // e_machine: x86-64 and AArch64
    Files.write(library, bytes);
    Report report = new DoctorChild(folder).with("uacce.library.path", library).report("--quick");
    report.assertFirst(Cause.WRONG_ARCHITECTURE, "library of this architecture");
    assertThat(report.finding("library", "libuacce_zip.so").get("text").asText())
        .contains("e_machine=", "needed=");
  }

  /** The newest version that the library needs of the C library is made one of the future. */
  @Test
  void rebuildIsNamedWhenTheLibraryNeedsANewerCLibrary() throws Exception {
    Path library = unpackBoth();
    String text = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
    Matcher version = Pattern.compile("GLIBC_2[.]([0-9]{2})\0").matcher(text);
    assertThat(version.find()).as("a version of two digits").isTrue();
    String future = text.substring(0, version.start(1)) + "99" + text.substring(version.end(1));
    Files.writeString(library, future, StandardCharsets.ISO_8859_1);
    Report report = new DoctorChild(folder).with("uacce.library.path", library).report("--quick");
    report.assertFirst(Cause.LIBRARY_VERSION, "rebuild the native module here");
    assertThat(report.finding("library", "libuacce_zip.so").get("text").asText())
        .contains("GLIBC_2.99");
  }

  @Test
  void orderIsNamedWhenAnOlderJnaIsFirst() throws Exception {
    Report report = new DoctorChild(folder).behind(OLD_JNA.toAbsolutePath()).report("--quick");
    report.assertFirst(Cause.JNA_CONFLICT, "Put the -all jar before the other JNA");
    assertThat(report.finding("library", "JNA").get("facts").get("found").asText())
        .isEqualTo("5.2.0");
    assertThat(report.finding("library", "JNA").get("facts").get("from").asText())
        .endsWith("jna-5.2.0.jar");
  }

  @Test
  void releaseIsNamedWhenThereIsNoJna() throws Exception {
    Report report = new DoctorChild(folder).withoutJna().report("--quick");
    report.assertFirst(Cause.JNA_CONFLICT, "use the -all jar, or put JNA 5.");
  }

  /** JNA's classes are of one release and the library beside ours is of another. */
  @Test
  void orderIsNamedWhenAnOlderJnaMeetsTheLibraryOfANewer() throws Exception {
    Path library = unpackBoth();
    DoctorChild.unpack(
        "/com/sun/jna/" + PLATFORM + "/libjnidispatch.so", folder.resolve("libjnidispatch.so"));
    Report report =
        new DoctorChild(folder)
            .behind(OLD_JNA.toAbsolutePath())
            .with("uacce.library.path", library)
            .report("--quick");
    report.assertFirst(Cause.JNA_CONFLICT, "Put the -all jar before the other JNA");
    assertThat(report.finding("library", "libuacce_zip.so").get("status").asText())
        .isEqualTo("PROBLEM");
    assertThat(report.finding("engines", "java.util.zip level 6").get("status").asText())
        .isEqualTo("OK");
  }

  @Test
  void pathIsNamedWhenItLeadsNowhere() throws Exception {
    Report report =
        new DoctorChild(folder)
            .with("uacce.library.path", folder.resolve("absent.so"))
            .report("--quick");
    report.assertFirst(Cause.NO_LIBRARY, "correct -Duacce.library.path");
  }
}
