package org.uacce.scenarios;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers on a page in Prometheus' text format, as its server would read them. */
final class Prometheus {
  private static final Pattern LINE =
      Pattern.compile("^(\\w+)(?:\\{[^}]*})? (-?\\d+)(?:\\.0)?$", Pattern.MULTILINE);

  private Prometheus() {}

  /** The series by their names; labels are left out. */
  static Map<String, Long> scrape(URI page) throws IOException, InterruptedException {
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
            .body();
    Map<String, Long> series = new TreeMap<>();
    for (Matcher line = LINE.matcher(text); line.find(); ) {
      series.put(line.group(1), Long.parseLong(line.group(2)));
    }
    return series;
  }
}
