package io.elevator.testkit;

import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import java.util.ArrayDeque;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a second thread dispatch while the test's thread is in a hook, and stores the request of
 * the second thread for later dispatches. Both threads meet at a barrier before they enter the
 * elevator; a race ends when both have returned. {@link #kept} belongs to the test's thread.
 */
final class Races {
  /** Largest number of stored requests; with that many, the test's thread runs without a race. */
  private static final int MOST_KEPT = 4;

  private final Elevator elevator;
  private final RequestStories stories;
  private final boolean inAllHooks;
  private final CyclicBarrier together = new CyclicBarrier(2);
  private final ExecutorService other =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("testkit-dispatch").factory());
  private final ArrayDeque<Request> kept = new ArrayDeque<>();

  /** Whether a thread failed in a race: the test's thread then runs without races until the end. */
  private boolean broken;

  /**
   * Creates the races of an elevator.
   *
   * @param elevator tested elevator
   * @param stories record of requests
   * @param inAllHooks whether a race also covers insert, completed and has-work, not only dispatch
   */
  Races(Elevator elevator, RequestStories stories, boolean inAllHooks) {
    this.elevator = elevator;
    this.stories = stories;
    this.inAllHooks = inAllHooks;
  }

  boolean hasKept() {
    return !kept.isEmpty();
  }

  /**
   * Dispatches by two threads at once; returns the request of this thread, or a stored one. The
   * request of the second thread is stored for the next call.
   */
  @Nullable Request dispatch(HardwareQueue hctx, long now) {
    if (!kept.isEmpty()) {
      return kept.remove();
    }
    @Nullable Request[] mine = new @Nullable Request[1];
    BooleanSupplier ask = () -> (mine[0] = elevator.dispatch(hctx, now)) != null;
    Request others = null;
    if (broken) {
      boolean ignored = ask.getAsBoolean();
    } else {
      others = race(hctx, now, ask);
    }
    Request first = mine[0];
    if (first != null && first == others) {
      stories.defect("dispatch handed out " + first + " to two threads");
      others = null;
    }
    keep(others);
    if (first == null) {
      return kept.poll();
    }
    stories.handedOut(first);
    return first;
  }

  /** Runs {@code work} while the second thread dispatches. */
  void during(HardwareQueue hctx, long now, Runnable work) {
    if (!inAllHooks || broken || kept.size() >= MOST_KEPT) {
      work.run();
      return;
    }
    keep(
        race(
            hctx,
            now,
            () -> {
              work.run();
              return true;
            }));
  }

  private void keep(@Nullable Request rq) {
    if (rq != null) {
      stories.handedOut(rq);
      kept.add(rq);
    }
  }

  /**
   * Runs {@code work} while the second thread dispatches; returns the request of the second thread.
   */
  private @Nullable Request race(HardwareQueue hctx, long now, BooleanSupplier work) {
    Future<@Nullable Request> second =
        other.submit(() -> {
          meet();
          return elevator.dispatch(hctx, now);
        });
    meet();
    Request got;
    try {
      boolean ignored = work.getAsBoolean();
    } finally {
      // Even if the first thread fails, the race ends only when both have returned.
      got = await(second);
    }
    return got;
  }

  private @Nullable Request await(Future<@Nullable Request> second) {
    try {
      return second.get();
    } catch (ExecutionException e) {
      broken = true;
      throw new IllegalStateException("the second of two threads in dispatch: " + e.getCause(), e);
    } catch (InterruptedException e) {
      broken = true;
      throw new IllegalStateException("interrupted: " + e.getMessage(), e);
    }
  }

  private void meet() {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("two threads could not meet: " + e.getMessage(), e);
    }
  }

  void close() {
    other.shutdownNow();
  }
}
