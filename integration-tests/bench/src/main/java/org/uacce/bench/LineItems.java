package org.uacce.bench;

import io.trino.tpch.Distributions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.TextPool;
import java.util.Iterator;

/**
 * TPC-H lineitem rows without end. The generator has no seed of its own: ours picks where in the
 * table of scale {@value #SCALE} the rows begin.
 */
final class LineItems implements Iterator<LineItem> {
  private static final double SCALE = 10;

  /** Of some 100 000 rows each. */
  private static final int PARTS = 600;

  /** The standard's 300 MiB of text would be most of a benchmark's start; comments look alike. */
  static final TextPool COMMENTS = new TextPool(8 << 20, Distributions.getDefaultDistributions());

  private int part;
  private Iterator<LineItem> rows;

  LineItems(long seed) {
    part = Math.floorMod(seed, PARTS);
    rows = part();
  }

  private Iterator<LineItem> part() {
    return new LineItemGenerator(
            SCALE, part + 1, PARTS, Distributions.getDefaultDistributions(), COMMENTS)
        .iterator();
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public LineItem next() {
    if (!rows.hasNext()) {
      part = (part + 1) % PARTS;
      rows = part();
    }
    return rows.next();
  }
}
