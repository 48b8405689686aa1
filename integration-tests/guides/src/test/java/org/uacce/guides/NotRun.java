package org.uacce.guides;

import java.util.Map;

/** The blocks that a test machine cannot run; they are parsed, as all are. */
final class NotRun {
  private static final String DEMO = "the demo and all tests, which verify.sh runs by itself";
  private static final String HOST = "changes the kernel's modules, users or rules of the host";
  private static final String CLUSTER = "needs a Kubernetes cluster";

  /** The reason by the block's first line. */
  static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry(
              "examples/demo.sh                 # installs what is missing, builds, then shows TPC-H"
                  + " data going through",
              DEMO),
          Map.entry("emu=native/target/cmake/x86-64/emulator/uacce-emu", DEMO),
          Map.entry("modprobe uacce", HOST),
          Map.entry("groupadd --system uacce", HOST),
          Map.entry("kubectl apply -f examples/deploy/kubernetes/device-plugin.yaml", CLUSTER));

  private NotRun() {}
}
