package org.uacce.codec.binding;

import java.util.Map;

/**
 * Names of Linux error numbers, for messages. The numbers are those of {@code asm-generic/errno.h},
 * which x86-64 and arm64 share.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ENXIO = 6;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ERANGE = 34;
  public static final int EPROTO = 71;
  public static final int EBADMSG = 74;
  public static final int ESHUTDOWN = 108;
  public static final int EALREADY = 114;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM"),
          Map.entry(ENOENT, "ENOENT"),
          Map.entry(4, "EINTR"),
          Map.entry(5, "EIO"),
          Map.entry(ENXIO, "ENXIO"),
          Map.entry(9, "EBADF"),
          Map.entry(11, "EAGAIN"),
          Map.entry(ENOMEM, "ENOMEM"),
          Map.entry(EACCES, "EACCES"),
          Map.entry(14, "EFAULT"),
          Map.entry(EBUSY, "EBUSY"),
          Map.entry(17, "EEXIST"),
          Map.entry(ENODEV, "ENODEV"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(ENFILE, "ENFILE"),
          Map.entry(EMFILE, "EMFILE"),
          Map.entry(25, "ENOTTY"),
          Map.entry(28, "ENOSPC"),
          Map.entry(30, "EROFS"),
          Map.entry(ERANGE, "ERANGE"),
          Map.entry(36, "ENAMETOOLONG"),
          Map.entry(38, "ENOSYS"),
          Map.entry(40, "ELOOP"),
          Map.entry(EPROTO, "EPROTO"),
          Map.entry(EBADMSG, "EBADMSG"),
          Map.entry(75, "EOVERFLOW"),
          Map.entry(95, "EOPNOTSUPP"),
          Map.entry(ESHUTDOWN, "ESHUTDOWN"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(EALREADY, "EALREADY"));

  private Errno() {}

  /** As {@code EBUSY(16)}; a number without a name here as {@code errno(123)}. */
  public static String describe(int number) {
    return NAMES.getOrDefault(number, "errno") + "(" + number + ")";
  }
}
