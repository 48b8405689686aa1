package org.uacce.codec;

import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.log.Log;

/**
 * The options that hold for a whole JVM, because what they bound or open is shared by all its
 * codecs.
 *
 * @param bufferPoolBytes bound on off-heap buffers
 * @param streamBufferBytes bound on the heap of open output streams
 * @param devices which accelerators may be used
 * @param queues hardware queues in each direction; 1 to 8
 * @param depth places of a queue; 2 to 1023
 * @param batch pending blocks that are always worth a doorbell; at least 1
 * @param lowWater while fewer are in flight one is; at least 1, with {@code batch} at most {@code
 *     depth}
 * @param timeoutNanos from a block's doorbell until its queue counts as failed
 */
public record JvmOptions(
    long bufferPoolBytes,
    long streamBufferBytes,
    DeviceChoice devices,
    int queues,
    int depth,
    int batch,
    int lowWater,
    long timeoutNanos) {
  private static final Log LOG = Log.of(JvmOptions.class);

  private static volatile JvmOptions first;
  private static volatile boolean warned;

  /**
   * The options of this JVM: those of the first caller. A later caller with others is warned, once
   * for the JVM, with the keys that differ. Any thread; cheap enough for every block.
   */
  public static JvmOptions agreed(JvmOptions wanted) {
    JvmOptions options = first;
    if (wanted.equals(options) || (warned && options != null)) {
      return options;
    }
    return agree(wanted);
  }

  private static synchronized JvmOptions agree(JvmOptions wanted) {
    if (first == null) {
      first = wanted;
      ArrayPool.SHARED.keepAtMost(ArrayPool.idleShare(first.streamBufferBytes));
    }
    if (!warned && !first.equals(wanted)) {
      warned = true;
      LOG.warn(
          "Keeping options of the first user of this JVM: {}; they are read once per JVM",
          String.join(" ", first.differences(wanted)));
    }
    return first;
  }

  /** For each option that differs its key, the value here, and the other. */
  List<String> differences(JvmOptions other) {
    List<String> found = new ArrayList<>();
    compare(found, CodecOption.BUFFER_POOL_MAX_BYTES, bufferPoolBytes, other.bufferPoolBytes);
    compare(found, CodecOption.STREAM_BUFFER_MAX_BYTES, streamBufferBytes, other.streamBufferBytes);
    compare(found, CodecOption.DEVICES, devices, other.devices);
    compare(found, CodecOption.QUEUES, queues, other.queues);
    compare(found, CodecOption.DEPTH, depth, other.depth);
    compare(found, CodecOption.BATCH, batch, other.batch);
    compare(found, CodecOption.LOW_WATER, lowWater, other.lowWater);
    compare(found, CodecOption.TIMEOUT, millis(timeoutNanos), millis(other.timeoutNanos));
    return found;
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + "ms";
  }

  private static void compare(List<String> found, CodecOption option, Object kept, Object ignored) {
    if (!kept.equals(ignored)) {
      found.add(option.key() + "=" + kept + " ignored=" + ignored);
    }
  }
}
