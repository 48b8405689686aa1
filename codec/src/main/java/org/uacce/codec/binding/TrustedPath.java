package org.uacce.codec.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether a library file may be loaded: whoever can write to it, or to a folder on the way to it,
 * can run code in our JVM. Trusted writers are root and the user of this process; group write is
 * trusted only for root's group.
 */
final class TrustedPath {
  private static final int GROUP_WRITE = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int PERMISSION_BITS = 07777;

  private TrustedPath() {}

  /** Returns null for a path that may be loaded, else why not, with the facts. */
  static String refusal(Path path) {
    if (!path.isAbsolute()) {
      return "not an absolute path";
    }
    try {
      Path real = path.toRealPath();
      if (!Files.isRegularFile(real)) {
        return "not a regular file";
      }
      int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      for (Path step = real; step != null; step = step.getParent()) {
        String refusal = refusalOf(step, self, step != real);
        if (refusal != null) {
          return refusal;
        }
      }
      return null;
    } catch (IOException | UnsupportedOperationException e) {
      return "cannot be examined: " + e;
    }
  }

  /**
   * Why a fresh private folder below this one would not be safe, or null: who can rename on the way
   * to it can put another in its place. Owners and groups are not looked at: a cluster's launcher
   * owns the folders that it gives its processes.
   */
  static String folderRefusal(Path folder) throws IOException {
    for (Path step = folder.toRealPath(); step != null; step = step.getParent()) {
      int mode = (int) Files.getAttribute(step, "unix:mode");
      if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
        return String.format(
            "others can write to it: path=%s mode=%o", step, mode & PERMISSION_BITS);
      }
    }
    return null;
  }

  private static String refusalOf(Path step, int self, boolean folder) throws IOException {
    Map<String, Object> unix = Files.readAttributes(step, "unix:uid,gid,mode");
    int uid = (int) unix.get("uid");
    int gid = (int) unix.get("gid");
    int mode = (int) unix.get("mode");
    // In a sticky folder others can add names but not replace ours.
    boolean sticky = folder && (mode & STICKY) != 0;
    boolean group = (mode & GROUP_WRITE) != 0 && gid != 0 && !sticky;
    boolean others = (mode & OTHERS_WRITE) != 0 && !sticky;
    if ((uid == 0 || uid == self) && !group && !others) {
      return null;
    }
    return String.format(
        "others can write to it: path=%s owner=%d group=%d mode=%o allowed owners=0,%d",
        step, uid, gid, mode & PERMISSION_BITS, self);
  }
}
