package io.elevator.workload.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the points of a sweep on a given number of threads. Each point has its own block layer and
 * virtual clock and runs on a single thread, so neither the number of threads nor their timing
 * affects the results. Results are in the order of the points.
 */
public final class Sweep {
  private Sweep() {}

  /**
   * Runs the points of a sweep.
   *
   * @param points points to run
   * @param threads number of threads
   * @param run function that runs a point; returns null if it was ended early
   * @param done receiver of the number of completed points, called after each point from any thread
   * @return results of the points that completed
   */
  public static List<SweepResult> run(
      List<Point> points,
      int threads,
      Function<Point, @Nullable SweepResult> run,
      IntConsumer done) {
    AtomicInteger ended = new AtomicInteger();
    List<SweepResult> results = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("ioc-sweep-", 0).factory())) {
      List<Future<@Nullable SweepResult>> futures = new ArrayList<>();
      for (Point point : points) {
        futures.add(
            pool.submit(() -> {
              SweepResult result = run.apply(point);
              done.accept(ended.incrementAndGet());
              return result;
            }));
      }
      for (Future<@Nullable SweepResult> future : futures) {
        SweepResult result = result(future, pool);
        if (result != null) {
          results.add(result);
        }
      }
    }
    return results;
  }

  private static @Nullable SweepResult result(
      Future<@Nullable SweepResult> future, ExecutorService pool) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      pool.shutdownNow();
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pool.shutdownNow();
      throw new IllegalStateException("interrupted while waiting for a sweep", e);
    }
  }
}
