package org.uacce.codec.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that was looked at.
 *
 * @param group which of the report's groups it belongs to
 * @param name of the thing, unique in its group
 * @param status how it stands
 * @param cause null unless {@code status} is PROBLEM
 * @param text what was seen, in words
 * @param nextStep what to do; null where there is nothing
 * @param facts by name, in the order in which to show them
 */
public record Finding(
    String group,
    String name,
    Status status,
    Cause cause,
    String text,
    String nextStep,
    Map<String, String> facts) {
  /** How a thing stands. */
  public enum Status {
    OK,
    /** Worth knowing, not in the way. */
    NOTE,
    /** In the way of the accelerator, or of the fast software. */
    PROBLEM,
    NOT_CHECKED
  }

  public Finding {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  public static Finding ok(String group, String name, String text) {
    return new Finding(group, name, Status.OK, null, text, null, Map.of());
  }

  public static Finding note(String group, String name, String text, String nextStep) {
    return new Finding(group, name, Status.NOTE, null, text, nextStep, Map.of());
  }

  /**
   * Something that is in the way.
   *
   * @param nextStep null for the cause's
   */
  public static Finding problem(
      String group, String name, Cause cause, String text, String nextStep) {
    return new Finding(
        group,
        name,
        Status.PROBLEM,
        cause,
        text,
        nextStep == null ? cause.nextStep() : nextStep,
        Map.of());
  }

  public static Finding notChecked(String group, String name, String text, String nextStep) {
    return new Finding(group, name, Status.NOT_CHECKED, null, text, nextStep, Map.of());
  }

  /** As {@link #problem}, from one text whose next step follows its last semicolon. */
  static Finding problem(String group, String name, Cause cause, String message) {
    int at = message.lastIndexOf("; ");
    return at < 0
        ? problem(group, name, cause, message, null)
        : problem(group, name, cause, message.substring(0, at), message.substring(at + 2));
  }

  /** The same with one fact more. */
  public Finding with(String fact, Object value) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put(fact, String.valueOf(value));
    return new Finding(group, name, status, cause, text, nextStep, more);
  }

  /** The same as something that is worth knowing and not in the way. */
  Finding asNote() {
    return new Finding(group, name, Status.NOTE, null, text, nextStep, facts);
  }
}
