package org.uacce.codec;

import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import org.uacce.codec.doctor.Checkup;
import org.uacce.codec.doctor.Diagnosis;
import org.uacce.codec.doctor.Settings;

/**
 * The program of the -all jar: {@code doctor} says why the accelerator is, or is not, used on this
 * host; {@code cat} decodes shuffle frames. Needs nothing on the class path beside JNA.
 */
public final class Doctor {
  /** Something of ours failed; never the host's fault. */
  static final int FAILED = 1;

  /** The arguments cannot be understood. */
  static final int MISUSED = 2;

  private static final String USAGE =
      """
      Usage: java -jar %s COMMAND

        doctor [--quick] [--json] [--properties-file FILE] [--conf KEY=VALUE]...
                   says why the accelerator is, or is not, used on this host. Measures
                   for five seconds, on one queue; --quick leaves that out.
                   FILE is a spark-defaults.conf. With Hadoop or Spark on the class path
                   it looks at those too:
                     java -cp %<s:$(hadoop classpath) org.uacce.codec.Doctor doctor
        cat [FILE...]
                   decodes shuffle frames, such as a compressed checkpoint, from files
                   or standard input (-) to standard output
        --help     this text
        --version  the release

      docs/doctor.md lists the exit codes.
      """;

  private Doctor() {}

  public static void main(String[] arguments) {
    int status;
    try {
      status = run(Arrays.asList(arguments));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      System.err.println(
          "Cannot go on: the program itself failed: " + e + "; report it with --version");
      status = FAILED;
    }
    System.out.flush();
    System.exit(status);
  }

  private static int run(List<String> arguments) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    int status = 0;
    switch (command) {
      case "doctor" -> status = doctor(rest, out);
      case "cat" -> status = FrameCat.run(rest);
      case "--help", "-h", "help" -> out.printf(USAGE, jar());
      case "--version" -> out.println("uacce-codec " + version());
      default -> {
        System.err.printf(USAGE, jar());
        status = MISUSED;
      }
    }
    out.flush();
    return status;
  }

  private static int doctor(List<String> arguments, PrintStream out) {
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (Settings.UsageException e) {
      System.err.println(e.getMessage() + "; see --help");
      return MISUSED;
    }
    Dots dots = new Dots();
    Diagnosis diagnosis = Checkup.run(settings, jar(), dots);
    dots.end();
    out.print(settings.json() ? diagnosis.json(version()) + "\n" : diagnosis.text(version()));
    return diagnosis.exitCode();
  }

  /** A dot for each point that is measured, on standard error. */
  private static final class Dots implements Runnable {
    private boolean begun;

    @Override
    public void run() {
      System.err.print(begun ? "." : "measuring for about five seconds .");
      begun = true;
    }

    void end() {
      if (begun) {
        System.err.println();
      }
    }
  }

  private static String version() {
    String version = Doctor.class.getPackage().getImplementationVersion();
    return version == null ? "(of a class folder)" : version;
  }

  /** The file that we were loaded from. */
  private static String jar() {
    CodeSource source = Doctor.class.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? "uacce-codec-spark-all.jar"
          : Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException | RuntimeException e) {
      return String.valueOf(source.getLocation());
    }
  }
}
