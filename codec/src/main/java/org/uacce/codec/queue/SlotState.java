package org.uacce.codec.queue;

/**
 * The life of a {@link Slot}. "The owner" is who claimed it, "the holder" the thread that takes the
 * queue's turn.
 */
public enum SlotState {
  /** Nobody's. */
  FREE,
  /** The owner's: it writes the job. */
  FILLING,
  /** Waits for the holder to submit it. */
  PENDING,
  /** The device's. */
  SUBMITTED,
  /** The owner's again, with results. */
  DONE,
  /** The owner is gone; the holder frees the slot as soon as the device has done with it. */
  ABANDONED,
  /**
   * Its queue failed or was closed first, so there is no result and never will be. The slot is not
   * used again.
   */
  LOST;

  /** Every legal transition; nothing else in the codec knows them. */
  boolean mayBecome(SlotState next) {
    return switch (this) {
      case FREE -> next == FILLING;
      case FILLING -> next == PENDING || next == FREE;
      case PENDING -> next == SUBMITTED || next == ABANDONED || next == LOST;
      case SUBMITTED -> next == DONE || next == ABANDONED || next == LOST;
      case DONE -> next == FREE;
      case ABANDONED -> next == FREE || next == LOST;
      case LOST -> false;
    };
  }
}
