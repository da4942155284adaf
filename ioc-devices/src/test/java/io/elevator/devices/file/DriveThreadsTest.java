package io.elevator.devices.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.file.DriveThreads.Answer;
import io.elevator.devices.file.DriveThreads.Worker;
import io.elevator.devices.memory.NullDriverType;
import io.elevator.spi.driver.Completions;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.FakeClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DriveThreadsTest {
  private final class Counting implements DriveThreads.Performer {
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
      if (command.cookie == THROWING) {
        throw new OutOfMemoryError("in the middle of an I/O, says the test");
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
    public void complete(
        long cookie,
        int hardwareQueue,
        BioStatus status,
        long transferred,
        int errno,
        Throwable cause) {
      synchronized (performed) {
        assertThat(performed).contains(cookie);
        assertThat(status).isEqualTo(cookie == THROWING ? BioStatus.IOERR : BioStatus.OK);
        completed.add(cookie);
      }
    }

    @Override
    public void failed(Throwable defect) {
      synchronized (performed) {
        defects.add(defect);
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static final long THROWING = 13;

  private final List<Long> performed = new ArrayList<>();
  private final List<Long> completed = new ArrayList<>();
  private final List<Throwable> defects = new ArrayList<>();
  private final FakeClock clock = new FakeClock();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger closed = new AtomicInteger();

  private DriveThreads threads(int count, ThreadFactory factory) {
    DriveThreads.Performer[] performers = new DriveThreads.Performer[count];
    for (int i = 0; i < count; i++) {
      performers[i] = new Counting();
    }
    return new DriveThreads(factory, clock, performers);
  }

  private static FileCommand command(long number) {
    FileCommand command = new FileCommand(null);
    command.cookie = number;
    return command;
  }

  @Test
  void closingWaitsForAllAcceptedCommandsAndTheNumberOfThreadsStaysWithinItsLimit() {
    DriveThreads threads = threads(3, Thread.ofPlatform().daemon().factory());
    for (int i = 0; i < 50; i++) {
      assertThat(threads.submit(command(i))).isEqualTo(Answer.TAKEN);
    }
    assertThat(threads.started()).isEqualTo(3);
    gate.countDown();
    threads.close();
    assertThat(performed).hasSize(50).doesNotHaveDuplicates();
    assertThat(closed).hasValue(3);
    assertThat(threads.submit(command(99))).isEqualTo(Answer.CLOSED);
  }

  @Test
  void ifNoMoreThreadsCanBeStartedTheRunningOnesPerformAllCommands() {
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
      assertThat(threads.submit(command(i))).isEqualTo(Answer.TAKEN);
    }
    assertThat(asked).as("it does not try again").hasValue(2);
    assertThat(threads.started()).isEqualTo(1);
    gate.countDown();
    threads.close();
    assertThat(performed).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void aThreadThatDoesNotRunAfterItsStartIsTreatedAsAFailedStart() {
    DriveThreads threads =
        threads(
            2,
            job ->
                new Thread(job) {
                  @Override
                  public void start() {}
                });
    assertThat(threads.submit(command(1))).isEqualTo(Answer.NO_THREAD);
    assertThat(defects).hasSize(1);
    assertThat(defects.getFirst()).hasMessageContaining("does not run after its start");
    assertThat(threads.started()).isZero();
    assertThat(threads.close()).isTrue();
  }

  @Test
  void withoutAnyThreadTheSubmitterBorrowsAWorkerAndPerformsCommandsQueuedMeanwhile() {
    DriveThreads threads =
        threads(
            1,
            job -> {
              throw new OutOfMemoryError("no threads at all, says the test");
            });
    gate.countDown();
    assertThat(threads.submit(command(1))).isEqualTo(Answer.NO_THREAD);
    Worker borrowed = threads.borrow();
    assertThat(threads.submit(command(2))).as("queued for the borrower").isEqualTo(Answer.TAKEN);
    assertThat(threads.returnBorrowed(borrowed).cookie).isEqualTo(2);
    assertThat(threads.returnBorrowed(borrowed)).isNull();
    assertThat(threads.submit(command(3))).isEqualTo(Answer.NO_THREAD);
    threads.close();
    assertThat(threads.submit(command(4))).isEqualTo(Answer.CLOSED);
  }

  @Test
  void startingAThreadIsTriedAgainAfterAPauseAndThenCommandsArePerformed() {
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean refuses = new AtomicBoolean(true);
    ThreadFactory daemons = Thread.ofPlatform().daemon().factory();
    DriveThreads threads =
        threads(
            2,
            job -> {
              asked.incrementAndGet();
              return refuses.get() ? null : daemons.newThread(job);
            });
    for (int i = 0; i < 5; i++) {
      assertThat(threads.submit(command(i))).isEqualTo(Answer.NO_THREAD);
    }
    assertThat(asked).as("not for each command").hasValue(1);
    assertThat(defects).hasSize(1);
    refuses.set(false);
    clock.advance(DriveThreads.START_PAUSE_NANOS);
    assertThat(threads.submit(command(7))).isEqualTo(Answer.TAKEN);
    assertThat(threads.submit(command(8))).isEqualTo(Answer.TAKEN);
    assertThat(threads.started()).isEqualTo(2);
    gate.countDown();
    assertThat(threads.close()).isTrue();
    assertThat(completed).containsExactlyInAnyOrder(7L, 8L);
  }

  @Test
  void aThreadSurvivesAnExceptionOfACommandAndTheCommandEnds() {
    DriveThreads threads = threads(1, Thread.ofPlatform().daemon().factory());
    gate.countDown();
    assertThat(threads.submit(command(THROWING))).isEqualTo(Answer.TAKEN);
    assertThat(threads.submit(command(14))).isEqualTo(Answer.TAKEN);
    threads.close();
    assertThat(completed).containsExactly(THROWING, 14L);
    assertThat(defects).hasSize(1);
  }

  @Test
  void aCommandOfAThreadThatEndedBeforePerformingItIsTakenBackAndItsWorkerRestarts()
      throws InterruptedException {
    List<Thread> made = new ArrayList<>();
    ThreadFactory daemons = Thread.ofPlatform().daemon().factory();
    DriveThreads threads =
        threads(
            1,
            job -> {
              made.add(made.isEmpty() ? new Thread(() -> {}) : daemons.newThread(job));
              return made.getLast();
            });
    gate.countDown();
    FileCommand lost = command(5);
    assertThat(threads.submit(lost)).isEqualTo(Answer.TAKEN);
    made.getFirst().join();
    assertThat(threads.takeFromEndedThread()).isSameAs(lost);
    assertThat(threads.takeFromEndedThread()).isNull();
    assertThat(threads.submit(lost)).isEqualTo(Answer.TAKEN);
    threads.close();
    assertThat(completed).containsExactly(5L);
  }

  @Test
  void aDefectOfTheQueueLosesNoOtherCompletion() throws IOException {
    try (DriverBench rig =
        new DriverBench(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "3600s")) {
      CompletionReporter reporter =
          new CompletionReporter(rig.queue(), 8, new Delivery(rig.context(), "the test"));
      List<BioStatus> ends = new ArrayList<>();
      rig.submit(
          io.elevator.api.Operation.READ,
          0,
          0,
          DriverBench.memory(512),
          rq -> {
            // This completion is reported while the first one is being delivered, so it belongs to
            // the next batch.
            reporter.report((1L << 16) + 1, BioStatus.MEDIUM, Completions.ALL, 0, null);
            throw new IllegalStateException("a defect, says the test");
          });
      rig.submit(
          io.elevator.api.Operation.READ,
          0,
          8,
          DriverBench.memory(512),
          rq -> ends.add(rq.status()));
      reporter.report(1L << 16, BioStatus.OK, Completions.ALL, 0, null);
      assertThat(rig.defects()).hasSize(1);
      assertThat(ends).containsExactly(BioStatus.MEDIUM);
    }
  }
}
