package io.elevator.mqdeadline;

import static io.elevator.mqdeadline.TestQueue.BEST_EFFORT;
import static io.elevator.mqdeadline.TestQueue.READ;
import static io.elevator.mqdeadline.TestQueue.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthLimitTest {
  private final TestQueue queue = new TestQueue();

  private int limit(int opAndFlags) {
    return queue.elevator.limitDepth(queue.bio(opAndFlags, 0, 8, BEST_EFFORT));
  }

  @Test
  void plainReadsHaveNoDepthLimitAndOtherOperationsHaveOne() {
    queue.set("async_depth", 32);

    assertThat(limit(READ)).isZero();
    assertThat(limit(WRITE)).isEqualTo(8);
    assertThat(limit(WRITE | BioFlags.SYNC)).isEqualTo(8);
    assertThat(limit(Operation.DISCARD.code())).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    // async_depth, word shift, nr_requests, expected limit; a huge depth overflows, and a limit of
    // 0 means no limit
    "64, 4, 64, 16",
    "1, 4, 64, 1",
    "5, 4, 64, 2",
    "128, 4, 64, 32",
    "31, 2, 31, 4",
    "3, 6, 3, 64",
    "100000000, 4, 64, 25000000",
    "200000000, 4, 64, 50000000",
    "2147483647, 6, 256, 0",
    "2147483647, 4, 64, 0",
    "268435456, 4, 64, 0",
    "268435457, 4, 64, 1",
  })
  void asyncDepthIsDividedOverTheWordsOfTheTagBitmap(
      int asyncDepth, int shift, int nrRequests, int expected) {
    queue.fake.nrRequests(nrRequests);
    queue.hctx().tagWordShift(shift);
    queue.set("async_depth", asyncDepth);

    assertThat(limit(WRITE)).isEqualTo(expected);
  }

  @Test
  void changeOfTheNumberOfTagsResetsAWrittenAsyncDepth() {
    queue.set("async_depth", 7);
    queue.fake.nrRequests(128);

    queue.elevator.depthUpdated(queue.hctx());

    assertThat(queue.elevator.show("async_depth")).isEqualTo("128");
    assertThat(queue.hctx().announcedDepths().getLast()).isEqualTo(1);
  }
}
