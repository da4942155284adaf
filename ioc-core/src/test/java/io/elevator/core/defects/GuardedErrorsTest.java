package io.elevator.core.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuardedErrorsTest {
  private static final ThreadFactory DAEMONS =
      Thread.ofPlatform().daemon().name("test-errors-", 0).factory();

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicLong clock = new AtomicLong(1);
  private final GuardedErrors inVirtualTime =
      GuardedErrors.inVirtualTime((place, e) -> told.add(place + ": " + e), clock::get);

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T sneak(Throwable e) throws T {
    throw (T) e;
  }

  @Test
  void tenDefectsOfAKindAreReportedAndASummaryCountsTheOthers() {
    for (int i = 0; i < 100_000; i++) {
      inVirtualTime.report("disk", "elevator x", "dispatch", new IllegalStateException("no " + i));
    }
    assertThat(told)
        .hasSize(10)
        .first()
        .isEqualTo("disk: elevator x: dispatch: java.lang.IllegalStateException: no 0");
    told.clear();
    clock.addAndGet(DefectRates.WINDOW_NANOS);
    inVirtualTime.report("disk", "", "callback of a bio", new IOException("another"));
    assertThat(told).hasSize(2);
    assertThat(told.getFirst())
        .startsWith("disk: elevator x: dispatch: ")
        .contains("99,990 more like this (java.lang.IllegalStateException)");
    assertThat(told.getLast()).endsWith("another");
  }

  @Test
  void defectsAreGroupedByPlaceOwnerAndExceptionClass() {
    for (int i = 0; i < 100; i++) {
      inVirtualTime.report("disk", "", "dispatch", new IllegalStateException());
      inVirtualTime.report("disk", "", "dispatch", new IllegalArgumentException());
      inVirtualTime.report("disk", "", "insert", new IllegalStateException());
      inVirtualTime.report("tape", "", "insert", new IllegalStateException());
    }
    assertThat(told).hasSize(40);
  }

  @Test
  void placesThatDifferEachTimeShareOneLimit() {
    for (int i = 0; i < 100_000; i++) {
      inVirtualTime.report("task " + i, new IllegalStateException());
    }
    int passed = DefectRates.KINDS + DefectRates.SAME;
    assertThat(told).hasSize(passed);
    inVirtualTime.close();
    assertThat(told)
        .hasSize(passed + 1)
        .last()
        .asString()
        .contains("defects of other kinds", String.format("%,d more", 100_000 - passed));
  }

  @Test
  void closingReportsHowManyDefectsWereSuppressed() {
    for (int i = 0; i < 12; i++) {
      inVirtualTime.report("here", new IllegalStateException());
    }
    inVirtualTime.close();
    assertThat(told).hasSize(11).last().asString().contains("2 more like this");
    inVirtualTime.close();
    assertThat(told).hasSize(11);
  }

  @Test
  void nextTimeWindowReportsTenDefectsAgain() {
    for (int window = 0; window < 3; window++) {
      for (int i = 0; i < 11; i++) {
        inVirtualTime.report("here", new IllegalStateException());
      }
      clock.addAndGet(DefectRates.WINDOW_NANOS);
    }
    inVirtualTime.close();
    assertThat(told).hasSize(3 * 11);
  }

  @Test
  void sinkMayThrowAnything() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException(),
            new OutOfMemoryError("test"),
            new StackOverflowError(),
            new IOException("never declared"),
            new ThreadDeathLike());
    var calls = new AtomicInteger();
    GuardedErrors errors =
        GuardedErrors.inVirtualTime(
            (place, e) -> {
              throw GuardedErrorsTest.<RuntimeException>sneak(
                  thrown.get(calls.getAndIncrement() % thrown.size()));
            },
            clock::get);
    for (int i = 0; i < 5; i++) {
      assertThatCode(() -> errors.report("here", new IllegalStateException()))
          .doesNotThrowAnyException();
    }
    assertThatCode(errors::close).doesNotThrowAnyException();
    assertThat(calls).hasValue(5);
  }

  private static final class ThreadDeathLike extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void sinkThatCausesADefectIsNotEnteredTwiceAndTheChainOfDefectsEnds() {
    var self = new AtomicReference<GuardedErrors>();
    var depth = new AtomicInteger();
    var deepest = new AtomicInteger();
    GuardedErrors errors =
        GuardedErrors.inVirtualTime(
            (place, e) -> {
              deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
              told.add(place);
              self.get().report(place, e);
              depth.decrementAndGet();
            },
            clock::get);
    self.set(errors);
    errors.report("here", new IllegalStateException());
    assertThat(told).hasSize(DefectRates.SAME);
    assertThat(deepest).hasValue(1);
  }

  @Test
  void sinkThatBlocksDelaysAReporterOnlyForALimitedTime() throws InterruptedException {
    var release = new CountDownLatch(1);
    var last = new CountDownLatch(1);
    GuardedErrors errors =
        GuardedErrors.inRealTime(
            (place, e) -> {
              try {
                release.await();
              } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
              }
              told.add(place);
              if (place.equals("place 299")) {
                last.countDown();
              }
            },
            DAEMONS);
    // Reports more defects than the sink's buffer holds. If no other thread called the sink, the
    // first report would not return.
    for (int i = 0; i < 300; i++) {
      errors.report("place " + i % 10, new IllegalStateException());
    }
    release.countDown();
    errors.report("place 299", new IllegalStateException());
    last.await();
    errors.close();
    assertThat(told).contains("place 0", "place 9", "place 299");
  }

  @Test
  void realTimeSinkIsCalledByAnotherThreadOneCallAtATime() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var callers = new CopyOnWriteArrayList<Thread>();
    GuardedErrors errors =
        GuardedErrors.inRealTime(
            (place, e) -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              callers.add(Thread.currentThread());
              told.add(place);
              inside.decrementAndGet();
            },
            DAEMONS);
    var reporters = new ArrayList<Thread>();
    for (int t = 0; t < 4; t++) {
      int me = t;
      reporters.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < DefectRates.SAME; i++) {
                  errors.report("reporter " + me, new IllegalStateException());
                }
              }));
    }
    for (Thread each : reporters) {
      each.join();
    }
    errors.close();
    assertThat(told).hasSize(4 * DefectRates.SAME);
    assertThat(most).hasValue(1);
    assertThat(callers).doesNotContainAnyElementsOf(reporters);
    // The thread that calls the sink ends when the sink is closed.
    assertThat(callers).allSatisfy(each -> each.join());
  }

  @Test
  void reporterCallsTheSinkIfNoThreadCanBeStarted() {
    var refusals = new AtomicInteger();
    List<ThreadFactory> factories =
        List.of(
            job -> {
              refusals.incrementAndGet();
              throw new OutOfMemoryError("unable to create native thread");
            },
            job ->
                new Thread(job) {
                  @Override
                  public synchronized void start() {
                    refusals.incrementAndGet();
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                },
            job -> {
              refusals.incrementAndGet();
              return null;
            });
    for (ThreadFactory factory : factories) {
      GuardedErrors errors = GuardedErrors.inRealTime((place, e) -> told.add(place), factory);
      errors.report("here", new IllegalStateException());
      errors.report("there", new IllegalStateException());
      errors.close();
    }
    assertThat(told).containsExactly("here", "there", "here", "there", "here", "there");
    assertThat(refusals).hasValueGreaterThanOrEqualTo(6);
  }

  @Test
  void interruptLostByTheEmbeddersCodeIsRestoredOnTheEmbeddersThreadsOnly()
      throws InterruptedException {
    inVirtualTime.report("callback", new InterruptedException());
    assertThat(Thread.interrupted()).isTrue();
    inVirtualTime.report("callback", new IllegalStateException());
    assertThat(Thread.interrupted()).isFalse();

    var interrupted = new AtomicReference<Boolean>();
    Thread own =
        new ServiceThreads(DAEMONS, inVirtualTime)
            .newThread(() -> {
              inVirtualTime.report("callback", new InterruptedException());
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    own.start();
    own.join();
    assertThat(interrupted).hasValue(false);
  }

  @Test
  void exceptionThatEndsAThreadOfTheLibraryIsReported() throws InterruptedException {
    Thread own =
        new ServiceThreads(DAEMONS, inVirtualTime)
            .newThread(() -> {
              throw GuardedErrorsTest.<RuntimeException>sneak(new IOException("on purpose"));
            });
    own.start();
    own.join();
    assertThat(told)
        .singleElement()
        .asString()
        .contains("a thread of the library ended", "purpose");
  }
}
