package io.elevator.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerHeapTest {
  private final TimerHeap<Entry> heap = new TimerHeap<>();

  /** A timer that does nothing when it fires. */
  private static final class Entry extends TimerHeap.Entry {
    private int added;

    @Override
    public void arm(long nanos) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isArmed() {
      return isQueued();
    }

    @Override
    public long expiryNanos() {
      return queuedInstant();
    }

    @Override
    public void close() {}
  }

  private Entry add(long instant) {
    Entry entry = new Entry();
    heap.add(entry, instant);
    return entry;
  }

  private Entry removeFirst() {
    Entry first = heap.first();
    heap.remove(first);
    return first;
  }

  @Test
  void earliestTimerIsFirstAndTimersOfOneInstantKeepTheirOrder() {
    Entry late = add(20);
    Entry first = add(10);
    Entry second = add(10);
    Entry third = add(10);

    assertThat(List.of(removeFirst(), removeFirst(), removeFirst(), removeFirst()))
        .containsExactly(first, second, third, late);
    assertThat(heap.first()).isNull();
    assertThat(heap.size()).isZero();
  }

  @Test
  void removedTimerIsInNoHeapAndKeepsItsInstant() {
    Entry entry = add(10);
    assertThat(entry.isQueued()).isTrue();
    heap.remove(entry);

    assertThat(entry.isQueued()).isFalse();
    assertThat(entry.queuedInstant()).isEqualTo(10);
  }

  @Test
  void clearingTheHeapRemovesEveryTimer() {
    Entry one = add(10);
    Entry two = add(20);
    heap.clear();

    assertThat(heap.size()).isZero();
    assertThat(one.isQueued()).isFalse();
    assertThat(two.isQueued()).isFalse();
    heap.add(two, 5);
    assertThat(heap.first()).isSameAs(two);
  }

  /** Compares the heap with a sorted list, with more timers than the heap's initial capacity. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomInsertionsAndRemovalsAgreeWithASortedList(long seed) {
    Random random = new Random(seed);
    List<Entry> expected = new ArrayList<>();
    Comparator<Entry> order =
        Comparator.comparingLong(Entry::queuedInstant).thenComparingInt(entry -> entry.added);
    for (int step = 0; step < 5_000; step++) {
      if (expected.isEmpty() || random.nextInt(step < 2_500 ? 3 : 2) > 0) {
        Entry entry = add(random.nextInt(200));
        entry.added = step;
        expected.add(entry);
      } else {
        Entry removed = expected.remove(random.nextInt(expected.size()));
        heap.remove(removed);
      }
      assertThat(heap.size()).isEqualTo(expected.size());
      assertThat(heap.first()).isSameAs(expected.stream().min(order).orElse(null));
    }
    expected.sort(order);
    for (Entry entry : expected) {
      assertThat(removeFirst()).isSameAs(entry);
    }
  }
}
