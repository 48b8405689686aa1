package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 512 MiB and 3 200 open streams: {@code bufferPool.maxBytes} bounds everything off the heap,
 * {@code streamBuffer.maxBytes} what output streams and idle arrays have on it. docs/memory.md is
 * the contract.
 */
class MemoryContractTest {
  /**
   * A memory cgroup of its own where this process may make one, since that is what ends executors;
   * else the same number for all private memory that it may write to, touched or not.
   */
  private static final String LIMITED =
      "group=/sys/fs/cgroup/uacce-test-$$; "
          // Only the kernel puts that file into a new folder.
          + "if mkdir $group 2>/dev/null && [ -e $group/memory.max ]; then "
          + "  echo 536870912 >$group/memory.max; echo limit=cgroup; "
          + "  (echo $BASHPID >$group/cgroup.procs && exec \"$@\"); status=$?; "
          + "  rmdir $group; exit $status; "
          + "fi; "
          + "rmdir $group 2>/dev/null; ulimit -d 524288; echo limit=RLIMIT_DATA; exec \"$@\"";

  /** Two fifths of the JVM's 512 MiB are not ours: heap, code, classes, stacks. */
  private static final List<String> JVM = List.of("-Xmx288m", "-Xms288m", "-XX:+AlwaysPreTouch");

  /**
   * What the JVM's own parts grow by meanwhile, its compiler's above all; the codec's constants
   * beside the bound are nothing in it.
   */
  private static final long BESIDE_BYTES = 24 << 20;

  @TempDir private Path folder;

  private static long fact(String output, String name) {
    Matcher matcher = Pattern.compile("^" + name + "=(\\d+)$", Pattern.MULTILINE).matcher(output);
    assertThat(matcher.find()).as("%s in %s", name, output).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private String run(String... options) throws Exception {
    List<String> jvm = new ArrayList<>(JVM);
    jvm.addAll(List.of(options));
    List<String> command = new ArrayList<>(List.of("bash", "-c", LIMITED, "bash"));
    command.addAll(ChildJvm.command(jvm, MemoryContractProbe.class));
    ChildJvm.Outcome outcome = ChildJvm.run(folder, command, Duration.ofMinutes(5));
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    System.out.println(outcome.output().strip().replace('\n', ' '));
    assertThat(outcome.output()).contains("right");
    return outcome.output();
  }

  private static void assertBounded(String output) {
    long pool = fact(output, "poolBound");
    long heap = fact(output, "heapBound");
    assertThat(fact(output, "mostPool")).isBetween(pool / 4, pool);
    assertThat(fact(output, "mostLeased")).isLessThanOrEqualTo(pool / 2);
    assertThat(fact(output, "grown"))
        .as("touched")
        .isBetween(fact(output, "mostLeased"), fact(output, "mostPool") + BESIDE_BYTES);
    assertThat(fact(output, "mostHeap")).isBetween(heap / 2, heap);
    assertThat(fact(output, "onHeap")).as("readers that the pool lent nothing").isPositive();
    assertThat(fact(output, "leasedAfter")).isZero();
    assertThat(fact(output, "heapAfter")).isZero();
  }

  @Test
  void bothBoundsHoldWhen3200StreamsAreOpenIn512Mebibytes() throws Exception {
    assertBounded(run());
  }

  @Test
  void bothBoundsHoldWithoutTheNativeLibrary() throws Exception {
    assertBounded(run("-Duacce.library.path=/nowhere/libuacce_zip.so"));
  }
}
