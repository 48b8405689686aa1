package org.uacce.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes one chart as SVG: points with names, bars, or lines. Of its own, since the libraries for
 * it want the fonts and the AWT of the host: the same numbers give the same file anywhere. The
 * owner closes it.
 */
final class Chart implements AutoCloseable {
  private static final int WIDTH = 840;
  private static final int HEIGHT = 520;
  private static final int LEFT = 80;
  private static final int RIGHT = 30;
  private static final int TOP = 50;
  private static final int BOTTOM = 60;
  private static final int BAR_LEFT = 320;
  private static final int BAR_PITCH = 24;
  private static final int BAR_HEIGHT = 16;
  private static final int RADIUS = 5;
  private static final int LABEL_ROOM = 200;
  private static final int LABEL_GAP = 9;
  private static final int LETTER_WIDTH = 7;
  private static final int LINE_HEIGHT = 14;

  /** Told apart by who cannot tell red from green. */
  private static final List<String> COLOURS =
      List.of("#d55e00", "#0072b2", "#777777", "#009e73", "#cc79a7", "#e69f00");

  /**
   * A number with a name.
   *
   * @param colour index of a colour
   */
  record Bar(String name, double value, int colour) {}

  /** A place with a name. */
  record Point(String name, double x, double y, int colour) {}

  /** A function of x with a name. */
  record Line(String name, DoubleUnaryOperator y, int colour) {}

  /**
   * What a side of the chart shows.
   *
   * @param ticks numbered places, from the least to the most
   */
  record Axis(String title, List<Double> ticks, boolean logarithmic) {
    /** From 0 at the first tick to 1 at the last. */
    private double place(double value) {
      double low = at(ticks.get(0));
      return (at(value) - low) / (at(ticks.get(ticks.size() - 1)) - low);
    }

    private double at(double value) {
      return logarithmic ? Math.log(value) : value;
    }
  }

  /** Where a name stands, as wide as it is taken to be. */
  private record Label(double left, double right, double y) {
    boolean overlaps(Label other) {
      return left < other.right && other.left < right && Math.abs(y - other.y) < LINE_HEIGHT;
    }
  }

  private final List<Label> labels = new ArrayList<>();
  private final Writer file;
  private final XMLStreamWriter out;

  private Chart(Path path, int height, String title) throws IOException, XMLStreamException {
    file = Files.newBufferedWriter(path);
    out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(file);
    out.writeStartElement("svg");
    out.writeDefaultNamespace("http://www.w3.org/2000/svg");
    out.writeAttribute("viewBox", "0 0 " + WIDTH + " " + height);
    out.writeAttribute("role", "img");
    out.writeAttribute("font-family", "sans-serif");
    out.writeAttribute("font-size", "13");
    out.writeStartElement("title");
    out.writeCharacters(title);
    out.writeEndElement();
    rectangle(0, 0, WIDTH, height, "#ffffff");
    text(WIDTH / 2.0, 26, "middle", title);
  }

  static void points(Path path, String title, Axis x, Axis y, List<Point> points)
      throws IOException {
    try (Chart chart = new Chart(path, HEIGHT, title)) {
      chart.axes(x, y);
      for (Point point : points) {
        chart.avoid(chart.left(x, point.x()), chart.top(y, point.y()));
      }
      for (Point point : points) {
        double left = chart.left(x, point.x());
        double top = chart.top(y, point.y());
        chart.out.writeEmptyElement("circle");
        chart.attribute("cx", left);
        chart.attribute("cy", top);
        chart.out.writeAttribute("r", Integer.toString(RADIUS));
        chart.out.writeAttribute("fill", COLOURS.get(point.colour()));
        chart.label(left, top + 4, point.name());
      }
    } catch (XMLStreamException e) {
      throw unwritable(path, e);
    }
  }

  /** Keeps names away from a point. */
  private void avoid(double x, double y) {
    labels.add(new Label(x - RADIUS, x + RADIUS, y + 4));
  }

  /** Beside its place, or above or below where another name stands already. */
  private void label(double x, double y, String name) throws XMLStreamException {
    boolean atRight = x > WIDTH - LABEL_ROOM;
    double width = LETTER_WIDTH * name.length();
    double left = atRight ? x - LABEL_GAP - width : x + LABEL_GAP;
    Label label = new Label(left, left + width, y);
    for (int step = 1; labels.stream().anyMatch(label::overlaps); step++) {
      int lines = (step + 1) / 2;
      double away = (double) LINE_HEIGHT * lines;
      label = new Label(left, left + width, step % 2 == 1 ? y + away : y - away);
    }
    labels.add(label);
    text(x + (atRight ? -LABEL_GAP : LABEL_GAP), label.y(), atRight ? "end" : "start", name);
  }

  static void lines(Path path, String title, Axis x, Axis y, List<Line> lines) throws IOException {
    try (Chart chart = new Chart(path, HEIGHT, title)) {
      chart.axes(x, y);
      for (int i = 0; i < lines.size(); i++) {
        Line line = lines.get(i);
        StringBuilder places = new StringBuilder();
        for (double at : samples(x)) {
          double value = line.y().applyAsDouble(at);
          if (y.place(value) >= 0 && y.place(value) <= 1) {
            places.append(
                String.format(Locale.ROOT, "%.1f,%.1f ", chart.left(x, at), chart.top(y, value)));
          }
        }
        chart.out.writeEmptyElement("polyline");
        chart.out.writeAttribute("points", places.toString().strip());
        chart.out.writeAttribute("fill", "none");
        chart.out.writeAttribute("stroke-width", "2");
        chart.out.writeAttribute("stroke", COLOURS.get(line.colour()));
        double top = TOP + 18.0 * (i + 1);
        chart.rectangle(WIDTH - RIGHT - 190, top - 8, 18, 4, COLOURS.get(line.colour()));
        chart.text(WIDTH - RIGHT - 165.0, top, "start", line.name());
      }
    } catch (XMLStreamException e) {
      throw unwritable(path, e);
    }
  }

  private static List<Double> samples(Axis x) {
    int steps = 200;
    double low = x.ticks().get(0);
    double high = x.ticks().get(x.ticks().size() - 1);
    return IntStream.rangeClosed(0, steps)
        .mapToObj(
            i -> {
              double share = (double) i / steps;
              return x.logarithmic()
                  ? low * Math.pow(high / low, share)
                  : low + (high - low) * share;
            })
        .toList();
  }

  /** Longest first is the caller's business. */
  static void bars(Path path, String title, String unit, List<Bar> bars) throws IOException {
    int height = TOP + BAR_PITCH * bars.size() + 20;
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    try (Chart chart = new Chart(path, height, title)) {
      for (int i = 0; i < bars.size(); i++) {
        Bar bar = bars.get(i);
        double top = TOP + (double) BAR_PITCH * i;
        double width = (WIDTH - BAR_LEFT - 110) * bar.value() / most;
        chart.rectangle(BAR_LEFT, top, width, BAR_HEIGHT, COLOURS.get(bar.colour()));
        chart.text(BAR_LEFT - 8.0, top + 13, "end", bar.name());
        chart.text(BAR_LEFT + width + 6, top + 13, "start", number(bar.value()) + " " + unit);
      }
    } catch (XMLStreamException e) {
      throw unwritable(path, e);
    }
  }

  private static IOException unwritable(Path path, XMLStreamException cause) {
    return new IOException("Cannot write chart: file=" + path, cause);
  }

  private double left(Axis x, double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * x.place(value);
  }

  private double top(Axis y, double value) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y.place(value);
  }

  private void axes(Axis x, Axis y) throws XMLStreamException {
    for (double tick : x.ticks()) {
      double at = left(x, tick);
      grid(at, TOP, at, HEIGHT - BOTTOM);
      text(at, HEIGHT - BOTTOM + 18, "middle", tick(tick));
    }
    for (double tick : y.ticks()) {
      double at = top(y, tick);
      grid(LEFT, at, WIDTH - RIGHT, at);
      text(LEFT - 8.0, at + 4, "end", tick(tick));
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", x.title());
    text(LEFT, TOP - 10, "middle", y.title());
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.2f" : "%.0f", value);
  }

  /** No more digits than it has. */
  private static String tick(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  private void grid(double x1, double y1, double x2, double y2) throws XMLStreamException {
    out.writeEmptyElement("line");
    attribute("x1", x1);
    attribute("y1", y1);
    attribute("x2", x2);
    attribute("y2", y2);
    out.writeAttribute("stroke", "#dddddd");
  }

  private void rectangle(double x, double y, double width, double height, String colour)
      throws XMLStreamException {
    out.writeEmptyElement("rect");
    attribute("x", x);
    attribute("y", y);
    attribute("width", width);
    attribute("height", height);
    out.writeAttribute("fill", colour);
  }

  private void text(double x, double y, String anchor, String text) throws XMLStreamException {
    out.writeStartElement("text");
    attribute("x", x);
    attribute("y", y);
    out.writeAttribute("text-anchor", anchor);
    out.writeAttribute("fill", "#222222");
    out.writeCharacters(text);
    out.writeEndElement();
  }

  private void attribute(String name, double value) throws XMLStreamException {
    out.writeAttribute(name, String.format(Locale.ROOT, "%.1f", value));
  }

  @Override
  public void close() throws IOException {
    try (file) {
      out.writeEndDocument();
      out.flush();
      file.write("\n");
    } catch (XMLStreamException e) {
      throw new IOException("Cannot end chart", e);
    }
  }
}
