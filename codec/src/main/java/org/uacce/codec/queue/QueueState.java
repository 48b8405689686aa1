package org.uacce.codec.queue;

/** The life of a {@link DeviceQueue}; it goes down this list only. */
public enum QueueState {
  /** Takes jobs. */
  READY,
  /** Takes none any more and loses those that the device had; {@link QueueFailure} says why. */
  FAILED,
  /** Given back to the kernel. */
  CLOSED
}
