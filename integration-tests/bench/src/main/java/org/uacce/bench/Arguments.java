package org.uacce.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;

/**
 * A program's command line: what it needs, in its places, and then its options. Whatever it does
 * not know ends it with status {@value #WRONG} and a sentence.
 */
final class Arguments {
  /** What the programs here understand; each says which of them it does. */
  enum Option {
    QUICK("quick", null),
    SEED("seed", "N"),
    ONLY("only", "REGEX"),
    ROUNDS("rounds", "N"),
    HYBRID("hybrid", null),
    DEPTHS("depths", null),
    CAPTURED("captured", null),
    PUBLISH("publish", null),
    GENERATED("generated", null),
    NO_JOBS("no-jobs", null),
    PEERS("peers", "REGEX"),
    MILLIS("millis", "N"),
    DOCS("docs", "FOLDER"),
    JAVA25("java25", "FILE"),
    EMULATOR("emulator", "FOLDER"),
    COMPARE("compare", "FILE"),
    RESULT("result", "FILE");

    private final String name;

    /** What follows it, or null: nothing. */
    private final String value;

    Option(String name, String value) {
      this.name = name;
      this.value = value;
    }

    private String usage() {
      return "--" + name + (value == null ? "" : " " + value);
    }
  }

  /** What a program does with its command line; returns the exit code. */
  interface Program {
    int run(Arguments arguments) throws Exception;
  }

  /** The command line cannot be understood; the message is for who wrote it. */
  static final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private UsageException(String message) {
      super(message);
    }
  }

  /** The exit code for what cannot be understood, as {@code bench.sh}'s. */
  static final int WRONG = 2;

  private final OptionSet found;

  private Arguments(OptionSet found) {
    this.found = found;
  }

  /**
   * Runs a program and returns its exit code, or {@link #WRONG} where its command line is.
   *
   * @param places what comes before the options, for example {@code FOLDER}
   */
  static int run(String[] args, List<String> places, List<Option> options, Program program)
      throws Exception {
    try {
      return program.run(of(args, places, options));
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      return WRONG;
    }
  }

  static Arguments of(String[] args, List<String> places, List<Option> options) {
    OptionParser parser = new OptionParser(false); // no abbreviations: scripts outlive options
    for (Option option : options) {
      if (option.value == null) {
        parser.accepts(option.name);
      } else if (option.value.equals("N")) {
        parser.accepts(option.name).withRequiredArg().ofType(Long.class);
      } else {
        parser.accepts(option.name).withRequiredArg();
      }
    }
    String known =
        options.stream().map(Option::usage).collect(Collectors.joining(",", " known=", ""));
    try {
      OptionSet found = parser.parse(args);
      if (found.nonOptionArguments().size() != places.size()) {
        throw new UsageException(
            "Cannot run: arguments=" + Arrays.toString(args) + " needed=" + places + known);
      }
      // A value that is no number, or is given twice, shows only now.
      options.stream()
          .filter(option -> option.value != null)
          .forEach(option -> found.valueOf(option.name));
      return new Arguments(found);
    } catch (OptionException e) {
      throw new UsageException(
          "Cannot run: arguments="
              + Arrays.toString(args)
              + " cause=\""
              + e.getMessage()
              + "\""
              + known);
    }
  }

  /** Refuses two options that ask for different things. */
  void notBoth(Option one, Option other) {
    if (has(one) && has(other)) {
      throw new UsageException(
          "Cannot run: arguments=" + one.usage() + "," + other.usage() + " at once; give one");
    }
  }

  boolean has(Option option) {
    return found.has(option.name);
  }

  /** What follows an option, or else what is to hold without it. */
  String text(Option option, String otherwise) {
    return has(option) ? (String) found.valueOf(option.name) : otherwise;
  }

  long number(Option option, long otherwise) {
    return has(option) ? (Long) found.valueOf(option.name) : otherwise;
  }

  /** Or null. */
  Path pathOrNull(Option option) {
    return has(option) ? Path.of(text(option, "")) : null;
  }

  /** What stands at a place, from 0 on. */
  Path path(int place) {
    return Path.of((String) found.nonOptionArguments().get(place));
  }

  /** The seed that was given, or one drawn now: call it once. Printed for who wants it again. */
  long seed() {
    return seedOr(new SplittableRandom().nextInt(1 << 30));
  }

  /** The seed that was given, else another; printed. */
  long seedOr(long other) {
    long seed = number(Option.SEED, other);
    System.out.println("seed " + seed + " (repeat with --seed " + seed + ")");
    return seed;
  }
}
