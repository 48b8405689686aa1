package org.uacce.codec.queue;

import org.uacce.codec.binding.Binding;

/**
 * The two native calls of an open hardware queue. Tests of everything above them answer in the
 * device's place.
 */
interface QueueCalls {
  /**
   * {@code uz_queue_turn()}.
   *
   * @param turn address of the turn record
   */
  int turn(long turn);

  /** {@code uz_queue_close()}; called once. */
  int close();

  /** A real one. */
  record Native(Binding binding, long queue) implements QueueCalls {
    @Override
    public int turn(long turn) {
      return binding.turnQueue(queue, turn);
    }

    @Override
    public int close() {
      return binding.closeQueue(queue);
    }
  }
}
