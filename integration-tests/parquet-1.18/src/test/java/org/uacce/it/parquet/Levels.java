package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.WholeMember;

/** Which level a page was compressed at, judged by compressing its contents again. */
final class Levels {
  private Levels() {}

  /** Asserts a level for all pages of a column, and that another one would have differed. */
  static void assertLevel(List<Page> pages, String column, int level, int other)
      throws IOException, DataFormatException {
    List<Page> ofColumn = pages.stream().filter(page -> page.column().equals(column)).toList();
    assertThat(ofColumn).isNotEmpty();
    for (Page page : ofColumn) {
      byte[] contents = page.onlyMember();
      assertThat(page.compressed()).as("%s at %d", column, level).isEqualTo(at(level, contents));
      assertThat(page.compressed()).isNotEqualTo(at(other, contents));
    }
  }

  private static byte[] at(int level, byte[] contents) throws IOException {
    byte[] out = new byte[WholeMember.compressBound(contents.length)];
    int written =
        new WholeMember(CodecConfig.defaults(Purpose.FILE).withPages().withLevel(level))
            .compress(contents, 0, contents.length, out, 0);
    return Arrays.copyOf(out, written);
  }
}
