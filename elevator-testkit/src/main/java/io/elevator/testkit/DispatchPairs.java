package io.elevator.testkit;

import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks for each dispatch by two threads at once, and keeps the second answer for the next question.
 * {@link #kept} belongs to the thread of the test.
 */
final class DispatchPairs {
  private final Elevator elevator;
  private final RequestStories stories;
  private final CyclicBarrier together = new CyclicBarrier(2);
  private final ExecutorService other =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("testkit-dispatch").factory());
  private @Nullable Request kept;

  DispatchPairs(Elevator elevator, RequestStories stories) {
    this.elevator = elevator;
    this.stories = stories;
  }

  boolean hasKept() {
    return kept != null;
  }

  @Nullable Request dispatch(HardwareQueue hctx, long now) {
    Request rq = kept;
    if (rq != null) {
      kept = null;
      return rq;
    }
    Future<@Nullable Request> second = other.submit(() -> ask(hctx, now));
    Request first = ask(hctx, now);
    try {
      kept = second.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the second of two threads in dispatch: " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted: " + e.getMessage(), e);
    }
    if (first != null && first == kept) {
      stories.defect("dispatch handed out " + first + " to two threads");
      kept = null;
    }
    if (first == null) {
      first = kept;
      kept = null;
    }
    return first;
  }

  private @Nullable Request ask(HardwareQueue hctx, long now) {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("two threads could not meet: " + e.getMessage(), e);
    }
    return elevator.dispatch(hctx, now);
  }

  void close() {
    other.shutdownNow();
  }
}
