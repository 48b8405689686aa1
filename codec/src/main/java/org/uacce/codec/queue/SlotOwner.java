package org.uacce.codec.queue;

/**
 * Who claimed a {@link Slot} and wants to know when its job is done, to read the results and free
 * the place at once: only jobs that the device has yet to do should keep others from it.
 */
public interface SlotOwner {
  /**
   * The slot's job is DONE. Called on the thread that took the completion, which may be any thread
   * in the codec, and holds no lock of the queue. Once for a job; but where an owner also looks at
   * {@link Slot#state} itself the call may come late, when that owner has already freed the slot:
   * so it compares, under its own lock, the slot with the one it has and the state with DONE. It
   * must neither throw nor wait for a device.
   */
  void done(Slot slot);
}
