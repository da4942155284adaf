package io.elevator.fairway;

import static io.elevator.fairway.FairwayScene.KIB_4;
import static io.elevator.fairway.FairwayScene.KIB_64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.testkit.fake.FakeTask;
import org.junit.jupiter.api.Test;

class WindowTest {
  private final FairwayScene scene = new FairwayScene().set("sensitive", 0);
  private final FakeTask task = scene.bestEffort("task", 4);
  private final FakeTask urgent = scene.realTime("urgent");

  private int dispatchAll() {
    int dispatched = 0;
    while (scene.dispatch() != null) {
      dispatched++;
    }
    return dispatched;
  }

  @Test
  void requestsAreHeldBackOnceTheCostInTheDriveReachesTheWindow() {
    scene.submit(task, KIB_64, 20);
    assertThat(dispatchAll()).isEqualTo(6); // 6 x 65.25 KiB are more than 384 KiB, 5 are not.
    assertThat(scene.queue.hasWork(scene.queue.hardwareQueue())).isTrue();
  }

  @Test
  void completionAsksForARunIfARequestWasHeldBack() {
    scene.submit(task, KIB_64, 20);
    dispatchAll();
    scene.queue.takeRuns();
    scene.completeOldest();
    assertThat(scene.queue.takeRuns()).isEqualTo(1);
    assertThat(dispatchAll()).isEqualTo(1);
  }

  @Test
  void completionAsksForNoRunIfNoneWasHeldBack() {
    scene.submit(task, KIB_64, 2);
    dispatchAll();
    scene.dispatch();
    scene.queue.takeRuns();
    scene.completeAll();
    assertThat(scene.queue.takeRuns()).isZero();
  }

  @Test
  void largestRequestIsDispatchedIfNothingIsInTheDrive() {
    scene.set("window_kb", 4);
    scene.submit(task, 2048, 2);
    assertThat(dispatchAll()).isEqualTo(1);
    scene.completeAll();
    assertThat(dispatchAll()).isEqualTo(1);
    assertThat(scene.elevator.window.inFlight()).isGreaterThan(4 << 10);
  }

  @Test
  void urgentRequestsHaveAReserveHoweverFullTheWindowIs() {
    scene.submit(task, 2048, 3);
    assertThat(dispatchAll()).isEqualTo(1);
    scene.submit(urgent, KIB_4, 40);
    // A quarter of 384 KiB is 96 KiB, which the 16th request of 6 KiB uses up.
    assertThat(dispatchAll()).isEqualTo(16);
    scene.completeAll();
    assertThat(scene.elevator.window.inFlight()).isZero();
  }

  @Test
  void largerWindowTakesEffectAtOnce() {
    scene.submit(task, KIB_64, 20);
    dispatchAll();
    scene.queue.takeRuns();
    scene.set("window_kb", 1024);
    assertThat(scene.queue.takeRuns()).isEqualTo(1);
    assertThat(dispatchAll()).isEqualTo(10);
  }

  @Test
  void exitRefusesToForgetRequests() {
    scene.submit(task, KIB_64, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> scene.elevator.exit())
        .withMessageContaining("ends with 1 waiting requests and 0 bytes");
    scene.dispatch();
    assertThatIllegalStateException()
        .isThrownBy(() -> scene.elevator.exit())
        .withMessageContaining("0 waiting requests and 66816 bytes");
    scene.completeAll();
    scene.queue.detach();
  }
}
