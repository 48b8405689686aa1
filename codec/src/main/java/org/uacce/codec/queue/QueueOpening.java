package org.uacce.codec.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Errno;
import org.uacce.codec.binding.QueueLayout.Opening;

/**
 * Opens one hardware queue and says in words why it could not.
 *
 * @param queue for the native calls; the caller closes it
 * @param number the device's own of the queue
 * @param places jobs that the rings can hold at a time
 */
record QueueOpening(long queue, int number, int places) {
  /**
   * The newest generation that the driver knows. Later ones are opened as this one: each so far
   * kept the layout of the one before.
   */
  private static final int NEWEST_GENERATION = 5;

  static QueueOpening of(Binding binding, AcceleratorDevice device, Direction direction)
      throws DeviceOpenException {
    if (!device.usable()) {
      throw new IllegalArgumentException(
          "Cannot open a queue: device=" + device.name() + " " + device.refusal());
    }
    byte[] path = (device.node() + "\0").getBytes(StandardCharsets.UTF_8);
    int bytes = Opening.SIZEOF + path.length;
    long address = binding.mapBuffer(bytes);
    if (address == 0) {
      throw new DeviceOpenException(device, direction, OpenStep.MEMORY, Errno.ENOMEM, "");
    }
    try {
      ByteBuffer opening = binding.view(address, bytes);
      opening.put(Opening.SIZEOF, path);
      long queue =
          binding.openQueue(
              address + Opening.SIZEOF,
              direction.code(),
              Math.min(device.generation(), NEWEST_GENERATION),
              device.mmioBytes(),
              device.dusBytes(),
              address);
      if (queue == 0) {
        throw failure(device, direction, opening);
      }
      // A ring that is full cannot be told from an empty one, so one entry stays unused.
      int places = Math.min(opening.getInt(Opening.SQ_DEPTH), opening.getInt(Opening.CQ_DEPTH)) - 1;
      return new QueueOpening(queue, opening.getInt(Opening.QUEUE), places);
    } finally {
      binding.unmapBuffer(address, bytes);
    }
  }

  private static DeviceOpenException failure(
      AcceleratorDevice device, Direction direction, ByteBuffer opening) {
    OpenStep step = OpenStep.of(opening.getInt(Opening.STEP));
    long limit = opening.getLong(Opening.LIMIT);
    String facts =
        limit == 0 ? "" : " actual=" + opening.getLong(Opening.ACTUAL) + " limit=" + limit;
    return new DeviceOpenException(device, direction, step, opening.getInt(Opening.ERROR), facts);
  }
}
