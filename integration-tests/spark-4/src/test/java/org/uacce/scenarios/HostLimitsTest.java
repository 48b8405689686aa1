package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A JVM whose host gives it little, or shares the device with others, is right all the same. */
@OnDevice
@Order(0)
class HostLimitsTest {
  private static final long BACK_WITHIN_MS = 5_000;

  /**
   * Two with a campaign's share of time; on a host of two cores more of them would show nothing.
   */
  private static final int NEIGHBOURS = Seeds.count(300);

  private static final long SHARING_MS = Math.max(2_000, Seeds.count(10_000));

  private static long awaitDevice(CodecChild child) throws IOException {
    return Patience.await("blocks on the device", () -> child.ask("once") > 0);
  }

  @Test
  void deviceIsUsedWhenOnly64FilesMayBeOpen() throws Exception {
    try (CodecChild child = new CodecChild("ulimit -n 64", "mode=hardware")) {
      assertThat(child.ask("once")).isPositive();
    }
  }

  @Test
  void softwareServesWhenNoFileMayBeOpened() throws Exception {
    try (CodecChild child = new CodecChild("ulimit -n 64")) {
      child.ask("takeFiles");
      for (String device : Emulator.devices()) {
        Emulator.command("reset " + device + " ms=1"); // the queue that it has is lost
      }
      Patience.await("software alone", () -> child.ask("once") == 0);
      child.ask("giveFiles");
      assertThat(awaitDevice(child)).isLessThan(BACK_WITHIN_MS);
    }
  }

  /** 512 MiB for heap, pool and everything else that only this process may write to. */
  @Test
  void manyStreamsAreRightIn512Mebibytes() throws Exception {
    try (CodecChild child = new CodecChild("ulimit -d 524288", "bufferPool.maxBytes=64m")) {
      child.ask("manyStreams");
      assertThat(child.ask("value compress.device.blocks")).isPositive();
      assertThat(child.ask("value bufferPool.bytes")).isBetween(1L, 64L << 20);
    }
  }

  @Test
  void oneThreadsStreamsFinishWhenThePoolHoldsFewOfThem() throws Exception {
    try (CodecChild child =
        new CodecChild("true", "mode=hardware", "verify=full", "bufferPool.maxBytes=8m")) {
      assertThat(child.ask("manyStreams")).isPositive();
      assertThat(child.ask("value bufferPool.bytes")).isLessThanOrEqualTo(8L << 20);
      assertThat(child.ask("value compress.jdk.blocks")).isZero();
    }
  }

  @Test
  void softwareServesUntilTheHolderOfAllQueuesIsKilled() throws Exception {
    try (QueueHog hog = new QueueHog();
        CodecChild child = new CodecChild("true")) {
      assertThat(hog.queues()).isPositive();
      assertThat(child.ask("milliseconds 1500")).as("without a queue").isZero();
      hog.kill();
      assertThat(awaitDevice(child)).isLessThan(BACK_WITHIN_MS);
    }
  }

  @Test
  void everyNeighbourHasHalfOfItsFairShareOrMore() throws Exception {
    List<CodecChild> children = new ArrayList<>();
    List<Long> blocks = new ArrayList<>();
    try {
      for (int i = 0; i < NEIGHBOURS; i++) {
        CodecChild child = new CodecChild("true", "mode=hardware");
        children.add(child);
        awaitDevice(child);
      }
      for (CodecChild child : children) {
        child.begin("milliseconds " + SHARING_MS);
      }
      for (CodecChild child : children) {
        blocks.add(child.answer());
      }
    } finally {
      children.forEach(CodecChild::close);
    }
    long fair = blocks.stream().mapToLong(Long::longValue).sum() / NEIGHBOURS;
    System.out.printf(
        "neighbours=%d in %d s: blocks=%s%n",
        NEIGHBOURS, TimeUnit.MILLISECONDS.toSeconds(SHARING_MS), blocks);
    assertThat(blocks).allMatch(each -> each >= fair / 2);
  }
}
