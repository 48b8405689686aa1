package org.uacce.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which accelerators a JVM may use.
 *
 * @param kind how they are chosen
 * @param names as in the class folder; empty unless {@code kind} is NAMED
 */
public record DeviceChoice(Kind kind, List<String> names) {
  /** How accelerators are chosen. */
  public enum Kind {
    /** All queues on one device: the nearest that gives them. */
    NEAREST,
    /** Queues spread over every device. */
    ALL,
    /** Queues spread over the devices with these names. */
    NAMED
  }

  /** The default. */
  public static final DeviceChoice NEAREST = new DeviceChoice(Kind.NEAREST, List.of());

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  public DeviceChoice {
    names = List.copyOf(names);
  }

  /** Reads the text of {@link CodecOption#DEVICES}; null if it is none. */
  static DeviceChoice parseOrNull(String text) {
    if (text.equalsIgnoreCase("nearest")) {
      return NEAREST;
    }
    if (text.equalsIgnoreCase("all")) {
      return new DeviceChoice(Kind.ALL, List.of());
    }
    List<String> names = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      if (!NAME.matcher(name).matches() || names.contains(name)) {
        return null;
      }
      names.add(name);
    }
    return new DeviceChoice(Kind.NAMED, names);
  }

  /** Whether a device of this name may be used. */
  public boolean allows(String name) {
    return kind != Kind.NAMED || names.contains(name);
  }

  /** As a user writes it. */
  @Override
  public String toString() {
    return switch (kind) {
      case NEAREST -> "nearest";
      case ALL -> "all";
      case NAMED -> String.join(",", names);
    };
  }
}
