package org.uacce.codec.queue;

import org.uacce.codec.binding.Errno;

/** Why a {@link DeviceQueue} failed; the errors of {@code uz_queue_turn()} and our own deadline. */
public enum QueueFailure {
  /** The kernel set a stop word: a reset, or a completion queue that overflowed. */
  STOPPED,
  /** The device is gone. */
  REMOVED,
  /** A completion names an entry beyond the submission queue. */
  BAD_HEAD,
  /** A completion names an entry that is not in flight. */
  NOT_IN_FLIGHT,
  /** A completed entry carries another tag than was submitted there. */
  BAD_TAG,
  /** A job is said to be done with a result that cannot be. */
  IMPOSSIBLE_RESULT,
  /** A job did not come back in time. */
  DEADLINE,
  /** The native driver refused a job that was checked here, or answered in an unknown way. */
  DRIVER_ERROR;

  /** Whether the device has answered wrongly, and not merely gone, stopped or been slow. */
  boolean isWrong() {
    return switch (this) {
      case BAD_HEAD, NOT_IN_FLIGHT, BAD_TAG, IMPOSSIBLE_RESULT -> true;
      case STOPPED, REMOVED, DEADLINE, DRIVER_ERROR -> false;
    };
  }

  /** The failure behind a negated error number of {@code uz_queue_turn()}. */
  static QueueFailure of(int result) {
    return switch (-result) {
      case Errno.ESHUTDOWN -> STOPPED;
      case Errno.ENODEV -> REMOVED;
      case Errno.ERANGE -> BAD_HEAD;
      case Errno.EALREADY -> NOT_IN_FLIGHT;
      case Errno.EBADMSG -> BAD_TAG;
      case Errno.EPROTO -> IMPOSSIBLE_RESULT;
      default -> DRIVER_ERROR;
    };
  }
}
