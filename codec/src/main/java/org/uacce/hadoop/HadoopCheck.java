package org.uacce.hadoop;

import java.util.List;
import org.uacce.codec.doctor.Check;
import org.uacce.codec.doctor.Finding;
import org.uacce.codec.doctor.Settings;

/**
 * The doctor's look at Hadoop. Names no class of Hadoop's itself: the JVM would look for it before
 * the doctor can ask what to do where there is none.
 */
public final class HadoopCheck implements Check {
  @Override
  public String group() {
    return "hadoop";
  }

  @Override
  public String classPath() {
    return "$(hadoop classpath)";
  }

  @Override
  public List<Finding> look(Settings settings) {
    return new GzipFileCodec(group(), settings).look();
  }
}
