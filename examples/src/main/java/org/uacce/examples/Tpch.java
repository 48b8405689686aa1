package org.uacce.examples;

import io.trino.tpch.GenerateUtils;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TpchEntity;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates TPC-H lineitem and orders into text files, the same for equal scales: {@code Tpch
 * <scale> <folder>}. Scale 1 is 6 million line items of 725 MB and 1.5 million orders of 165 MB.
 */
final class Tpch {
  private static final int ROWS_PER_PART = 150_000;
  private static final int ROWS_PER_REPORT = 250_000;

  private final double scale;
  private final Path folder;
  private final AtomicLong orderRows = new AtomicLong();
  private final AtomicLong lineitemRows = new AtomicLong();

  private Tpch(double scale, Path folder) {
    this.scale = scale;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    ParentWatch.exitWithParent();
    if (args.length != 2) {
      System.err.println("Usage: Tpch <scale> <folder>");
      System.exit(2);
    }
    new Tpch(Double.parseDouble(args[0]), Path.of(args[1])).generate();
  }

  private void generate() throws IOException, InterruptedException {
    long orders = GenerateUtils.calculateRowCount(OrderGenerator.SCALE_BASE, scale, 1, 1);
    int parts = Math.toIntExact(Math.max(1, orders / ROWS_PER_PART));
    System.out.printf("preparing the text that comments are cut from%n");
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<Future<?>> written = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      Iterable<? extends TpchEntity> orderPart = new OrderGenerator(scale, part, parts);
      Iterable<? extends TpchEntity> linePart = new LineItemGenerator(scale, part, parts);
      String name = "part-%05d.tbl".formatted(part);
      written.add(workers.submit(() -> write(orderPart, "orders", name, orderRows, orders)));
      // On average an order has four line items.
      written.add(
          workers.submit(() -> write(linePart, "lineitem", name, lineitemRows, 4 * orders)));
    }
    workers.shutdown();
    try {
      for (Future<?> file : written) {
        file.get();
      }
    } catch (ExecutionException e) {
      workers.shutdownNow();
      throw new IOException("Cannot write TPC-H data: folder=" + folder, e.getCause());
    }
    Files.writeString(folder.resolve("lineitem.rows"), Long.toString(lineitemRows.get()));
    System.out.printf("lineitem %,d rows, orders %,d rows%n", lineitemRows.get(), orderRows.get());
  }

  private Void write(
      Iterable<? extends TpchEntity> rows, String table, String name, AtomicLong done, long all)
      throws IOException {
    Path file = Files.createDirectories(folder.resolve(table)).resolve(name);
    try (Writer lines = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (TpchEntity row : rows) {
        // dbgen ends every line with a bar, which readers would take for one more field.
        String line = row.toLine();
        lines.write(line, 0, line.length() - 1);
        lines.write('\n');
        long count = done.incrementAndGet();
        if (count % ROWS_PER_REPORT == 0) {
          System.out.printf("%s: %,d of about %,d rows%n", table, count, all);
        }
      }
    }
    return null;
  }
}
