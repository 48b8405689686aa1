package org.uacce.codec.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.QueueLayout.Job;
import org.uacce.codec.binding.QueueLayout.Turn;

/**
 * Stands in for the driver below a {@link DeviceQueue}: keeps its rules for the records, and
 * completes jobs or fails when the test says so. A job's result is made from its input address, so
 * that a mix-up shows.
 */
final class ScriptedCalls implements QueueCalls {
  private final Binding binding;
  private final int ringPlaces;

  /** In the order of submission. */
  final List<Integer> inFlight = new ArrayList<>();

  /** Every tag ever submitted, in order. */
  final List<Integer> submittedTags = new ArrayList<>();

  /** Which of the jobs in flight complete in a turn; those are reported last one first. */
  IntPredicate completes = tag -> true;

  /** What the next turns answer. */
  volatile int answer;

  /** What {@link #close} answers. */
  int closeAnswer;

  int closes;
  int sqDoorbells;
  Runnable duringTurn = () -> {};

  /** Is told how many jobs a doorbell brings, before they are in flight. */
  IntConsumer beforeDoorbell = jobs -> {};

  Runnable duringClose = () -> {};

  /** Overwrites the records before a turn returns; null leaves them. */
  Consumer<ByteBuffer> spoil;

  ScriptedCalls(Binding binding, int ringPlaces) {
    this.binding = binding;
    this.ringPlaces = ringPlaces;
  }

  @Override
  public int turn(long address) {
    duringTurn.run();
    ByteBuffer turn = binding.view(address, Turn.SIZEOF);
    int asked = turn.getInt(Turn.SUBMIT_COUNT);
    ByteBuffer tags = binding.view(turn.getLong(Turn.SUBMIT), 2L * Math.max(1, asked));
    int taken = Math.min(asked, ringPlaces - inFlight.size());
    if (taken > 0) {
      beforeDoorbell.accept(taken);
    }
    for (int i = 0; i < taken; i++) {
      int tag = tags.getShort(2 * i);
      inFlight.add(tag);
      submittedTags.add(tag);
    }
    sqDoorbells += taken > 0 ? 1 : 0;
    turn.putInt(Turn.SUBMITTED, taken);
    turn.putLong(Turn.SQ_DOORBELLS, sqDoorbells);
    complete(turn);
    if (spoil != null) {
      spoil.accept(turn);
    }
    return answer;
  }

  private void complete(ByteBuffer turn) {
    int count = turn.getInt(Turn.JOB_COUNT);
    ByteBuffer done = binding.view(turn.getLong(Turn.DONE), 2L * count);
    int reported = 0;
    for (int i = inFlight.size() - 1; i >= 0; i--) {
      int tag = inFlight.get(i);
      if (completes.test(tag)) {
        inFlight.remove(i);
        ByteBuffer job = job(turn, tag);
        job.putInt(Job.CONSUMED, job.getInt(Job.IN_BYTES));
        job.putInt(Job.PRODUCED, (int) job.getLong(Job.IN));
        job.putInt(Job.CHECKSUM, ~(int) job.getLong(Job.IN));
        job.put(Job.STATUS, (byte) 0).put(Job.DEVICE_STATUS, (byte) 0x13);
        job.put(Job.LAST_BLOCK, (byte) 1);
        done.putShort(2 * reported++, (short) tag);
      }
    }
    turn.putInt(Turn.DONE_COUNT, reported);
  }

  ByteBuffer job(ByteBuffer turn, int tag) {
    return binding.view(turn.getLong(Turn.JOBS) + (long) tag * Job.SIZEOF, Job.SIZEOF);
  }

  @Override
  public int close() {
    duringClose.run();
    closes++;
    return closeAnswer;
  }
}
