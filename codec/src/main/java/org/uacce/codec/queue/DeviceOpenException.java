package org.uacce.codec.queue;

import java.io.IOException;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.binding.Errno;

/**
 * A hardware queue that could not be opened. Nothing is left open or mapped. The reason tells what
 * to do: the ordinary ones mean the next device, and later perhaps this one again.
 */
public final class DeviceOpenException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What kind of event it was. */
  public enum Reason {
    /** All queues are in use. */
    BUSY("other processes hold all its queues: use fewer, or raise hisi_zip's pf_q_num"),
    /** The device is being reset, or a sandbox hides it. */
    RESETTING(
        "a device that is being reset answers so: try again in a second; if that does not help,"
            + " allow the node in the container's device rules"),
    /** No such device, or not any more. */
    GONE("the device or its node is not there (any more): see the kernel log and /dev"),
    /** This user may not open the node. */
    FORBIDDEN("give this user read and write access to the node, by its group and a udev rule"),
    /** This process, or the machine, is short of something. */
    EXHAUSTED("raise the process's limits of open files or memory"),
    /** Something that does not happen in ordinary life. */
    UNEXPECTED("see the kernel log; report it with these facts");

    private final String nextStep;

    Reason(String nextStep) {
      this.nextStep = nextStep;
    }

    /** What to do about it; the end of the message. */
    public String nextStep() {
      return nextStep;
    }

    /** Whether a healthy host does this now and then. */
    public boolean ordinary() {
      return this == BUSY || this == RESETTING || this == GONE;
    }
  }

  private final String device;
  private final OpenStep step;
  private final int error;
  private final Reason reason;

  /**
   * @param error the errno
   * @param facts more of them as {@code " name=value"}, or empty
   */
  DeviceOpenException(
      AcceleratorDevice device, Direction direction, OpenStep step, int error, String facts) {
    super(
        "Cannot open a queue: device="
            + device.name()
            + " node="
            + device.node()
            + " direction="
            + direction
            + " operation=\""
            + step.operation()
            + "\" error="
            + Errno.describe(error)
            + facts
            + "; "
            + reason(step, error).nextStep);
    this.device = device.name();
    this.step = step;
    this.error = error;
    this.reason = reason(step, error);
  }

  /** The name of the device. */
  public String device() {
    return device;
  }

  /** What was attempted when it failed. */
  public OpenStep step() {
    return step;
  }

  /** The errno. */
  public int error() {
    return error;
  }

  public Reason reason() {
    return reason;
  }

  /** A number means different things to different calls; see docs/hardware.md. */
  static Reason reason(OpenStep step, int error) {
    if (error == Errno.ENOMEM || error == Errno.EMFILE || error == Errno.ENFILE) {
      return Reason.EXHAUSTED;
    }
    return switch (step) {
      case NODE ->
          switch (error) {
            case Errno.EBUSY -> Reason.BUSY;
            case Errno.EPERM -> Reason.RESETTING;
            case Errno.ENODEV, Errno.ENOENT, Errno.ENXIO, Errno.EINVAL -> Reason.GONE;
            case Errno.EACCES -> Reason.FORBIDDEN;
            default -> Reason.UNEXPECTED;
          };
      case START ->
          switch (error) {
            case Errno.EPERM, Errno.EBUSY -> Reason.RESETTING;
            case Errno.ENXIO -> Reason.GONE;
            default -> Reason.UNEXPECTED;
          };
      // A queue whose device went away answers ENXIO to everything, on newer kernels.
      default -> error == Errno.ENXIO ? Reason.GONE : Reason.UNEXPECTED;
    };
  }
}
