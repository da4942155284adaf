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
 * Has a second thread ask for a dispatch while the test's own is in a hook, and keeps what that one
 * got for the next questions. The two meet before each of them goes in; a race is over when both
 * are out again. {@link #kept} belongs to the thread of the test.
 */
final class Races {
  /** As many are kept at most; with so many the first thread is alone. */
  private static final int MOST_KEPT = 4;

  private final Elevator elevator;
  private final RequestStories stories;
  private final boolean inAllHooks;
  private final CyclicBarrier together = new CyclicBarrier(2);
  private final ExecutorService other =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("testkit-dispatch").factory());
  private final ArrayDeque<Request> kept = new ArrayDeque<>();

  /** One has not come out, or not well: the test's thread goes on alone, to its end. */
  private boolean broken;

  /**
   * Races in an elevator.
   *
   * @param inAllHooks whether not only dispatch meets dispatch
   */
  Races(Elevator elevator, RequestStories stories, boolean inAllHooks) {
    this.elevator = elevator;
    this.stories = stories;
    this.inAllHooks = inAllHooks;
  }

  boolean hasKept() {
    return !kept.isEmpty();
  }

  /** What two threads get at once: the second answer comes next. */
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

  /** Does {@code work} while the other thread asks for a dispatch. */
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

  /** Returns what the other thread got. */
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
      // Whatever becomes of the first, the race is over when both are out.
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
