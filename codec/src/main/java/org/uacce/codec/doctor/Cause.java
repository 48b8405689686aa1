package org.uacce.codec.doctor;

/**
 * Why the accelerator, or the fast software, is not used: the classes of findings, each with the
 * exit code of {@code doctor}. Of several the lowest code is the exit code: what comes first keeps
 * the rest from being seen. {@code docs/doctor.md} is generated from this list.
 */
public enum Cause {
  NOEXEC(
      10,
      "The folder that the native library is unpacked into is mounted noexec.",
      "Set -Duacce.tmpdir (and -Djna.tmpdir) to a folder that is not, or unpack the libraries and"
          + " set -Duacce.library.path."),
  WRONG_ARCHITECTURE(
      11,
      "The native library is for another processor or system, or the jar has none for this one.",
      "Use the -all jar, which holds both architectures, and unset -Duacce.library.path."),
  LIBRARY_VERSION(
      12,
      "The native library needs a newer C library than this host's, or is of another release than"
          + " the jar.",
      "Rebuild the native module on the oldest host, or use the library of the jar's own release."),
  JNA_CONFLICT(
      13,
      "Another JNA comes before ours on the class path, there is none, or it cannot load its own"
          + " library.",
      "Put the -all jar before the other JNA on the class path."),
  NO_LIBRARY(
      14,
      "The native library is not loaded, for another reason.",
      "Do what the finding says; java.util.zip serves until then."),
  ENGINE_WRONG(
      15,
      "A software engine did not give back the bytes that it was given.",
      "Do not use this build on this host; report it with the output of --json."),
  NO_DEVICE(
      20,
      "The kernel shows no accelerator that knows gzip and zlib, or its node is not in /dev.",
      "Load the modules uacce and hisi_zip with uacce_mode=1; in a container, let the node in."),
  NO_PERMISSION(
      21,
      "This user may not open the device node.",
      "Give the user read and write access to the node by its group and a udev rule."),
  NO_SHARED_ADDRESSES(
      22,
      "The device does not share the addresses of processes (no SVA).",
      "Switch on the SMMU and load hisi_zip with uacce_mode=1 on a kernel with SVA."),
  OLD_GENERATION(
      23,
      "The hardware is of the first generation (hisi_qm_v1), which is not supported.",
      "Use software: mode=software ends the search."),
  ALL_QUEUES_BUSY(
      24,
      "Other processes hold all queues of the device.",
      "Use fewer queues or executors, or raise hisi_zip's pf_q_num."),
  ISOLATED(
      25,
      "The kernel has isolated the device after too many errors.",
      "Read the kernel log, then load the driver again."),
  NOT_ANSWERING(
      26, "The device is being reset, or has gone away.", "Try again; then read the kernel log."),
  DEVICE_UNSUITABLE(
      27,
      "The device cannot be used for another reason, which the finding tells.",
      "Do what the finding says."),
  DEVICE_WRONG(
      28,
      "The device compressed a block and what came out was wrong, or nothing came out in time.",
      "Set mode=software, read the kernel log, and report it with the output of --json."),
  BAD_OPTION(
      30,
      "An option has a value that is refused.",
      "Correct the value; the finding has the range."),
  NOT_SWITCHED_ON(
      31,
      "None of the given settings switches the codec on.",
      "Copy the settings at the end of the report."),
  GZIP_CODEC(
      32,
      "Hadoop gives .gz files to another codec than ours.",
      "List org.uacce.hadoop.UacceGzipCodec last in io.compression.codecs."),
  PARQUET_HOOK(
      33,
      "Parquet's GZIP pages do not run through ours even when the hook is installed.",
      "See the finding; this Parquet may be a line that the hook does not know."),
  SPARK_CODEC(
      34,
      "This Spark does not accept our codec.",
      "See the finding; put the -all jar on the class path of driver and executors.");

  private final int exitCode;
  private final String sentence;
  private final String nextStep;

  Cause(int exitCode, String sentence, String nextStep) {
    this.exitCode = exitCode;
    this.sentence = sentence;
    this.nextStep = nextStep;
  }

  /** Of {@code doctor}, when this is the first thing in the way. */
  public int exitCode() {
    return exitCode;
  }

  /** What is in the way. */
  public String sentence() {
    return sentence;
  }

  /** What to do where the finding itself does not say. */
  public String nextStep() {
    return nextStep;
  }
}
