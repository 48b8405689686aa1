package org.uacce.bench;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Log lines of a web service, one JSON object each. */
final class JsonLog {
  private static final List<String> LEVELS = List.of("INFO", "INFO", "INFO", "DEBUG", "WARN");
  private static final List<String> METHODS = List.of("GET", "GET", "GET", "POST", "PUT", "DELETE");
  private static final List<String> PATHS =
      List.of("orders", "customers", "parts", "suppliers", "nations", "regions", "shipments");
  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
          "curl/8.5.0",
          "okhttp/4.12.0");

  private JsonLog() {}

  static void write(Random random, Corpus.Sink sink) {
    long millis = 1_750_000_000_000L + random.nextInt(1 << 30);
    while (!sink.full()) {
      millis += random.nextInt(40);
      sink.ascii(
          String.format(
              Locale.ROOT,
              "{\"ts\":\"%s\",\"level\":\"%s\",\"service\":\"shop-%d\",\"trace\":\"%016x\","
                  + "\"method\":\"%s\",\"path\":\"/api/v2/%s/%d\",\"status\":%d,"
                  + "\"bytes\":%d,\"ms\":%.3f,\"client\":\"10.%d.%d.%d\",\"agent\":\"%s\"}%n",
              Instant.ofEpochMilli(millis),
              any(random, LEVELS),
              random.nextInt(12),
              random.nextLong(),
              any(random, METHODS),
              any(random, PATHS),
              random.nextInt(100_000),
              random.nextInt(20) == 0 ? 404 : 200,
              random.nextInt(30_000),
              Math.exp(random.nextGaussian() + 2),
              random.nextInt(4),
              random.nextInt(256),
              random.nextInt(256),
              any(random, AGENTS)));
    }
  }

  private static String any(Random random, List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
