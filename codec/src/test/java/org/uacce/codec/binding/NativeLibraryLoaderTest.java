package org.uacce.codec.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.ChildJvm;
import org.uacce.codec.ChildJvm.Outcome;
import org.uacce.codec.TierUnderTest;

/** Where the library is taken from and where never; each case in a JVM of its own. */
class NativeLibraryLoaderTest {
  private static final String LIBRARY = "libuacce_zip.so";
  private static final String ISAL = "libisal.so.2";
  private static final String PLATFORM =
      System.getProperty("os.arch").equals("amd64")
          ? "linux-x86-64"
          : "linux-" + System.getProperty("os.arch");

  @TempDir Path folder;
  private Path temporary;

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @BeforeEach
  void makeTemporaryFolder() throws IOException {
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  private Path unpack(String name) throws IOException {
    Path target = folder.resolve(name);
    try (InputStream in = UacceZip.class.getResourceAsStream("/" + PLATFORM + "/" + name)) {
      Files.copy(in, target);
    }
    return target;
  }

  private Path unpackBoth() throws IOException {
    unpack(ISAL);
    return unpack(LIBRARY);
  }

  private List<String> options(String... more) {
    List<String> options = new ArrayList<>();
    options.add("-Djava.io.tmpdir=" + temporary);
    options.add("-Djna.tmpdir=" + temporary);
    options.addAll(List.of(more));
    return options;
  }

  private Outcome probe(String... options) throws Exception {
    return ChildJvm.run(folder, ChildJvm.command(options(options), LoaderProbe.class));
  }

  private Outcome withPath(Object path) throws Exception {
    return probe("-Duacce.library.path=" + path);
  }

  private static void assertJdk(Outcome outcome, String... reasons) {
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("native=false", "equal=true").contains(reasons);
  }

  private static void assertNative(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("native=true", "attempts=1", ": loaded", "equal=true");
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theJarsLibraryIsUsedAndNothingStaysBehindWhenNoPathIsGiven() throws Exception {
    Outcome outcome = probe();
    assertNative(outcome);
    assertThat(outcome.output()).contains("attempt resource " + PLATFORM + "/" + LIBRARY);
    assertNothingLeft();
  }

  @Test
  void thePathIsUsedWhenItIsGood() throws Exception {
    Path library = unpackBoth();
    Outcome outcome = withPath(library);
    assertNative(outcome);
    assertThat(outcome.output()).contains("attempt " + library + ": loaded");
  }

  @Test
  void nothingElseIsTriedWhenThePathLeadsNowhere() throws Exception {
    assertJdk(
        withPath(folder.resolve("absent.so")),
        "attempts=1",
        "absent.so: cannot be examined",
        "correct -Duacce.library.path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"libuacce_zip.so", "./libuacce_zip.so", ""})
  void aRelativePathIsRefused(String path) throws Exception {
    unpackBoth();
    assertJdk(withPath(path), "attempts=1", "not an absolute path", "correct -D");
  }

  @Test
  void anImpossiblePathIsRefused() throws Exception {
    Outcome outcome =
        ChildJvm.run(folder, ChildJvm.command(options(), LoaderProbe.class, "impossible"));
    assertJdk(outcome, "attempts=1", "not a path");
  }

  @Test
  void aFolderIsRefusedInPlaceOfTheFile() throws Exception {
    assertJdk(withPath(folder), "not a regular file");
  }

  @ParameterizedTest
  @CsvSource({"rwxrwxrwx, true", "rwxr-xrwx, true", "rwxrwxrwx, false", "rw-r--rw-, false"})
  void aLibraryIsRefusedWithTheFactsWhenOthersCanWrite(String mode, boolean onFolder)
      throws Exception {
    Path library = unpackBoth();
    Path open = onFolder ? folder : library;
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
    assertJdk(
        withPath(library),
        "attempts=1",
        "others can write to it: path=" + open.toRealPath(),
        "owner=",
        "mode=",
        "allowed owners=0,");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void whatLiesBesideTheLibraryIsJudgedAsTheLibraryIs() throws Exception {
    Path library = unpackBoth();
    Path isal = folder.resolve(ISAL);
    Files.setPosixFilePermissions(isal, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertJdk(withPath(library), "attempts=1", ISAL + " beside it: others can write to it");
    Files.setPosixFilePermissions(isal, PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(isal, Arrays.copyOf(Files.readAllBytes(isal), 20_000));
    assertJdk(withPath(library), "attempts=1", ISAL + " beside it: cut short: bytes=20000");
  }

  @Test
  void aLinkIsFollowedBeforeItsTargetIsJudged() throws Exception {
    Path library = unpackBoth();
    Path link = Files.createSymbolicLink(folder.resolve("link.so"), library);
    assertNative(withPath(link));
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertJdk(withPath(link), "others can write to it: path=" + library.toRealPath());
  }

  @Test
  void theJarsLibraryIsNotUnpackedWhereOthersCanReplaceIt() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertJdk(
        probe(), "others can write to it: path=" + temporary.toRealPath(), "set -Duacce.tmpdir");
    assertNothingLeft();
  }

  @Test
  void theOtherTemporaryFolderIsUsedWhenItIsGiven() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Outcome outcome = probe("-Duacce.tmpdir=" + other);
    assertNative(outcome);
    assertThat(outcome.output()).contains(" in " + other);
    try (Stream<Path> left = Files.list(other)) {
      assertThat(left).isEmpty();
    }
    assertJdk(
        probe("-Duacce.tmpdir=" + folder.resolve("absent")),
        "cannot be unpacked",
        "-Duacce.tmpdir");
  }

  @Test
  void aReasonIsKeptWhenTheFileIsRubbish() throws Exception {
    Path library = folder.resolve("rubbish.so");
    for (byte[] rubbish : new byte[][] {{}, {1, 2, 3}, new byte[100_000]}) {
      Files.write(library, rubbish);
      assertJdk(
          withPath(library),
          "attempts=1",
          "rubbish.so: not a 64-bit shared library: bytes=" + rubbish.length);
    }
  }

  @Test
  void aReasonIsKeptWhenTheFileIsCutShort() throws Exception {
    byte[] whole = Files.readAllBytes(unpackBoth());
    Path library = folder.resolve("cut.so");
    for (int length : new int[] {40, 64, 1000, whole.length / 2, whole.length * 3 / 4}) {
      Files.write(library, Arrays.copyOf(whole, length));
      assertJdk(withPath(library), "attempts=1", "cut.so: ", "bytes=" + length);
    }
  }

  @Test
  void aReasonIsKeptWhenTheLibraryIsForAnotherProcessor() throws Exception {
    byte[] foreign = Files.readAllBytes(unpackBoth());
    foreign[18] = (byte) (foreign[18] == 62 ? 183 : 62); // e_machine: x86-64 and AArch64
    Path library = Files.write(folder.resolve("foreign.so"), foreign);
    assertJdk(
        withPath(library),
        "attempts=1",
        "foreign.so: built for another processor: e_machine=",
        "set -Duacce.library.path to the library of this architecture");
  }

  @Test
  void bothNumbersAreNamedWhenTheLibraryHasAnotherAbi() throws Exception {
    Path source = folder.resolve("other.c");
    Files.writeString(source, "unsigned uz_abi_version(void) { return 99; }\n");
    Path library = folder.resolve("other.so");
    run("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
    assertJdk(
        withPath(library),
        "attempts=1",
        "other ABI: found=99 needed=" + UacceZip.ABI_VERSION,
        "use the library of the same release");
  }

  @Test
  void aReasonIsKeptWhenTheLibraryIsNotOurs() throws Exception {
    Path source = folder.resolve("empty.c");
    Files.writeString(source, "int nothing(void) { return 0; }\n");
    Path library = folder.resolve("empty.so");
    run("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
    assertJdk(withPath(library), "attempts=1", "uz_abi_version");
  }

  /** Runs a tool that need not be there. */
  private void run(String... command) throws Exception {
    try {
      Outcome outcome = ChildJvm.run(folder, List.of(command));
      assertThat(outcome.exit()).as(outcome.output()).isZero();
    } catch (IOException absent) {
      Assumptions.abort(command[0] + " is not on this machine: " + absent.getMessage());
    }
  }

  /** A JVM that sees its temporary folder mounted noexec, in a mount namespace of its own. */
  private Outcome inNoexec(String... options) throws Exception {
    List<String> mount = new ArrayList<>();
    String script =
        "mount -t tmpfs -o noexec,mode=0700 tmpfs '" + temporary + "' || exit 77; exec \"$@\"";
    mount.addAll(List.of("unshare", "-m", "sh", "-c", script, "sh"));
    mount.addAll(ChildJvm.command(options(options), LoaderProbe.class));
    try {
      Outcome outcome = ChildJvm.run(folder, mount);
      Assumptions.assumeFalse(
          outcome.exit() == 77 || outcome.output().startsWith("unshare:"),
          () -> "this user may not mount: " + outcome.output());
      return outcome;
    } catch (IOException absent) {
      Assumptions.abort("unshare is not on this machine: " + absent.getMessage());
      throw absent;
    }
  }

  @Test
  void theNextStepIsNamedWhenTheTemporaryFolderIsNoexec() throws Exception {
    assertJdk(inNoexec(), "attempts=1", "noexec", "-Duacce.library.path");
  }

  @Test
  void theNextStepIsNamedWhenOnlyOurFolderIsNoexec() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("jna"));
    Outcome outcome = inNoexec("-Djna.tmpdir=" + elsewhere);
    assertJdk(outcome, "attempts=1", "is the folder mounted noexec?", "-Duacce.tmpdir");
  }

  @Test
  void thePathServesInANoexecWorldWhenJnasLibraryIsBesideOurs() throws Exception {
    Path library = unpackBoth();
    String jna = "libjnidispatch.so";
    try (InputStream in =
        Native.class.getResourceAsStream("/com/sun/jna/" + PLATFORM + "/" + jna)) {
      Files.copy(in, folder.resolve(jna));
    }
    assertNative(inNoexec("-Duacce.library.path=" + library));
  }

  @Test
  void theSecondClassLoaderOfAJvmSaysWhyItUsesTheJdk() throws Exception {
    Outcome outcome = ChildJvm.run(folder, ChildJvm.command(options(), TwoLoadersProbe.class));
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(outcome.output())
        .containsSubsequence(
            "native=true",
            ": loaded",
            "equal=true",
            "native=false",
            "another class loader of this JVM owns the library: owner=",
            "put the jar on one class path only",
            "equal=true");
  }
}
