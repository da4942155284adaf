package io.elevator.devices.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioStatus;
import io.elevator.devices.memory.NullDriverType;
import io.elevator.devices.rig.Rig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DriveThreadsTest {
  private static final class Counting implements DriveThreads.Performer {
    private final List<Long> performed;
    private final CountDownLatch gate;
    private final AtomicInteger closed;

    private Counting(List<Long> performed, CountDownLatch gate, AtomicInteger closed) {
      this.performed = performed;
      this.gate = gate;
      this.closed = closed;
    }

    @Override
    public BioStatus perform(FileCommand command) {
      boolean isOpen = false;
      while (!isOpen) {
        try {
          gate.await();
          isOpen = true;
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      synchronized (performed) {
        performed.add(command.cookie);
      }
      return BioStatus.OK;
    }

    @Override
    public BioStatus performUninterrupted(FileCommand command) {
      return perform(command);
    }

    @Override
    public boolean takeInterrupt() {
      return false;
    }

    @Override
    public void complete(long cookie, int hardwareQueue, BioStatus status) {
      synchronized (performed) {
        assertThat(performed).contains(cookie);
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private final List<Long> performed = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger closed = new AtomicInteger();

  private DriveThreads threads(int count, ThreadFactory factory) {
    DriveThreads.Performer[] performers = new DriveThreads.Performer[count];
    for (int i = 0; i < count; i++) {
      performers[i] = new Counting(performed, gate, closed);
    }
    return new DriveThreads(factory, performers);
  }

  private static FileCommand command(long number) {
    FileCommand command = new FileCommand(null);
    command.cookie = number;
    return command;
  }

  @Test
  void aCloseWaitsForEverythingThatWasTakenAndNoMoreThreadsRunThanAllowed() {
    DriveThreads threads = threads(3, Thread.ofPlatform().daemon().factory());
    for (int i = 0; i < 50; i++) {
      assertThat(threads.submit(command(i))).isTrue();
    }
    assertThat(threads.started()).isEqualTo(3);
    gate.countDown();
    threads.close();
    assertThat(performed).hasSize(50).doesNotHaveDuplicates();
    assertThat(closed).hasValue(3);
    assertThat(threads.submit(command(99))).isFalse();
  }

  @Test
  void whereTheSystemHasNoMoreThreadsThoseThereAreGoOn() {
    AtomicInteger asked = new AtomicInteger();
    ThreadFactory daemons = Thread.ofPlatform().daemon().factory();
    DriveThreads threads =
        threads(
            4,
            job -> {
              if (asked.incrementAndGet() > 1) {
                throw new OutOfMemoryError("no more threads, says the test");
              }
              return daemons.newThread(job);
            });
    for (int i = 0; i < 10; i++) {
      assertThat(threads.submit(command(i))).isTrue();
    }
    assertThat(asked).as("it does not try again").hasValue(2);
    assertThat(threads.started()).isEqualTo(1);
    gate.countDown();
    threads.close();
    assertThat(performed).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void withoutAnyThreadACommandIsRefused() {
    DriveThreads threads =
        threads(
            2,
            job -> {
              throw new OutOfMemoryError("no threads at all, says the test");
            });
    assertThat(threads.submit(command(1))).isFalse();
    threads.close();
    assertThat(performed).isEmpty();
  }

  @Test
  void aDefectOfTheQueueLosesNoOtherCompletion() throws IOException {
    try (Rig rig = new Rig(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "3600s")) {
      CompletionReporter reporter = new CompletionReporter(rig.queue(), 8);
      List<BioStatus> ends = new ArrayList<>();
      rig.submit(
          io.elevator.api.Operation.READ,
          0,
          0,
          Rig.memory(512),
          rq -> {
            // Reported while this one is being delivered, so it waits for the next batch.
            reporter.report((1L << 16) + 1, BioStatus.MEDIUM);
            throw new IllegalStateException("a defect, says the test");
          });
      rig.submit(
          io.elevator.api.Operation.READ, 0, 8, Rig.memory(512), rq -> ends.add(rq.status()));
      assertThatThrownBy(() -> reporter.report(1L << 16, BioStatus.OK))
          .hasMessage("a defect, says the test");
      assertThat(ends).containsExactly(BioStatus.MEDIUM);
    }
  }
}
