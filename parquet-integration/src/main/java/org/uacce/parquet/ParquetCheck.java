package org.uacce.parquet;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.codec.doctor.Cause;
import org.uacce.codec.doctor.Check;
import org.uacce.codec.doctor.Finding;
import org.uacce.codec.doctor.Settings;

/** Whether the hook would install into the Parquet of this class path, and what it then does. */
public final class ParquetCheck implements Check {
  private static final String GROUP = "parquet";

  @Override
  public String group() {
    return GROUP;
  }

  @Override
  public String classPath() {
    return "\"$SPARK_HOME/jars/*\"";
  }

  @Override
  public List<Finding> look(Settings settings) {
    Configuration conf = new Configuration(false);
    settings.hadoop().forEach(conf::set);
    conf.set(Settings.HADOOP_PREFIX + "mode", "software");
    try {
      return List.of(finding(UacceParquet.install(conf)));
    } catch (CodecConfigurationException e) {
      return List.of(Finding.problem(GROUP, "options", Cause.BAD_OPTION, e.getMessage(), null));
    } finally {
      UacceParquet.uninstall();
    }
  }

  private static Finding finding(UacceParquet.SelfTest test) {
    Finding finding =
        test.passed()
            ? Finding.ok(GROUP, "GZIP pages", "the hook installs, and " + test.reason())
            : Finding.problem(GROUP, "GZIP pages", Cause.PARQUET_HOOK, test.reason(), null);
    return finding.with("parquet", test.parquetVersion());
  }
}
