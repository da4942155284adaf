package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs random sequences of all operations on a queue and compares it with a simple model: a disk
 * that stores one number for each sector. Each write stores a new number, and bios in flight never
 * share a sector, so the expected content is known. Every bio must end once, and at the end the
 * queue must be idle with all invariants intact. A failing sequence is reduced to the steps that it
 * needs.
 */
class RandomRunTest {
  private static final int SECTORS = 512;

  private enum Kind {
    READ,
    WRITE,
    FLUSH,
    FUA_WRITE,
    COMPLETE,
    COMPLETE_LAST,
    FAIL,
    REQUEUE,
    REFUSE,
    PLUG,
    UNPLUG,
    PASS,
    SWITCH,
    RESIZE,
    FREEZE,
    UNFREEZE,
    QUIESCE,
    UNQUIESCE,
    STOP,
    START,
    CANCEL
  }

  /** Two thirds of the steps are drawn from these kinds, the others from all kinds. */
  private static final Kind[] COMMON = {
    Kind.READ, Kind.WRITE, Kind.FLUSH, Kind.FUA_WRITE, Kind.COMPLETE, Kind.COMPLETE_LAST
  };

  private record Step(Kind kind, int a, int b) {}

  private static List<Step> steps(long seed, int count) {
    var random = new Random(seed);
    var steps = new ArrayList<Step>();
    Kind[] kinds = Kind.values();
    for (int i = 0; i < count; i++) {
      Kind kind =
          random.nextInt(3) > 0
              ? COMMON[random.nextInt(COMMON.length)]
              : kinds[random.nextInt(kinds.length)];
      steps.add(new Step(kind, random.nextInt(SECTORS), random.nextInt(1 << 16)));
    }
    return steps;
  }

  /** The disk under test: reads or writes the numbers of a request's sectors when it completes. */
  private static final class ModelDriver extends HeldDriver {
    private final int[] disk = new int[SECTORS];
    private int refusals;

    ModelDriver(int depth) {
      super(depth);
      limits(QueueLimits.builder().maxHwSectors(24).maxSegments(3).build());
      capacity(SECTORS);
      with(DriverFeature.VOLATILE_CACHE);
      withoutHistory();
      answer = rq -> refusals > 0 && refusals-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      assertThat(rq.sectors()).as("limit of length").isLessThanOrEqualTo(24);
      assertThat(rq.segments()).as("limit of segments").isLessThanOrEqualTo(3);
      long expected = rq.offset() / 512;
      for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
        assertThat(bio.offset() / 512).as("bios are contiguous").isEqualTo(expected);
        expected = bio.endOffset() / 512;
      }
      return super.queueRequest(hctx, rq, last);
    }

    void complete(int index, BioStatus status) {
      Given given = held.remove(index);
      if (status == BioStatus.OK && Operation.of(given.opAndFlags()) == Operation.WRITE) {
        for (Bio bio = given.rq().firstBio(); bio != null; bio = bio.next()) {
          for (long s = bio.offset() / 512; s < bio.endOffset() / 512; s++) {
            disk[(int) s] = number(bio);
          }
        }
      }
      given.hctx().complete(given.cookie(), status);
    }

    /**
     * Returns the number that a write stores. It is the first int of the bio's memory, also in a
     * piece of a split bio.
     */
    private static int number(Bio bio) {
      return bio.segment(0).get(java.lang.foreign.ValueLayout.JAVA_INT, 0);
    }
  }

  private static final class Run {
    private final QueueWorld world = QueueWorld.virtual().stripes(2);
    private final RecordingElevatorType recording = new RecordingElevatorType();
    private final ListenerLedger ledger = new ListenerLedger();
    private final ModelDriver driver;
    private final BlockQueue queue;
    private final boolean[] busy = new boolean[SECTORS];
    private final int[] expected = new int[SECTORS];
    private final List<Bio> live = new ArrayList<>();
    private final StringBuilder log = new StringBuilder();
    private int writes;
    private int submitted;
    private int ended;
    private int frozen;
    private int quiesced;
    private Plug plug;

    Run(int depth) {
      driver = new ModelDriver(depth);
      world.with(new ListElevatorType()).with(recording);
      queue = world.queue(driver);
      recording.queue = queue;
      queue.metrics().addListener(ledger);
    }

    void step(Step step) {
      switch (step.kind) {
        case READ -> submit(step, false, 0);
        case WRITE -> submit(step, true, 0);
        case FUA_WRITE -> submit(step, true, BioFlags.FUA | BioFlags.PREFLUSH);
        case FLUSH -> submitNoted(world.bio().flush(), 0, 0, 0);
        case COMPLETE -> complete(step.b, BioStatus.OK);
        case COMPLETE_LAST -> complete(driver.held.size() - 1, BioStatus.OK);
        case FAIL -> complete(step.b, BioStatus.MEDIUM);
        case REQUEUE -> requeue(step.b);
        case REFUSE -> driver.refusals = step.b % 4;
        case PLUG -> openPlug();
        case UNPLUG -> closePlug();
        case PASS -> world.pass(step.a * 100_000L);
        case SWITCH -> changeWhenIdle(() -> queue.admin().switchElevator(name(step.b)));
        case RESIZE -> changeWhenIdle(() -> resize(4 + step.b % 20));
        case FREEZE -> freeze();
        case UNFREEZE -> unfreeze();
        case QUIESCE -> quiesce();
        case UNQUIESCE -> unquiesce();
        case STOP -> queue.admin().stop(0);
        case START -> queue.admin().start(0);
        case CANCEL -> cancel(step.b);
      }
    }

    private static String name(int choice) {
      return switch (choice % 3) {
        case 0 -> "none";
        case 1 -> "list";
        default -> "recording";
      };
    }

    private void submit(Step step, boolean write, int flags) {
      int length = 1 + step.b % 40;
      int first = Math.min(step.a, SECTORS - length);
      for (int s = first; s < first + length; s++) {
        if (busy[s]) {
          return;
        }
      }
      var memory = java.lang.foreign.Arena.ofAuto().allocate(length * 512L, 512);
      Bio bio = world.bio();
      if (write) {
        // The number is at the beginning of each sector's memory, so that each piece of a split bio
        // has it.
        int number = ++writes;
        for (int s = 0; s < length; s++) {
          memory.set(java.lang.foreign.ValueLayout.JAVA_INT, s * 512L, number);
        }
        bio.write(512L * first, memory).flags(flags);
        submitNoted(bio, first, length, number);
      } else {
        submitNoted(bio.read(512L * first, memory), first, length, 0);
      }
    }

    private void submitNoted(Bio bio, int first, int length, int number) {
      for (int s = first; s < first + length; s++) {
        busy[s] = true;
      }
      submitted++;
      live.add(bio);
      bio.onEnd(same -> {
        ended++;
        assertThat(live.remove(same)).as("ends once").isTrue();
        log.append(world.time.now()).append(' ').append(same).append(' ');
        log.append(same.status()).append('\n');
        for (int s = first; s < first + length; s++) {
          busy[s] = false;
          if (number != 0 && same.status() == BioStatus.OK) {
            expected[s] = number;
          } else if (number != 0) {
            // Pieces of a failed write may have been written, so the model takes the content of the
            // disk.
            expected[s] = driver.disk[s];
          }
        }
      });
      Plug open = plug;
      if (open == null) {
        queue.submit(bio);
      } else {
        queue.submit(bio, open);
      }
    }

    private void complete(int index, BioStatus status) {
      if (!driver.held.isEmpty()) {
        driver.complete(index % driver.held.size(), status);
      }
    }

    private void requeue(int index) {
      if (!driver.held.isEmpty()) {
        HeldDriver.Given given = driver.held.remove(index % driver.held.size());
        given.hctx().requeue(given.cookie(), index % 2 == 0);
      }
    }

    private void openPlug() {
      if (plug == null) {
        plug = world.plugs.open();
      }
    }

    private void closePlug() {
      Plug open = plug;
      if (open != null) {
        plug = null;
        open.close();
      }
    }

    private void cancel(int index) {
      if (!live.isEmpty()) {
        queue.cancel(live.get(index % live.size()));
      }
    }

    private void resize(int value) {
      int most = queue.admin().elevator().equals("none") ? queue.shape().depth() : 2048;
      if (most >= 4) {
        queue.admin().setAttribute("nr_requests", Integer.toString(Math.min(value, most)));
      }
    }

    /**
     * Makes a change that waits for all I/O. Therefore the driver must complete requests meanwhile.
     */
    private void changeWhenIdle(Runnable change) {
      settle();
      change.run();
    }

    private void freeze() {
      frozen++;
      queue.admin().startFreeze();
    }

    private void unfreeze() {
      if (frozen > 0) {
        frozen--;
        queue.admin().unfreeze();
      }
    }

    private void quiesce() {
      quiesced++;
      queue.admin().quiesce();
    }

    private void unquiesce() {
      if (quiesced > 0) {
        quiesced--;
        queue.admin().unquiesce();
      }
    }

    /** Undoes everything that holds requests back, and completes all of them. */
    void settle() {
      driver.refusals = 0;
      closePlug();
      queue.admin().start(0);
      while (quiesced > 0) {
        unquiesce();
      }
      while (frozen > 0) {
        unfreeze();
      }
      queue.admin().kickRequeue();
      for (int i = 0; i < 10_000 && ended < submitted; i++) {
        if (driver.held.isEmpty()) {
          world.pass(4_000_000);
        } else {
          driver.complete(0, BioStatus.OK);
        }
      }
      assertThat(live).as("bios that never end").isEmpty();
    }

    void finish() {
      settle();
      world.runAll();
      assertThat(driver.disk).as("the disk").isEqualTo(expected);
      assertThat(recording.violations).isEmpty();
      ledger.verify(queue);
      world.close();
      assertThat(recording.finished.get()).isEqualTo(recording.prepared.get());
      assertThat(recording.exited.get()).isEqualTo(recording.attached.get());
    }
  }

  private static String run(List<Step> steps, int depth) {
    var run = new Run(depth);
    for (Step step : steps) {
      run.step(step);
    }
    run.finish();
    return run.log.toString();
  }

  private static Throwable failureOf(List<Step> steps, int depth) {
    try {
      run(steps, depth);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  /**
   * Removes steps that the failure does not need: first halves of the sequence, then smaller parts.
   */
  private static List<Step> shrink(List<Step> failing, int depth) {
    List<Step> least = failing;
    for (int part = least.size() / 2; part >= 1; part /= 2) {
      for (int from = 0; from + part <= least.size(); ) {
        var shorter = new ArrayList<>(least.subList(0, from));
        shorter.addAll(least.subList(from + part, least.size()));
        if (failureOf(shorter, depth) != null) {
          least = shorter;
        } else {
          from += part;
        }
      }
    }
    return least;
  }

  private static void verify(long seed, int depth, int count) {
    List<Step> steps = steps(seed, count);
    if (failureOf(steps, depth) != null) {
      List<Step> least = shrink(steps, depth);
      throw new AssertionError(
          "seed " + seed + ", depth " + depth + ", these steps: " + least, failureOf(least, depth));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 64})
  void anySequenceEndsEveryBioOnceAndLeavesTheQueueIdle(int depth) {
    for (long seed = 0; seed < 150; seed++) {
      verify(seed, depth, 120);
    }
  }

  @Test
  void sameSeedGivesTheSameRunToTheByte() {
    for (long seed = 0; seed < 20; seed++) {
      List<Step> steps = steps(seed, 200);
      assertThat(run(steps, 1)).isEqualTo(run(steps, 1));
      assertThat(run(steps, 8)).isEqualTo(run(steps, 8)).isNotEmpty();
    }
  }

  @Test
  void shrinkingKeepsOnlyTheStepsThatTheFailureNeeds() {
    // No queue can be opened with depth 0, so every sequence fails and none of its steps is needed.
    assertThat(shrink(steps(1, 50), 0)).isEmpty();
  }
}
