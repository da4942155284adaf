package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventHeapTest {
  @Test
  void eventsAreOrderedByInstantThenByInsertion() {
    EventHeap heap = new EventHeap(1);
    SplittableRandom random = new SplittableRandom(9);
    List<long[]> model = new ArrayList<>();
    for (int round = 0; round < 20_000; round++) {
      if (model.isEmpty() || random.nextInt(100) < 51) {
        long instant = random.nextInt(50);
        int event = random.nextInt(65536);
        heap.add(instant, event);
        model.add(new long[] {instant, round, event});
      } else {
        long[] first =
            model.stream()
                .min(Comparator.<long[]>comparingLong(e -> e[0]).thenComparingLong(e -> e[1]))
                .orElseThrow();
        assertThat(heap.firstInstant()).isEqualTo(first[0]);
        assertThat(heap.removeFirst()).isEqualTo((int) first[2]);
        model.remove(first);
      }
      assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  @Test
  void anEmptyHeapHasNoFirstInstant() {
    assertThat(new EventHeap(4).firstInstant()).isEqualTo(Long.MAX_VALUE);
  }
}
