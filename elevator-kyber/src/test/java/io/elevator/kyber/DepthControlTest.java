package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthControlTest {
  private static final long TARGET = 4000;

  private final LatencySamples samples = new LatencySamples(1);
  private final TokenPool[] pools = new TokenPool[Domain.COUNT];
  private final List<String> heard = new ArrayList<>();
  private DepthControl control;

  @BeforeEach
  void setUp() {
    for (Domain domain : Domain.values()) {
      pools[domain.index] = new TokenPool(domain, 1, 1, new ReentrantLock());
    }
    control =
        new DepthControl(
            samples,
            pools,
            (domain, depth, congested, now) ->
                heard.add(domain.label + " " + depth + (congested ? " congested" : "")));
  }

  /** Records a number of latency samples that fall into one bucket. */
  private void count(Domain domain, LatencyKind kind, int bucket, int times) {
    for (int i = 0; i < times; i++) {
      samples.add(0, domain, kind, 1 + bucket * TARGET / 4, TARGET);
    }
  }

  private void evaluate(long tick) {
    control.evaluate(tick, 1);
  }

  private int depth(Domain domain) {
    return pools[domain.index].depth();
  }

  private Map<String, String> state(Domain domain) {
    return KyberWorld.state(out -> control.describe(domain, out));
  }

  private String p99(Domain domain) {
    return state(domain).get(domain.label + "_p99");
  }

  private String windowEnd(Domain domain) {
    return state(domain).get(domain.label + "_window_end");
  }

  @Test
  void depthsStayWithoutSamples() {
    evaluate(5000);

    assertThat(heard).isEmpty();
    assertThat(windowEnd(Domain.READ)).isEqualTo("0");
    assertThat(p99(Domain.READ)).isEqualTo("-1");
  }

  @Test
  void fewSamplesAreEvaluatedAfterAWindowOfAThousandTicks() {
    count(Domain.READ, LatencyKind.TOTAL, 7, 499);
    evaluate(5000);
    assertThat(windowEnd(Domain.READ)).isEqualTo("6000");
    evaluate(5999);
    assertThat(depth(Domain.READ)).isEqualTo(256);
    assertThat(p99(Domain.READ)).isEqualTo("-1");

    evaluate(6000);

    assertThat(p99(Domain.READ)).isEqualTo("7");
    assertThat(windowEnd(Domain.READ)).isEqualTo("0");
  }

  @Test
  void fiveHundredSamplesEndTheWindowAtOnce() {
    count(Domain.WRITE, LatencyKind.TOTAL, 2, 500);
    evaluate(100);

    assertThat(p99(Domain.WRITE)).isEqualTo("2");
    assertThat(windowEnd(Domain.WRITE)).isEqualTo("0");
    assertThat(heard).isEmpty();
  }

  @Test
  void windowEndOfZeroBecomesOne() {
    count(Domain.READ, LatencyKind.TOTAL, 1, 1);
    evaluate(-1000);

    assertThat(windowEnd(Domain.READ)).isEqualTo("1");
    evaluate(0);
    assertThat(p99(Domain.READ)).isEqualTo("-1");
    evaluate(1);
    assertThat(p99(Domain.READ)).isEqualTo("1");
  }

  @Test
  void windowSpansAWrapOfTheTickCounter() {
    count(Domain.READ, LatencyKind.TOTAL, 0, 1);
    evaluate(-10);
    assertThat(windowEnd(Domain.READ)).isEqualTo("990");
    evaluate(989);
    assertThat(p99(Domain.READ)).isEqualTo("-1");
    evaluate(990);
    assertThat(p99(Domain.READ)).isEqualTo("0");
  }

  @Test
  void evaluationOfIoLatenciesResetsTheWindowOfTotalLatencies() {
    count(Domain.READ, LatencyKind.IO, 0, 10);
    count(Domain.READ, LatencyKind.TOTAL, 7, 10);
    evaluate(1000);
    assertThat(windowEnd(Domain.READ)).isEqualTo("2000");

    // The I/O latencies are due, and their evaluation clears the end of the window that both kinds
    // share. The total latencies then begin a new window and have no percentile yet.
    evaluate(2000);
    assertThat(windowEnd(Domain.READ)).isEqualTo("3000");
    assertThat(p99(Domain.READ)).isEqualTo("-1");

    // No new sample of I/O latency has arrived, so now the total latencies are evaluated.
    evaluate(3000);
    assertThat(p99(Domain.READ)).isEqualTo("7");
  }

  @Test
  void bothKindsWithFiveHundredSamplesAreEvaluatedAtOnce() {
    count(Domain.READ, LatencyKind.IO, 4, 500);
    count(Domain.READ, LatencyKind.TOTAL, 1, 500);
    evaluate(1000);

    assertThat(heard).containsExactly("read 128 congested");
  }

  @ParameterizedTest
  @CsvSource({
    // number of 1000 samples that are slow (in bucket 5; all others are in bucket 0), and the
    // bucket of the 99th percentile
    "10, 0",
    "11, 5",
    "0, 0",
    "1000, 5"
  })
  void percentileIsTheBucketThatReachesTheRankFromBelow(int bad, int bucket) {
    count(Domain.READ, LatencyKind.TOTAL, 0, 1000 - bad);
    count(Domain.READ, LatencyKind.TOTAL, 5, bad);
    evaluate(1);

    assertThat(p99(Domain.READ)).isEqualTo(Integer.toString(bucket));
  }

  @Test
  void rankOfAPercentileIsRoundedUp() {
    // 99 % of 501 samples are 495.99, so the percentile's bucket must cover 496 samples.
    count(Domain.READ, LatencyKind.TOTAL, 1, 495);
    count(Domain.READ, LatencyKind.TOTAL, 6, 6);
    evaluate(1);

    assertThat(p99(Domain.READ)).isEqualTo("6");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 7})
  void noDomainGrowsBeyondItsMaximum(int bucket) {
    count(Domain.READ, LatencyKind.TOTAL, bucket, 500);
    evaluate(1);

    assertThat(depth(Domain.READ)).isEqualTo(256);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 32", "1, 64", "2, 96", "3, 128", "4, 128", "7, 128"})
  void congestionScalesEachDomainByItsPercentile(int bucket, int depth) {
    count(Domain.READ, LatencyKind.IO, 4, 500);
    count(Domain.WRITE, LatencyKind.TOTAL, bucket, 500);
    evaluate(1);

    assertThat(depth(Domain.WRITE)).isEqualTo(depth);
    assertThat(depth(Domain.READ)).isEqualTo(256);
    assertThat(depth(Domain.OTHER)).isEqualTo(16);
  }

  @Test
  void driveIsCongestedIfTheNinetiethPercentileMissesTheTarget() {
    count(Domain.WRITE, LatencyKind.IO, 0, 900);
    count(Domain.WRITE, LatencyKind.IO, 7, 100);
    count(Domain.READ, LatencyKind.TOTAL, 0, 500);
    evaluate(1);
    assertThat(heard).isEmpty();

    count(Domain.WRITE, LatencyKind.IO, 0, 899);
    count(Domain.WRITE, LatencyKind.IO, 7, 101);
    evaluate(2);
    assertThat(heard).containsExactly("read 64 congested");
  }

  @Test
  void slowDiscardsCountAsCongestion() {
    count(Domain.DISCARD, LatencyKind.IO, 5, 500);
    count(Domain.DISCARD, LatencyKind.TOTAL, 1, 500);
    evaluate(1);

    assertThat(heard).containsExactly("discard 32 congested");
  }

  @Test
  void rememberedPercentileIsUsedOnceAndOnlyUnderCongestion() {
    count(Domain.READ, LatencyKind.TOTAL, 1, 500);
    evaluate(1);
    assertThat(p99(Domain.READ)).isEqualTo("1");
    evaluate(2);
    assertThat(p99(Domain.READ)).isEqualTo("1");

    count(Domain.WRITE, LatencyKind.IO, 6, 500);
    evaluate(3);
    assertThat(heard).containsExactly("read 128 congested");
    assertThat(p99(Domain.READ)).isEqualTo("-1");

    count(Domain.WRITE, LatencyKind.IO, 6, 500);
    evaluate(4);
    assertThat(heard).hasSize(1);
  }

  @Test
  void percentileMeasuredUnderCongestionIsNotRemembered() {
    count(Domain.WRITE, LatencyKind.IO, 6, 500);
    count(Domain.READ, LatencyKind.TOTAL, 2, 500);
    evaluate(1);

    assertThat(p99(Domain.READ)).isEqualTo("-1");
    assertThat(heard).containsExactly("read 192 congested");
  }

  private void congestAndMeasure(Domain domain, int bucket) {
    count(Domain.DISCARD, LatencyKind.IO, 7, 500);
    count(domain, LatencyKind.TOTAL, bucket, 500);
    evaluate(1);
  }

  @Test
  void depthDoesNotFallBelowOneAndOnlyTheWorstBucketRaisesItAgain() {
    for (int i = 0; i < 20; i++) {
      congestAndMeasure(Domain.READ, 0);
    }
    assertThat(depth(Domain.READ)).isEqualTo(1);
    for (int bucket = 0; bucket < 7; bucket++) {
      congestAndMeasure(Domain.READ, bucket);
      assertThat(depth(Domain.READ)).as("after bucket %d", bucket).isEqualTo(1);
    }
    congestAndMeasure(Domain.READ, 7);
    assertThat(depth(Domain.READ)).isEqualTo(2);
    congestAndMeasure(Domain.READ, 3);
    assertThat(depth(Domain.READ)).isEqualTo(2);
  }

  @Test
  void missedTargetIncreasesTheDepthOfAThrottledDomainWithoutCongestion() {
    congestAndMeasure(Domain.WRITE, 0);
    assertThat(depth(Domain.WRITE)).isEqualTo(32);
    count(Domain.WRITE, LatencyKind.TOTAL, 4, 500);
    evaluate(5);
    assertThat(depth(Domain.WRITE)).isEqualTo(40);
    count(Domain.WRITE, LatencyKind.TOTAL, 7, 500);
    evaluate(6);
    assertThat(depth(Domain.WRITE)).isEqualTo(80);
    assertThat(heard).endsWith("write 40", "write 80");
  }

  @Test
  void evaluationResetsItsCounts() {
    count(Domain.READ, LatencyKind.TOTAL, 7, 500);
    evaluate(1);
    assertThat(state(Domain.READ).get("read_total_buckets")).isEqualTo("0 0 0 0 0 0 0 0");
    count(Domain.READ, LatencyKind.TOTAL, 0, 500);
    evaluate(2);

    assertThat(p99(Domain.READ)).isEqualTo("0");
  }
}
