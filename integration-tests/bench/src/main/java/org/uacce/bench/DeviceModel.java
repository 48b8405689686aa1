package org.uacce.bench;

/**
 * Predicts what cores that do nothing but call the codec reach with a device that was never
 * measured here: a model, not a measurement. Every core runs one writer. Rates are uncompressed
 * bytes a second.
 *
 * @param engine most that the device does
 * @param latencyNanos of a job beyond the time of its own bytes at that rate
 * @param hostNanos of a core for a block on the device
 * @param softwareNanos of a core for a block without one
 * @param inFlight blocks that a writer may have under way, as the option of that name
 */
record DeviceModel(
    double engine,
    double latencyNanos,
    double hostNanos,
    double softwareNanos,
    int blockBytes,
    int inFlight) {
  /** The default of the option {@code depth}: blocks that a queue takes. */
  static final int PLACES = 64;

  /** In {@code auto} a writer's window grows so far (docs/adr/002). */
  private static final int MOST_WINDOWS = 4;

  double software(double cores) {
    return cores * blockBytes * 1e9 / softwareNanos;
  }

  /** In {@code mode=hardware}: the engine, the cores or the blocks under way are the limit. */
  double device(double cores) {
    return device(cores, inFlight);
  }

  private double device(double cores, int window) {
    double given = fed(engine, latencyNanos, blockBytes, Math.min(cores * window, PLACES));
    return Math.min(given, cores * blockBytes * 1e9 / hostNanos);
  }

  /** A device with so many blocks under way, whoever gives them. */
  static double fed(double engine, double latencyNanos, int blockBytes, double underWay) {
    double jobNanos = latencyNanos + blockBytes * 1e9 / engine;
    return Math.min(engine, underWay * blockBytes * 1e9 / jobNanos);
  }

  /** What the device does in {@code mode=auto}. */
  double deviceInAuto(double cores) {
    return device(cores, MOST_WINDOWS * inFlight);
  }

  /** The device does what it can, and what is left of the cores compresses. */
  double auto(double cores) {
    double device = deviceInAuto(cores);
    double left = cores - device / blockBytes * hostNanos / 1e9;
    return device + software(Math.max(0, left));
  }

  /** Of the cores' time for 10^9 bytes, in {@code auto}. */
  double autoSecondsAGigabyte(double cores) {
    return cores * 1e9 / auto(cores);
  }

  /** Cores that the host's share takes while the device has all that it can do. */
  double coresAtFullRate() {
    return engine / blockBytes * hostNanos / 1e9;
  }

  DeviceModel withEngine(double other) {
    return new DeviceModel(other, latencyNanos, hostNanos, softwareNanos, blockBytes, inFlight);
  }

  DeviceModel withLatencyNanos(double other) {
    return new DeviceModel(engine, other, hostNanos, softwareNanos, blockBytes, inFlight);
  }

  DeviceModel withHostNanos(double other) {
    return new DeviceModel(engine, latencyNanos, other, softwareNanos, blockBytes, inFlight);
  }

  DeviceModel withSoftwareNanos(double other) {
    return new DeviceModel(engine, latencyNanos, hostNanos, other, blockBytes, inFlight);
  }
}
