package org.uacce.codec.queue;

import java.nio.ByteBuffer;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.QueueLayout.Job;
import org.uacce.codec.binding.QueueLayout.Turn;

/**
 * The memory that a queue shares with the driver, one mapping: the turn record, the job records by
 * tag, the list of tags to submit and the list of those that are done. Touched by the holder of the
 * queue only, and never after {@link #unmap}.
 */
final class TurnMemory {
  private static final int TAG_BYTES = Short.BYTES;

  private final Binding binding;
  private final long address;
  private final int bytes;
  private final int submitAt;
  private final int doneAt;
  private final ByteBuffer memory;

  private TurnMemory(Binding binding, long address, int bytes, int depth) {
    this.binding = binding;
    this.address = address;
    this.bytes = bytes;
    this.memory = binding.view(address, bytes);
    this.submitAt = Turn.SIZEOF + depth * Job.SIZEOF;
    this.doneAt = submitAt + depth * TAG_BYTES;
    memory.putLong(Turn.JOBS, address + Turn.SIZEOF);
    memory.putLong(Turn.SUBMIT, address + submitAt);
    memory.putLong(Turn.DONE, address + doneAt);
    memory.putInt(Turn.JOB_COUNT, depth);
  }

  /** Returns null without memory. */
  static TurnMemory orNull(Binding binding, int depth) {
    int bytes = Turn.SIZEOF + depth * (Job.SIZEOF + 2 * TAG_BYTES);
    long address = binding.mapBuffer(bytes);
    return address == 0 ? null : new TurnMemory(binding, address, bytes, depth);
  }

  void unmap() {
    binding.unmapBuffer(address, bytes);
  }

  /** Of the turn record. */
  long address() {
    return address;
  }

  /** Writes a slot's job and puts its tag at {@code index} of the list to submit. */
  void submit(int index, int tag, Slot slot) {
    int at = job(tag);
    memory
        .putLong(at + Job.IN, slot.in)
        .putLong(at + Job.OUT, slot.out)
        .putLong(at + Job.CONTEXT, slot.context)
        .putInt(at + Job.IN_BYTES, slot.inBytes)
        .putInt(at + Job.OUT_CAPACITY, slot.outCapacity)
        .put(at + Job.FORMAT, (byte) code(slot.format))
        .put(at + Job.ENDING, (byte) slot.ending.code());
    memory.putShort(submitAt + index * TAG_BYTES, (short) tag);
  }

  /** The number of {@code enum uz_format}. */
  static int code(DeflateFormat format) {
    return switch (format) {
      case GZIP -> 0;
      case ZLIB -> 1;
    };
  }

  /** Asks for a turn that submits the first {@code count} tags of the list. */
  void ask(int count) {
    memory.putInt(Turn.SUBMIT_COUNT, count);
    memory.putInt(Turn.SUBMITTED, 0);
    memory.putInt(Turn.DONE_COUNT, 0);
  }

  int submitted() {
    return memory.getInt(Turn.SUBMITTED);
  }

  int doneCount() {
    return memory.getInt(Turn.DONE_COUNT);
  }

  int doneTag(int index) {
    return Short.toUnsignedInt(memory.getShort(doneAt + index * TAG_BYTES));
  }

  long sqDoorbells() {
    return memory.getLong(Turn.SQ_DOORBELLS);
  }

  long cqDoorbells() {
    return memory.getLong(Turn.CQ_DOORBELLS);
  }

  /** Hands a done job's results to its slot; what {@link Slot#completed} returns. */
  boolean complete(int tag, Slot slot) {
    int at = job(tag);
    return slot.completed(
        JobStatus.of(Byte.toUnsignedInt(memory.get(at + Job.STATUS))),
        Byte.toUnsignedInt(memory.get(at + Job.DEVICE_STATUS)),
        memory.get(at + Job.LAST_BLOCK) != 0,
        memory.getInt(at + Job.CONSUMED),
        memory.getInt(at + Job.PRODUCED),
        memory.getInt(at + Job.CHECKSUM));
  }

  private static int job(int tag) {
    return Turn.SIZEOF + tag * Job.SIZEOF;
  }
}
