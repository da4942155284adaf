package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One call of the elevator or the driver throws {@link OutOfMemoryError}: the first call, then the
 * second, and so on, through the whole life of a queue. No bio may be lost or end twice, no
 * administration may hang, no tag or usage unit may stay taken, and the queue must work afterwards.
 */
class NthCallOutTest {
  private static final int LEAST_CALLS = 60;

  private final OutOfMemoryError error = new OutOfMemoryError("on purpose");
  private int untilFailure;
  private String failed = "";

  private void throwIfDue(String call) {
    if (untilFailure > 0 && --untilFailure == 0) {
      failed = call;
      throw error;
    }
  }

  private final class Failing extends HonestElevator {
    Failing(Attachment attachment) {
      super(attachment);
      throwIfDue("attach");
    }

    @Override
    public void initHardwareQueue(HardwareQueue hctx) {
      throwIfDue("initHardwareQueue");
    }

    @Override
    public void exitHardwareQueue(HardwareQueue hctx) {
      throwIfDue("exitHardwareQueue");
    }

    @Override
    public void depthUpdated(HardwareQueue hctx) {
      throwIfDue("depthUpdated");
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      throwIfDue("bioMerge");
      return super.bioMerge(bio, absorbed, now);
    }

    @Override
    public void prepare(Request rq, long now) {
      throwIfDue("prepare");
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      throwIfDue("insert");
      super.insert(hctx, list, atHead, absorbed, now);
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      throwIfDue("hasWork");
      return super.hasWork(hctx);
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      throwIfDue("dispatch");
      return super.dispatch(hctx, now);
    }

    @Override
    public void completed(Request rq, long now) {
      throwIfDue("completed");
    }

    @Override
    public void finish(Request rq, long now) {
      throwIfDue("finish");
    }
  }

  private final class FailingDriver extends HeldDriver {
    FailingDriver() {
      super(4);
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      throwIfDue("queueRequest");
      return super.queueRequest(hctx, rq, last);
    }

    @Override
    public void commit(DriverQueue hctx) {
      throwIfDue("commit");
      super.commit(hctx);
    }
  }

  @Test
  void failureOfAnyOneCallLosesNoBioAndLeavesTheQueueWorking() {
    int calls = 0;
    do {
      calls++;
      failed = "";
      runLifeOfQueue(calls);
    } while (!failed.isEmpty());
    assertThat(calls).isGreaterThan(LEAST_CALLS);
  }

  /**
   * Runs a queue from opening to closing, with one call failing.
   *
   * @param failing number of the call that throws
   */
  private void runLifeOfQueue(int failing) {
    var world = QueueWorld.virtual().stripes(2);
    var driver = new FailingDriver();
    BlockQueue queue = world.with(new HonestElevator.Type(Failing::new)).queue(driver);
    untilFailure = failing;
    tryChange(() -> queue.admin().switchElevator("honest"));
    expectEnds(world, queue, driver, 12, "before the changes");
    if (!queue.admin().elevator().equals("none")) {
      tryChange(() -> queue.elevatorSwitch().resize(2 * queue.nrRequests()));
    }
    expectEnds(world, queue, driver, 4, "after the resize");
    tryChange(() -> queue.admin().switchElevator("none"));
    expectEnds(world, queue, driver, 4, "without an elevator");
    tryChange(() -> queue.admin().switchElevator("honest"));
    expectEnds(world, queue, driver, 4, "with the elevator again");
    int left = untilFailure;
    untilFailure = 0;
    expectEnds(world, queue, driver, 4, "when all was over");
    assertThat(queue.entrance().depth())
        .as("freezes after " + describeFailedCall(failing))
        .isZero();
    assertThat(queue.switches().quiesceDepth())
        .as("quiesces after " + describeFailedCall(failing))
        .isZero();
    QueueValidator.validateAtRest(queue);
    untilFailure = left;
    queue.close();
    assertThat(driver.closed)
        .as("the driver is closed after " + describeFailedCall(failing))
        .isTrue();
    untilFailure = 0;
    world.errors.clear();
    world.close();
  }

  private String describeFailedCall(int failing) {
    return "call " + failing + " (" + failed + ") failed";
  }

  /** Performs an administrative change. It may fail only if the failing call happened during it. */
  private void tryChange(Runnable change) {
    String before = failed;
    try {
      change.run();
    } catch (IllegalStateException e) {
      assertThat(failed).as(e.toString()).isNotEqualTo(before);
    }
  }

  /**
   * Submits bios, some of which can merge with their neighbours, and expects that each ends once.
   */
  private void expectEnds(
      QueueWorld world, BlockQueue queue, HeldDriver driver, int count, String when) {
    List<Bio> ended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      queue.submit(world.read(i / 2 * 100L + i % 2 * 8L, 8).onEnd(ended::add));
    }
    driver.completeAll();
    while (ended.size() < count && !world.virtualTime().isIdle()) {
      world.pass(10_000_000);
      driver.completeAll();
    }
    assertThat(ended).as(when + ", " + failed + " failed").hasSize(count).doesNotHaveDuplicates();
  }
}
