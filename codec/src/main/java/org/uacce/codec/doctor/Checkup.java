package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * Runs every check, one after the other in one thread, and keeps one that fails from hurting the
 * rest.
 */
public final class Checkup {
  private final Settings settings;
  private final Runnable progress;
  private final String jar;
  private final List<Finding> found = new ArrayList<>();

  private Checkup(Settings settings, String jar, Runnable progress) {
    this.settings = settings;
    this.jar = jar;
    this.progress = progress;
  }

  /**
   * Looks at everything.
   *
   * @param jar that we were run from, for commands that are suggested
   * @param progress run before each point that is measured
   */
  public static Diagnosis run(Settings settings, String jar, Runnable progress) {
    return new Checkup(settings, jar, progress).run();
  }

  private Diagnosis run() {
    Sample sample = new Sample();
    add(HostCheck.GROUP, HostCheck::look);
    add(LibraryCheck.GROUP, LibraryCheck::look);
    Binding binding = NativeLibraryLoader.result().binding();
    SpeedCurve curve = settings.quick() ? null : new SpeedCurve(sample, progress);
    DeviceCheck devices = new DeviceCheck(settings, binding, sample, curve);
    add(DeviceCheck.GROUP, devices::look);
    add(EngineCheck.GROUP, () -> EngineCheck.look(binding, sample, curve));
    if (curve == null) {
      found.add(Finding.notChecked(SpeedCurve.GROUP, "speed", "not measured", "leave out --quick"));
    } else {
      found.addAll(curve.found());
    }
    add(SettingsCheck.GROUP, () -> new SettingsCheck(settings).look());
    addOthers();
    add(MemoryFormula.GROUP, () -> new MemoryFormula(settings).look());
    add(Unseen.GROUP, () -> new Unseen(settings).look());
    List<String> suggestion = new Suggestion(settings, jar, devices.works(), curve).lines();
    return new Diagnosis(found, devices.works(), settings.softwareOnly(), suggestion);
  }

  private void add(String group, Supplier<List<Finding>> check) {
    try {
      found.addAll(check.get());
    } catch (VirtualMachineError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // JNA reports what it dislikes by java.lang.Error itself.
      found.add(Finding.notChecked(group, group, "the check failed: " + e, "report it"));
    }
  }

  /** Those of Hadoop, Parquet and Spark, as far as their jars are whole. */
  private void addOthers() {
    List<Check> checks = new ArrayList<>();
    Iterator<Check> services =
        ServiceLoader.load(Check.class, Checkup.class.getClassLoader()).iterator();
    boolean more = true;
    while (more) {
      try {
        more = services.hasNext();
        if (more) {
          checks.add(services.next());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        found.add(Finding.notChecked("others", "check", "it cannot be loaded: " + e, null));
      }
    }
    checks.sort(Comparator.comparing(Check::group));
    checks.forEach(this::addOther);
  }

  private void addOther(Check check) {
    try {
      found.addAll(check.look(settings));
    } catch (LinkageError | RuntimeException e) {
      found.add(
          Finding.notChecked(
                  check.group(),
                  check.group(),
                  e instanceof LinkageError
                      ? "it is not, or not whole, on the class path"
                      : "the check failed",
                  "run `java -cp "
                      + jar
                      + ":"
                      + check.classPath()
                      + " org.uacce.codec.Doctor doctor`")
              .with("error", e));
    }
  }
}
