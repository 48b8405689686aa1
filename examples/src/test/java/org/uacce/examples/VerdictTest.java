package org.uacce.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo must fail for every reason that it exists to find. */
class VerdictTest {
  private static final long ROWS = 1000;
  private static final Content GOOD = new Content(ROWS, "12345");
  private static final EngineWork WORK = new EngineWork(0, 0, 0, 0, 10, 0, 1, 100_000, 100_000, 0);

  @Test
  void passesWhenEverythingIsEqualAndNative() {
    assertThat(problems(complete())).isEmpty();
  }

  @Test
  void failsWhenOurReadingDiffers() {
    String step = "parquet:read:stock";
    assertThat(problems(with(ours(step), r -> content(r, new Content(ROWS, "12346")))))
        .singleElement()
        .asString()
        .contains("Parquet read by uacce of files by stock", "data differ", "12346", "12345");
  }

  @Test
  void failsForWriterAndReaderWhenStockReadsOtherRowsFromOurFiles() {
    List<JobResult> results =
        with(stock("text:read:uacce"), r -> content(r, new Content(ROWS, "12346")));
    Verdict verdict = new Verdict(results, ROWS, 0);
    assertThat(results.stream().filter(r -> !verdict.equal(r)).map(JobResult::title))
        .containsExactlyInAnyOrder(
            "HDFS .gz write by uacce", "HDFS .gz read by stock of files by uacce");
    assertThat(verdict.problems()).hasSize(2);
  }

  @Test
  void failsWhenShuffleDiffersInRowsOnly() {
    assertThat(problems(with(ours("shuffle"), r -> content(r, new Content(ROWS + 1, "12345")))))
        .singleElement()
        .asString()
        .contains("shuffle join by uacce", "data differ");
  }

  @Test
  void failsWhenFilesAgreeButHoldFewerRowsThanGenerated() {
    List<JobResult> results =
        with(r -> r.step().isFile(), r -> content(r, new Content(ROWS - 1, "1")));
    assertThat(problems(results)).isNotEmpty().allMatch(p -> p.contains("rows=999 expected"));
  }

  @Test
  void failsWhenNothingWasRead() {
    assertThat(problems(with(r -> true, r -> content(r, new Content(0, "null"))))).isNotEmpty();
  }

  @Test
  void failsWhenMoreThanOnePercentBypassesOurEngines() {
    assertThat(problems(with(ours("parquet:write:uacce"), r -> through(r, 98_999))))
        .singleElement()
        .asString()
        .contains("Parquet write by uacce", "too little", "bytes=98999", "100000");
    assertThat(problems(with(ours("parquet:write:uacce"), r -> through(r, 99_000)))).isEmpty();
  }

  @Test
  void failsWhenNobodyReportsBytes() {
    assertThat(
            problems(
                with(
                    ours("shuffle"),
                    r -> result(r, r.content(), Volume.NONE, r.through(), r.work()))))
        .singleElement()
        .asString()
        .contains("too little");
  }

  @Test
  void failsWhenOneBlockRanOnTheJdkTier() {
    assertThat(wrongEngine(new EngineWork(0, 0, 0, 0, 10, 1, 1, 100_000, 100_000, 0)))
        .contains("JDK=1");
  }

  @Test
  void failsWhenNoBlockWasNative() {
    assertThat(wrongEngine(new EngineWork(0, 0, 0, 0, 0, 0, 11, 100_000, 100_000, 0)))
        .contains("native=0");
  }

  @Test
  void passesWhenAllBlocksWereOnTheDevice() {
    assertThat(
            problems(
                with(
                    ours("text:write:uacce"),
                    r ->
                        result(
                            r,
                            r.content(),
                            r.volume(),
                            r.through(),
                            new EngineWork(10, 0, 0, 0, 0, 0, 1, 100_000, 100_000, 0)))))
        .isEmpty();
  }

  @Test
  void failsWhenLessThanTheLeastShareWasOnTheDevice() {
    List<JobResult> results =
        with(
            ours("text:write:uacce"),
            r ->
                result(
                    r,
                    r.content(),
                    r.volume(),
                    r.through(),
                    new EngineWork(60, 0, 30, 10, 40, 0, 1, 100_000, 100_000, 0)));
    assertThat(new Verdict(results, ROWS, 0.6).problems()).isEmpty();
    assertThat(new Verdict(results, ROWS, 0.61).problems())
        .singleElement()
        .asString()
        .contains("blocks=60 of=100", "least share=0.61");
  }

  @Test
  void failsWhenNothingWasMeantForTheDevice() {
    assertThat(new Verdict(complete(), ROWS, 0.01).problems())
        .singleElement()
        .asString()
        .contains("blocks=0 of=0");
  }

  @Test
  void failsWhenANativeCallFailed() {
    assertThat(wrongEngine(new EngineWork(0, 0, 0, 0, 10, 0, 1, 100_000, 100_000, 1)))
        .contains("failures=1");
  }

  @Test
  void failsForEveryResultThatIsMissing() {
    for (JobResult gone : complete()) {
      List<JobResult> results = new ArrayList<>(complete());
      results.remove(gone);
      assertThat(problems(results))
          .anyMatch(p -> p.contains("No result") && p.contains(gone.step().toString()));
    }
  }

  private static String wrongEngine(EngineWork work) {
    List<String> problems =
        problems(
            with(
                ours("text:write:uacce"),
                r -> result(r, r.content(), r.volume(), r.through(), work)));
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static List<String> problems(List<JobResult> results) {
    return new Verdict(results, ROWS, 0).problems();
  }

  private static Predicate<JobResult> ours(String step) {
    return r -> r.codec() == Codec.UACCE && r.step().equals(Step.parse(step));
  }

  private static Predicate<JobResult> stock(String step) {
    return r -> r.codec() == Codec.STOCK && r.step().equals(Step.parse(step));
  }

  private static List<JobResult> with(Predicate<JobResult> which, UnaryOperator<JobResult> change) {
    List<JobResult> results = complete();
    assertThat(results).anyMatch(which);
    return results.stream().map(r -> which.test(r) ? change.apply(r) : r).toList();
  }

  /** What a run without fault comes to. */
  private static List<JobResult> complete() {
    return Stream.of(
            Step.NEEDED_OF_STOCK.stream().map(step -> good(Codec.STOCK, step)),
            Step.NEEDED_OF_OURS.stream().map(step -> good(Codec.UACCE, step)),
            Step.STOCK_READS_OURS.stream().map(step -> good(Codec.STOCK, step)))
        .flatMap(results -> results)
        .toList();
  }

  private static JobResult good(Codec codec, Step step) {
    String name =
        switch (step.kind()) {
          case "shuffle" -> "shuffle join";
          case "parquet" -> "Parquet " + step.direction().label();
          default -> "HDFS .gz " + step.direction().label();
        };
    boolean ours = codec == Codec.UACCE;
    return new JobResult(
        name,
        codec,
        step,
        1.5,
        step.direction() == Direction.WRITE ? null : GOOD,
        new Volume(100_000, 40_000),
        ours ? 100_000 : 0,
        ours ? WORK : EngineWork.NONE);
  }

  private static JobResult content(JobResult r, Content content) {
    return r.content() == null ? r : result(r, content, r.volume(), r.through(), r.work());
  }

  private static JobResult through(JobResult r, long bytes) {
    return result(r, r.content(), r.volume(), bytes, r.work());
  }

  private static JobResult result(
      JobResult r, Content content, Volume volume, long through, EngineWork work) {
    return new JobResult(
        r.name(), r.codec(), r.step(), r.seconds(), content, volume, through, work);
  }
}
