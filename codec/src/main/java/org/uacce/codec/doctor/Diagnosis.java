package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a checkup came to.
 *
 * @param findings in the order in which they were found, group by group
 * @param deviceWorks whether a queue was opened and gave right bytes
 * @param softwareOnly whether the settings ask for software
 * @param suggestion settings to copy, line by line
 */
public record Diagnosis(
    List<Finding> findings, boolean deviceWorks, boolean softwareOnly, List<String> suggestion) {
  private static final int UNDECIDED = 1;
  private static final int NAME_COLUMN = 32;

  public Diagnosis {
    findings = List.copyOf(findings);
    suggestion = List.copyOf(suggestion);
  }

  /** What is in the way first; null where nothing is. */
  public Finding first() {
    return findings.stream()
        .filter(finding -> finding.status() == Finding.Status.PROBLEM)
        .min(Comparator.comparingInt(finding -> finding.cause().exitCode()))
        .orElse(null);
  }

  /**
   * 0 where the accelerator works, or software was asked for, and nothing is in the way; else that
   * of {@link #first}, or 1 where a check failed before it could tell.
   */
  public int exitCode() {
    Finding first = first();
    if (first != null) {
      return first.cause().exitCode();
    }
    return deviceWorks || softwareOnly ? 0 : UNDECIDED;
  }

  private String verdict() {
    Finding first = first();
    if (first != null) {
      return first.cause().sentence();
    }
    if (deviceWorks) {
      return "The accelerator works, and nothing is in its way.";
    }
    return softwareOnly
        ? "Software was asked for, and nothing is in its way."
        : "The accelerator was not tried: a check failed.";
  }

  /** For people. */
  public String text(String version) {
    StringBuilder out = new StringBuilder("uacce-codec " + version + "\n");
    String group = "";
    for (Finding finding : findings) {
      if (!finding.group().equals(group)) {
        group = finding.group();
        out.append('\n').append(group).append('\n');
      }
      append(out, finding);
    }
    out.append("\nsettings to copy\n");
    suggestion.forEach(line -> out.append("  ").append(line).append('\n'));
    out.append("\nResult: ").append(verdict()).append(" exit=").append(exitCode()).append('\n');
    if (first() != null) {
      out.append("Next step: ").append(first().nextStep()).append('\n');
    }
    return out.toString();
  }

  private static void append(StringBuilder out, Finding finding) {
    String mark =
        switch (finding.status()) {
          case OK -> "ok";
          case NOTE -> "note";
          case PROBLEM -> "PROBLEM";
          case NOT_CHECKED -> "not checked";
        };
    out.append(
        String.format(
            Locale.ROOT,
            "  %-11s  %-" + NAME_COLUMN + "s  %s",
            mark,
            finding.name(),
            line(finding.text())));
    finding
        .facts()
        .forEach((name, value) -> out.append(' ').append(name).append('=').append(line(value)));
    out.append('\n');
    if (finding.nextStep() != null) {
      out.append("               -> ").append(line(finding.nextStep())).append('\n');
    }
  }

  /** What others say, JNA among them, may have several lines. */
  private static String line(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  /** For programs: one JSON object on one line. */
  public String json(String version) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("group", finding.group());
      one.put("name", finding.name());
      one.put("status", finding.status().name());
      one.put("cause", finding.cause() == null ? null : finding.cause().name());
      one.put("exitCode", finding.cause() == null ? null : finding.cause().exitCode());
      one.put("text", finding.text());
      one.put("nextStep", finding.nextStep());
      one.put("facts", finding.facts());
      all.add(one);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    Finding first = first();
    report.put("version", version);
    report.put("exitCode", exitCode());
    report.put("cause", first == null ? null : first.cause().name());
    report.put("verdict", verdict());
    report.put("nextStep", first == null ? null : first.nextStep());
    report.put("acceleratorWorks", deviceWorks);
    report.put("softwareOnly", softwareOnly);
    report.put("findings", all);
    report.put("settings", suggestion);
    return Json.of(report);
  }
}
