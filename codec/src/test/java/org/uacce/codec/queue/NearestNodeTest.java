package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory node is found from what the kernel says of this thread, or is unknown. */
class NearestNodeTest {
  @TempDir private Path root;

  private int nodeFor(String stat) throws IOException {
    Files.writeString(root.resolve("stat"), stat);
    return NearestNode.of(root, root);
  }

  /** proc(5): 39 is the processor. */
  private static String stat(String program, String processor) {
    StringBuilder text = new StringBuilder("4711 (" + program + ") S");
    for (int field = 4; field <= 52; field++) {
      text.append(' ').append(field == 39 ? processor : "0");
    }
    return text + "\n";
  }

  @Test
  void theNodeIsFoundWhenTheCpuHasALinkToIt() throws IOException {
    Files.createDirectories(root.resolve("cpu17/node3"));
    assertThat(nodeFor(stat("java", "17"))).isEqualTo(3);
    assertThat(nodeFor(stat("a (b) c 5 6", "17"))).isEqualTo(3);
  }

  @Test
  void theNodeIsUnknownWhenAnythingIsMissingOrOdd() throws IOException {
    assertThat(NearestNode.of(root, root)).isEqualTo(NearestNode.UNKNOWN);
    assertThat(nodeFor(stat("java", "17"))).isEqualTo(NearestNode.UNKNOWN);
    Files.createDirectories(root.resolve("cpu1/node99999999999"));
    assertThat(nodeFor(stat("java", "1"))).isEqualTo(NearestNode.UNKNOWN);
    assertThat(nodeFor(stat("java", "x"))).isEqualTo(NearestNode.UNKNOWN);
    assertThat(nodeFor("4711 (java) S 1")).isEqualTo(NearestNode.UNKNOWN);
    assertThat(nodeFor("")).isEqualTo(NearestNode.UNKNOWN);
  }

  @Test
  void theKernelsOwnAnswerIsReadWithoutAFault() {
    assertThat(NearestNode.ofThisThread()).isGreaterThanOrEqualTo(NearestNode.UNKNOWN);
  }
}
