package io.elevator.fairway;

import static io.elevator.fairway.FairwayScene.KIB_4;
import static io.elevator.fairway.FairwayScene.KIB_64;
import static io.elevator.fairway.FairwayScene.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeTask;
import org.junit.jupiter.api.Test;

/** A queue of 64 tags in words of 16. */
class DepthLimitTest {
  private final FairwayScene scene = new FairwayScene();
  private final int perWord = 1 << scene.queue.hardwareQueue().tagWordShift();

  private int limit(FakeTask task) {
    return scene.elevator.limitDepth(scene.queue.bio(task, READ, 0, KIB_4));
  }

  @Test
  void realTimeAndNewTasksHaveNoLimit() {
    assertThat(limit(scene.realTime("rt"))).isZero();
    assertThat(limit(scene.bestEffort("new", 4))).as("no record yet").isZero();
    assertThat(scene.queue.hardwareQueue().announcedDepths()).containsOnly(1);
  }

  @Test
  void bulkLeavesAQuarterOfTheTagsAndIdleHalf() {
    FakeTask bulk = scene.bestEffort("bulk", 4);
    FakeTask idle = scene.idle("idle");
    scene.submit(bulk, KIB_64, 30);
    scene.submit(idle, KIB_64, 30);
    assertThat(limit(bulk)).isEqualTo(perWord * 3 / 4);
    assertThat(limit(idle)).isEqualTo(perWord / 2);
  }

  @Test
  void sensitiveTaskHasNoLimit() {
    FakeTask reader = scene.bestEffort("reader", 4);
    scene.submit(reader, KIB_4, 1);
    assertThat(limit(reader)).isZero();
    scene.set("sensitive", 0);
    scene.submit(reader, KIB_4, 1);
    assertThat(limit(reader)).isEqualTo(perWord * 3 / 4);
  }

  @Test
  void taskWithMoreThanTwiceItsShareGetsOneTagOfAWordWhileOthersWait() {
    FakeTask greedy = scene.bestEffort("greedy", 4);
    scene.submit(greedy, KIB_64, 30);
    for (int i = 0; i < 7; i++) {
      scene.submit(scene.bestEffort("other " + i, 4), KIB_64, 1);
    }
    assertThat(limit(greedy)).as("30 of 64, twice its share is 16").isEqualTo(1);
  }
}
