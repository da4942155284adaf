package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestChoiceTest {

  private final Bench bench = Bench.hdd();
  private final TestTask task = bench.task("t");
  private final Tunables tunables = new Tunables();

  private FakeRequest read(long sector) {
    return bench.read(task, sector, 8);
  }

  @ParameterizedTest
  @CsvSource({
    "10600, 9700, 10000, 10600", // 600 forward equal 2 * 300 backward: the higher sort key wins
    "9700, 10600, 10000, 10600",
    "10600, 9701, 10000, 9701",
    "50000, 60000, 100000, 50000", // both requests are too far back: the lower sort key wins
    "60000, 50000, 100000, 50000",
    "50000, 90000, 100000, 90000", // one request is too far back: the other wins
    "100500, 50000, 100000, 100500",
    "10000, 10001, 10000, 10000"
  })
  void nearerRequestWinsAndBackwardDistanceCountsDouble(
      long first, long second, long last, long winner) {
    assertThat(RequestChoice.better(read(first), read(second), last, tunables).sortKey())
        .isEqualTo(winner);
  }

  @Test
  void synchronousAndMetadataRequestsWinBeforeDistance() {
    FakeRequest write = bench.write(task, 10_000, 8);
    FakeRequest far = read(900_000);
    assertThat(RequestChoice.better(write, far, 10_000, tunables)).isSameAs(far);
    assertThat(RequestChoice.better(far, write, 10_000, tunables)).isSameAs(far);

    FakeRequest near = read(10_000);
    FakeRequest meta = bench.insert(task, Operation.READ.code() | BioFlags.META, 900_000, 8, false);
    assertThat(RequestChoice.better(near, meta, 10_000, tunables)).isSameAs(meta);
    assertThat(RequestChoice.better(meta, near, 10_000, tunables)).isSameAs(meta);
  }

  @Test
  void onlyRequestIsChosen() {
    FakeRequest only = read(5);
    assertThat(RequestChoice.better(null, only, 0, tunables)).isSameAs(only);
    assertThat(RequestChoice.better(only, null, 0, tunables)).isSameAs(only);
    assertThat(RequestChoice.better(only, only, 0, tunables)).isSameAs(only);
  }

  @Test
  void overdueRequestGoesFirstOnceInEachServiceSlot() {
    bench.set("low_latency", 0);
    TestTask reader = bench.task("reader");
    FakeRequest old = bench.read(reader, 900_000, 8);
    bench.read(reader, 100, 8);
    bench.read(reader, 108, 8);
    bench.read(reader, 116, 8);
    bench.advance(130 * Bench.MILLI);

    // The first request was chosen when it was inserted. When its successor is chosen, the head of
    // the FIFO list is overdue and wins.
    assertThat(bench.dispatch().sortKey()).isEqualTo(100);
    assertThat(bench.dispatch()).isSameAs(old);
    assertThat(bench.dispatch().sortKey()).as("back to the lowest").isEqualTo(108);
  }
}
