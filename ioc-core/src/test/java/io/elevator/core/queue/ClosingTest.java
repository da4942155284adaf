package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.LinuxFormat;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Task;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Administration of a queue that is being closed fails with "not found" and never hangs. */
class ClosingTest {
  /**
   * The attributes of a queue disappear when closing begins, even if outstanding I/O keeps closing
   * from finishing.
   */
  @Test
  void attributesAreGoneAsSoonAsClosingBegins() throws InterruptedException {
    try (var world = QueueWorld.real()) {
      var driver = new HeldDriver(1);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver, type);
      type.queue = queue;
      queue.submit(world.read(0, 8));
      Thread closer = new Thread(queue::close);
      closer.start();
      while (!queue.entrance().isDead()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> queue.admin().attribute("nr_requests"))
          .isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> queue.admin().setAttribute("scheduler", "none"))
          .isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> queue.admin().elevatorAttribute("shallow"))
          .isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> queue.admin().setElevatorAttribute("shallow", "1"))
          .isInstanceOf(NoSuchElementException.class);
      assertThat(driver.closed).isFalse();
      driver.completeAll();
      closer.join();
      assertThat(driver.closed).isTrue();
      assertThat(type.attached.get()).isEqualTo(type.exited.get());
    }
  }

  @Test
  void memoryIsRegisteredWithTheDriveOnlyWhileTheDriveIsOpen() {
    try (var world = QueueWorld.virtual();
        Arena arena = Arena.ofConfined()) {
      List<MemorySegment> told = new ArrayList<>();
      var driver =
          new HeldDriver(1) {
            @Override
            public MemoryRegistration registerMemory(MemorySegment memory) {
              told.add(memory);
              return super.registerMemory(memory);
            }
          };
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      MemorySegment memory = arena.allocate(64);
      MemoryRegistration refused = queue.registerMemory(memory);
      assertThat(refused.refusal()).contains("does not register memory");
      refused.close();
      assertThat(told).containsExactly(memory);
      assertThatThrownBy(() -> queue.registerMemory(MemorySegment.ofArray(new byte[8])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("native");
      assertThatThrownBy(() -> queue.registerMemory(memory.asSlice(64)))
          .isInstanceOf(IllegalArgumentException.class);
      MemorySegment gone;
      try (Arena brief = Arena.ofConfined()) {
        gone = brief.allocate(8);
      }
      assertThatThrownBy(() -> queue.registerMemory(gone))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      queue.close();
      assertThatThrownBy(() -> queue.registerMemory(memory))
          .isInstanceOf(DeviceGoneException.class);
      assertThat(told).hasSize(1);
    }
  }

  /**
   * After a queue was closed its Linux stat line shows zeros, because the disk is gone; the
   * statistics still show the last figures.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void statLineIsZeroAndStatisticsRemainAfterClosing(boolean givenUp) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      for (int i = 0; i < 3; i++) {
        queue.submit(world.read(i * 100L, 8));
        world.pass(2_000_000);
        driver.completeAll();
      }
      queue.submit(world.write(0, 8));
      assertThat(LinuxFormat.stat(queue.metrics().disk())).startsWith("3 0 24 6 ");
      if (givenUp) {
        assertThat(queue.admin().close(Duration.ofMillis(1))).isFalse();
        world.expectErrors("has not ended");
        driver.held.clear();
      } else {
        driver.completeAll();
        queue.close();
      }
      assertThat(LinuxFormat.stat(queue.metrics().disk()))
          .isEqualTo("0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0");
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("0 0");
      assertThat(disk(queue, "read_ios")).isEqualTo(3);
      assertThat(disk(queue, "io_ticks")).isPositive();
      // A new queue on a drive of the same name starts with all figures at zero.
      BlockQueue again = world.queue(new HeldDriver(4).inline());
      assertThat(LinuxFormat.stat(again.metrics().disk()))
          .isEqualTo("0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0");
    }
  }

  private static long disk(BlockQueue queue, String figure) {
    return queue.metrics().statistics().children().stream()
        .filter(each -> each.name().equals("disk"))
        .map(each -> (Long) each.values().get(figure))
        .findFirst()
        .orElseThrow();
  }

  /**
   * A switch waits for I/O that hangs. Closing the queue gives up that I/O and makes the switch
   * fail.
   */
  @Test
  void switchWaitingForTheDrainFailsWhenTheQueueIsGivenUp() throws InterruptedException {
    try (var world = QueueWorld.real()) {
      var driver = new HeldDriver(8);
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(driver);
      queue.submit(world.read(0, 8));
      List<AtomicReference<Throwable>> refusals = new ArrayList<>();
      List<Thread> administrators = new ArrayList<>();
      var begun = new CountDownLatch(3);
      List<Runnable> jobs =
          List.of(
              () -> queue.admin().setAttribute("scheduler", "list"),
              () -> queue.admin().setAttribute("nr_requests", "4"),
              () -> queue.admin().switchElevator("list"));
      for (Runnable job : jobs) {
        var refusal = new AtomicReference<Throwable>();
        refusals.add(refusal);
        Thread thread =
            new Thread(() -> {
              begun.countDown();
              try {
                job.run();
              } catch (RuntimeException | Error e) {
                refusal.set(e);
              }
            });
        administrators.add(thread);
        thread.start();
      }
      begun.await();
      while (!queue.entrance().isShut()) {
        Thread.onSpinWait();
      }
      assertThat(queue.admin().close(Duration.ofMillis(20))).isFalse();
      for (Thread administrator : administrators) {
        administrator.join();
      }
      assertThat(refusals.get(0).get()).isInstanceOf(NoSuchElementException.class);
      assertThat(refusals.get(1).get()).isInstanceOf(NoSuchElementException.class);
      assertThat(refusals.get(2).get()).isInstanceOf(io.elevator.api.DeviceGoneException.class);
      world.expectErrors("has not ended");
    }
  }

  /**
   * A request that the drive never completes keeps neither icq nor io context after the queue has
   * given it up, so the task can exit and the plugin can be unloaded.
   */
  @Test
  void requestGivenUpKeepsNoIcqAndNoContext() {
    var type = new RecordingElevatorType();
    var world = QueueWorld.virtual();
    try (world) {
      var driver = new HeldDriver(2);
      BlockQueue queue = world.queue(driver, type);
      type.queue = queue;
      List<BioStatus> ended = new ArrayList<>();
      Task other = world.newTask("other", 0);
      for (int i = 0; i < 6; i++) {
        Bio bio = world.read(i * 1000L, 8).onEnd(b -> ended.add(b.status()));
        queue.submit(i % 2 == 0 ? bio : bio.task(other));
      }
      assertThat(driver.held).hasSize(2);
      assertThat(queue.admin().close(Duration.ofSeconds(1))).isFalse();
      assertThat(ended).hasSize(6).allMatch(BioStatus::isError);
      assertThat(world.errors).hasSize(2).allMatch(each -> each.contains("in time"));
      world.errors.clear();
      assertThat(type.exited).as("the elevator is detached").hasValue(1);
      assertThat(type.icqExits.get()).isEqualTo(type.icqs.get());
      other.exit();
      HeldDriver.Given late = driver.held.removeFirst();
      late.hctx().complete(late.cookie(), BioStatus.OK);
      world.expectErrors("names no I/O in flight");
      assertThat(ended).hasSize(6);
    }
    assertThat(world.contexts.live()).as("contexts").isZero();
    assertThat(type.violations).isEmpty();
  }
}
