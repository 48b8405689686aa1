package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.*;
import java.util.*;
import java.util.zip.*;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void all() throws Exception {
    Random r = new Random(1);
    for (int size : new int[] {0, 1, 100, 5000, 65536, 65537, 1 << 20, 3 << 20})
      for (int level : new int[] {0, 1, 3, 6, 12})
        for (boolean rnd : new boolean[] {true, false}) {
          if (level == 12 && size > 1 << 20) continue;
          byte[] d = new byte[size];
          for (int i = 0; i < size; i++)
            d[i] =
                (byte)
                    (rnd ? r.nextInt() : "abcdefg hello world".charAt((i * 7 + r.nextInt(3)) % 19));
          CodecConfig c = CodecConfig.defaults(CodecOption.Purpose.SHUFFLE).withLevel(level);
          ByteArrayOutputStream o = new ByteArrayOutputStream();
          try (FrameOutputStream f = new FrameOutputStream(o, c, false)) {
            f.write(d);
          }
          assertThat(
                  new FrameInputStream(new ByteArrayInputStream(o.toByteArray()), c).readAllBytes())
              .isEqualTo(d);
          o.reset();
          MemberEncoder e = new MemberEncoder(DeflateFormat.GZIP, c);
          e.write(d, 0, d.length, o);
          e.finish(o);
          byte[] z = o.toByteArray();
          assertThat(new GZIPInputStream(new ByteArrayInputStream(z)).readAllBytes()).isEqualTo(d);
          MemberDecoder m = new MemberDecoder(DeflateFormat.GZIP, c);
          m.setInput(z, 0, z.length);
          byte[] back = new byte[size + 1];
          int n = 0, k;
          while ((k = m.read(back, n, back.length - n)) > 0) n += k;
          assertThat(m.finished()).isTrue();
          assertThat(n).isEqualTo(size);
          assertThat(Arrays.copyOf(back, n)).isEqualTo(d);
          byte[] w = new byte[WholeMember.compressBound(size)];
          int wn = new WholeMember(c).compress(d, 0, size, w, 0);
          byte[] u = new byte[size];
          new WholeMember(c).decompress(w, 0, wn, u, 0, size);
          assertThat(u).isEqualTo(d);
        }
    for (CodecMetric x : CodecMetric.values()) System.out.println(x.id() + " " + x.value());
  }
}
