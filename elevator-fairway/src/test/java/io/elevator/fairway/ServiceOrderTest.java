package io.elevator.fairway;

import static io.elevator.fairway.FairwayScene.KIB_4;
import static io.elevator.fairway.FairwayScene.KIB_64;
import static io.elevator.fairway.FairwayScene.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeGroup;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which tasks, groups and classes are served. */
class ServiceOrderTest {
  private final FairwayScene scene = new FairwayScene().set("sensitive", 0);

  private static int count(List<String> served, String name) {
    return Collections.frequency(served, name);
  }

  @Test
  void tasksOfOneLevelAreServedInTurn() {
    FakeTask a = scene.bestEffort("a", 4);
    FakeTask b = scene.bestEffort("b", 4);
    scene.submit(a, KIB_64, 3);
    scene.submit(b, KIB_64, 3);
    assertThat(scene.serve(6)).containsExactly("a", "b", "a", "b", "a", "b");
  }

  @Test
  void serviceIsInProportionToTheWeightsOfTheLevels() {
    FakeTask urgent = scene.bestEffort("urgent", 0);
    FakeTask lazy = scene.bestEffort("lazy", 7);
    scene.submit(urgent, KIB_64, 200);
    scene.submit(lazy, KIB_64, 200);
    List<String> served = scene.serve(90);
    assertThat(count(served, "urgent")).isBetween(79, 81);
  }

  @Test
  void costIsSharedNotTheNumberOfRequests() {
    FakeTask small = scene.bestEffort("small", 4);
    FakeTask large = scene.bestEffort("large", 4);
    scene.submit(small, KIB_4, 1100);
    scene.submit(large, KIB_64, 100);
    List<String> served = scene.serve(1000);
    double ratio = (double) count(served, "small") / count(served, "large");
    assertThat(ratio).isBetween(10.6, 11.2); // 65.25 KiB against 6 KiB
  }

  @Test
  void groupsShareByWeightWhateverTheNumberOfTheirTasks() {
    FakeGroup light = scene.queue.group("light", scene.queue.root(), 100);
    FakeGroup heavy = scene.queue.group("heavy", scene.queue.root(), 400);
    for (int i = 0; i < 4; i++) {
      FakeTask task = scene.bestEffort("light", 4);
      task.group(light);
      scene.submit(task, KIB_64, 100);
    }
    FakeTask task = scene.bestEffort("heavy", 4);
    task.group(heavy);
    scene.submit(task, KIB_64, 400);
    assertThat(count(scene.serve(200), "heavy")).isBetween(158, 162);
    scene.queue.weigh(light, 400);
    assertThat(count(scene.serve(200), "heavy")).isBetween(98, 102);
  }

  @Test
  void taskThatChangesItsGroupTakesItsWaitingRequestsAlong() {
    FakeGroup heavy = scene.queue.group("heavy", scene.queue.root(), 900);
    FakeTask mover = scene.bestEffort("mover", 4);
    FakeTask other = scene.bestEffort("other", 4);
    other.group(scene.queue.group("light", scene.queue.root(), 100));
    scene.submit(mover, KIB_64, 100);
    scene.submit(other, KIB_64, 100);
    mover.group(heavy);
    scene.submit(mover, KIB_64, 1);
    assertThat(count(scene.serve(100), "mover")).isBetween(89, 91);
    scene.serve(200);
    scene.queue.remove(heavy);
    scene.queue.detach();
  }

  @Test
  void higherClassesGoFirst() {
    FakeTask idle = scene.idle("idle");
    FakeTask be = scene.bestEffort("be", 4);
    FakeTask rt = scene.realTime("rt");
    scene.submit(idle, KIB_64, 1);
    scene.submit(be, KIB_64, 1);
    scene.submit(rt, KIB_64, 1);
    assertThat(scene.serve(3)).containsExactly("rt", "be", "idle");
  }

  @Test
  void lowerClassesGetTheirSmallPartWhileHigherOnesHaveWork() {
    FakeTask idle = scene.idle("idle");
    FakeTask be = scene.bestEffort("be", 4);
    FakeTask rt = scene.realTime("rt");
    scene.submit(idle, KIB_64, 400);
    scene.submit(be, KIB_64, 400);
    scene.submit(rt, KIB_64, 4000);
    List<String> served = scene.serve(3000);
    assertThat(count(served, "be")).isBetween(165, 190);
    assertThat(count(served, "idle")).isBetween(44, 52);
    scene.set("owed_be", 0).set("owed_idle", 0);
    assertThat(scene.serve(500)).containsOnly("rt");
  }

  @Test
  void oldRequestOfALowerClassGoesFirst() {
    FakeTask idle = scene.idle("idle");
    FakeTask be = scene.bestEffort("be", 4);
    FakeTask rt = scene.realTime("rt");
    scene.set("owed_be", 0).set("owed_idle", 0);
    scene.submit(idle, KIB_64, 1);
    scene.submit(be, KIB_64, 1);
    scene.submit(rt, KIB_64, 10);
    scene.advanceMs(499);
    assertThat(scene.serve(1)).containsExactly("rt");
    scene.advanceMs(1);
    assertThat(scene.serve(2)).containsExactly("be", "rt");
    scene.advanceMs(4500);
    assertThat(scene.serve(2)).containsExactly("idle", "rt");
  }

  @Test
  void pauseEarnsNoCredit() {
    FakeTask steady = scene.bestEffort("steady", 4);
    FakeTask pausing = scene.bestEffort("pausing", 4);
    scene.submit(steady, KIB_64, 300);
    scene.submit(pausing, KIB_64, 1);
    scene.serve(100);
    scene.submit(pausing, KIB_64, 50);
    assertThat(count(scene.serve(20), "pausing")).isBetween(9, 11);
  }

  @Test
  void debtIsForgivenAfterAPause() {
    FakeTask greedy = scene.bestEffort("greedy", 7);
    FakeTask other = scene.bestEffort("other", 0);
    // Alone, greedy runs 100 requests ahead of the virtual time that other begins at.
    scene.submit(greedy, 2048, 100);
    scene.submit(other, KIB_64, 1);
    scene.serve(101);
    scene.submit(other, KIB_64, 400);
    scene.submit(greedy, KIB_64, 1);
    assertThat(scene.serve(100)).as("debt of the last request").doesNotContain("greedy");
    scene.serve(400);
    scene.submit(greedy, 2048, 1);
    scene.serve(1);
    scene.advanceMs(20);
    scene.submit(other, KIB_64, 100);
    scene.submit(greedy, KIB_64, 1);
    assertThat(scene.serve(20)).contains("greedy");
  }

  @Test
  void sensitiveTaskGoesBeforeOthersThatWaitLonger() {
    scene.set("sensitive", 1);
    FakeTask flood = scene.bestEffort("flood", 4);
    FakeTask reader = scene.bestEffort("reader", 4);
    scene.submit(flood, KIB_64, 300);
    scene.serve(20);
    for (int i = 0; i < 20; i++) {
      scene.submit(reader, KIB_4, 1);
      assertThat(scene.serve(1)).containsExactly("reader");
      assertThat(scene.serve(3)).containsOnly("flood");
    }
  }

  @Test
  void adjacentRequestsOfOneTaskRunUpToAQuantum() {
    FakeTask a = scene.bestEffort("a", 4);
    FakeTask b = scene.bestEffort("b", 4);
    scene.queue.mergingOff(true);
    for (int i = 0; i < 4; i++) {
      scene.queue.submit(scene.queue.bio(a, READ | 1 << 30, i * 96L, 96));
    }
    scene.submit(b, 96, 4);
    assertThat(scene.serve(8)).containsExactly("a", "a", "b", "b", "a", "a", "b", "b");
  }

  @Test
  void requestThatTheDriveGaveBackGoesFirstAndIsChargedOnce() {
    FakeTask a = scene.bestEffort("a", 4);
    FakeTask b = scene.bestEffort("b", 4);
    scene.submit(a, KIB_64, 2);
    scene.submit(b, KIB_64, 2);
    FakeRequest rq = scene.queue.dispatch();
    scene.queue.requeue(rq);
    assertThat(scene.elevator.window.inFlight()).isZero();
    scene.queue.insert(scene.queue.hardwareQueue(), true, rq);
    assertThat(scene.queue.dispatch()).isSameAs(rq);
    scene.queue.complete(rq);
    assertThat(scene.serve(4)).containsExactly("b", "a", "b");
  }

  @Test
  void requestsWithoutATaskShareAFlow() {
    FakeRequest rq =
        scene.queue.requestWithoutTask(
            scene.queue.bio(scene.bestEffort("t", 4), READ, 0, 8), scene.queue.hardwareQueue());
    scene.queue.insert(scene.queue.hardwareQueue(), false, rq);
    assertThat(scene.queue.dispatch()).isSameAs(rq);
    scene.queue.complete(rq);
    scene.queue.detach();
  }
}
