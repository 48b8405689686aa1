package org.uacce.codec.binding;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;

/** Runs in a child JVM: says what came of loading, and that data survives either way. */
public final class LoaderProbe {
  private LoaderProbe() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0) {
      System.setProperty(NativeLibraryLoader.PATH_PROPERTY, "/impossible\0path");
    }
    NativeLibraryLoader.Result result = NativeLibraryLoader.result();
    System.out.println("native=" + (result.binding() != null));
    System.out.println("attempts=" + result.attempts().size());
    result.attempts().forEach(attempt -> System.out.println("attempt " + attempt));
    System.out.println("equal=" + roundTrip());
  }

  private static boolean roundTrip() throws IOException {
    byte[] data = new byte[100_000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i % 100 * i);
    }
    CodecConfig config = CodecConfig.defaults(Purpose.SHUFFLE);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (FrameOutputStream out = new FrameOutputStream(frames, config, false)) {
      out.write(data);
    }
    ByteArrayInputStream in = new ByteArrayInputStream(frames.toByteArray());
    return Arrays.equals(new FrameInputStream(in, config).readAllBytes(), data);
  }
}
