package org.uacce.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A whole Spark job under one codec, by Spark's own task metrics. Seconds are of all tasks, but
 * those on the wall.
 */
record JobCosts(
    String job,
    String codec,
    int rounds,
    Spread wallSeconds,
    Spread cpuSeconds,
    Spread gcSeconds,
    long shuffleBytes,
    long spillBytes,
    long fileBytes) {

  /** One for each job and codec of the runs, jobs together. */
  static List<JobCosts> of(List<EndToEnd.Run> runs) {
    Map<String, LinkedHashMap<String, List<EndToEnd.Run>>> byJob =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    EndToEnd.Run::job,
                    LinkedHashMap::new,
                    Collectors.groupingBy(
                        EndToEnd.Run::codec, LinkedHashMap::new, Collectors.toList())));
    List<JobCosts> costs = new ArrayList<>();
    byJob.forEach(
        (job, byCodec) -> byCodec.forEach((codec, some) -> costs.add(of(job, codec, some))));
    return costs;
  }

  private static JobCosts of(String job, String codec, List<EndToEnd.Run> runs) {
    return new JobCosts(
        job,
        codec,
        runs.size(),
        spread(runs, EndToEnd.Run::wallNanos, 1e9),
        spread(runs, EndToEnd.Run::cpuNanos, 1e9),
        spread(runs, EndToEnd.Run::gcMillis, 1e3),
        (long) spread(runs, EndToEnd.Run::shuffleBytes, 1).median(),
        (long) spread(runs, EndToEnd.Run::spillBytes, 1).median(),
        (long) spread(runs, EndToEnd.Run::fileBytes, 1).median());
  }

  private static Spread spread(
      List<EndToEnd.Run> runs, ToLongFunction<EndToEnd.Run> value, double unit) {
    return Spread.of(runs.stream().mapToDouble(run -> value.applyAsLong(run) / unit));
  }
}
