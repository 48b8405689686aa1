package org.uacce.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes what a Graphite sink sends, a line of name, value and time for each metric, on a free port
 * of this host.
 */
final class GraphiteServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final Map<String, String> latest = new ConcurrentHashMap<>();

  GraphiteServer() throws IOException {
    Thread thread = new Thread(this::serve, "graphite");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** The value that came last under each name. */
  Map<String, String> latest() {
    return latest;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept();
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] words = line.split(" ", -1);
          latest.put(words[0], words[1]);
        }
      } catch (IOException e) {
        // The sink connects anew for its next report.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
