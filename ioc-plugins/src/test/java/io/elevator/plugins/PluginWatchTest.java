package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which threads may close a watch, and at which point close returns. */
@Timeout(60)
class PluginWatchTest {
  @TempDir Path folder;

  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<Thread> watching = new AtomicReference<>();
  private final Semaphore closings = new Semaphore(0);

  private PluginWatch watch(Runnable rescan) {
    return new PluginWatch(
        List.of(folder),
        rescan,
        (where, defect) -> errors.add(where + ": " + defect),
        work -> {
          Thread thread = Thread.ofPlatform().daemon().unstarted(work);
          watching.set(thread);
          return thread;
        },
        watch -> closings.release());
  }

  private void change(String name) throws IOException {
    Files.writeString(folder.resolve(name), name);
  }

  @Test
  void watchClosedFromItsOwnThreadEnds() throws Exception {
    AtomicReference<PluginWatch> itself = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    itself.set(
        watch(() -> {
          awaitUninterrupted(known);
          itself.get().close();
          throw new IllegalStateException("the block layer is closed");
        }));
    known.countDown();
    change("a.jar");
    watching.get().join();
    assertThat(closings.availablePermits()).isEqualTo(1);
    assertThat(errors).as("what a rescan is refused after the end").isEmpty();
  }

  @Test
  void watchContinuesAfterAnInterruptAndAfterAFailure() throws Exception {
    Semaphore rescans = new Semaphore(0);
    try (PluginWatch watch =
        watch(() -> {
          rescans.release();
          throw new IllegalStateException("for once");
        })) {
      assertThat(watch).isNotNull();
      watching.get().interrupt();
      change("a.jar");
      rescans.acquire();
      watching.get().interrupt();
      change("b.jar");
      rescans.acquire();
    }
    assertThat(watching.get().isAlive()).isFalse();
    assertThat(errors).isNotEmpty().allMatch(each -> each.endsWith("for once"));
  }

  @Test
  void closeWaitsForARescanInProgressAndRestoresTheInterrupt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    PluginWatch watch =
        watch(() -> {
          begun.countDown();
          awaitUninterrupted(goOn);
          order.add("rescan");
        });
    change("a.jar");
    begun.await();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread closing =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              watch.close();
              order.add("closed");
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    watch(() -> {})
        .close(); // After the first watch is closed, a second one can be opened and closed.
    goOn.countDown();
    closing.join();
    assertThat(order).last().isEqualTo("closed");
    assertThat(order).contains("rescan");
    assertThat(interrupted.get()).isTrue();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
