package io.elevator.integration.bfq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.Group;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.integration.scene.UnreliableDrive;
import io.elevator.integration.scene.VirtualLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups that are created, weighted, joined, left and removed while I/O is in flight. */
class GroupsTest {
  private static final int SECTORS_64_KIB = 128;
  private static final int AREAS = 50;

  private static void read(VirtualLayer layer, RequestQueue queue, Task task, long sector) {
    Bio bio = layer.bio(task).read(512L * sector, layer.memory, 0, 4096);
    queue.submit(bio);
  }

  /**
   * Submits two adjacent reads of two tasks while the drive is busy. Returns the number of
   * scheduler tags that they use: one if they merged, otherwise two.
   */
  private static long tagsOfAdjacentReads(String elevator, boolean inOneGroup) {
    UnreliableDrive drive = new UnreliableDrive(1, 1, 1);
    drive.holding = true;
    try (VirtualLayer layer = new VirtualLayer(drive, 1);
        RequestQueue queue =
            layer.open(QueueConfig.onDriver("unreliable").withElevator(elevator))) {
      queue.admin().setAttribute("nr_requests", "64");
      Group one = layer.groups().create(layer.groups().root(), "one", 100);
      Group other = layer.groups().create(layer.groups().root(), "other", 100);
      Task first = layer.task(TaskSpec.named("first").withGroup(one));
      Task second = layer.task(TaskSpec.named("second").withGroup(inOneGroup ? one : other));
      read(layer, queue, first, 1_000_000);
      read(layer, queue, first, 2_000_000);
      long before = VirtualLayer.tagsTaken(queue);
      read(layer, queue, first, 1000);
      read(layer, queue, second, 1008);
      long taken = VirtualLayer.tagsTaken(queue) - before;
      drive.holding = false;
      layer.time.runAll();
      return taken;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mq-deadline", "bfq"})
  void requestsOfDifferentGroupsDoNotMerge(String elevator) {
    assertThat(tagsOfAdjacentReads(elevator, true)).as("of one group").isEqualTo(1);
    assertThat(tagsOfAdjacentReads(elevator, false)).as("of two").isEqualTo(2);
  }

  private static QueueConfig disk() {
    return QueueConfig.onDriver("sim-hdd")
        .withDriverOption("hw_queue_depth", "1")
        .withDriverOption("data", "0")
        .withElevator("bfq")
        .withElevatorAttribute("low_latency", "0");
  }

  private static double ratio(VirtualLayer layer, Load one, Load two) {
    // A new weight or a move takes effect only when the group is queued again, so the first bytes
    // are not counted.
    layer.pass(3);
    one.forget();
    two.forget();
    layer.pass(30);
    return (double) two.bytes / one.bytes;
  }

  @Test
  void sharesFollowNewWeightsAndMovedTasksWhileReadersContinue() {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(disk())) {
      queue.admin().setAttribute("nr_requests", "256");
      Group tenant = layer.groups().create(layer.groups().root(), "tenant", 100);
      Group light = layer.groups().create(tenant, "light", 100);
      Group heavy = layer.groups().create(tenant, "heavy", 300);
      Task first = layer.task(TaskSpec.named("first").withGroup(light));
      Task second = layer.task(TaskSpec.named("second").withGroup(heavy));
      Load one = new Load(layer, queue, first, 0, AREAS, SECTORS_64_KIB, false, null).start(4);
      layer.pass(0.7);
      Load two = new Load(layer, queue, second, 1, AREAS, SECTORS_64_KIB, false, null).start(4);
      assertThat(ratio(layer, one, two)).as("100:300").isBetween(2.85, 3.15);

      layer.groups().weigh(light, 600);
      assertThat(ratio(layer, one, two)).as("600:300").isBetween(0.47, 0.53);

      layer.groups().move(first, heavy);
      assertThat(ratio(layer, one, two)).as("in one group").isBetween(0.95, 1.05);

      layer.groups().remove(light);
      assertThatThrownBy(() -> layer.groups().remove(heavy))
          .isInstanceOf(IllegalStateException.class);
      assertThat(ratio(layer, one, two)).as("with the other group gone").isBetween(0.95, 1.05);
      one.stop();
      two.stop();
      layer.time.runAll();

      layer.groups().move(first, layer.groups().root());
      layer.groups().move(second, layer.groups().root());
      layer.groups().remove(heavy);
      layer.groups().remove(tenant);
      assertThat(layer.groups().children(layer.groups().root())).isEmpty();
      Load last =
          new Load(layer, queue, first, 2, AREAS, SECTORS_64_KIB, false, null).atMost(100).start(4);
      layer.time.runAll();
      assertThat(last.ios).isEqualTo(100);
      assertThat(VirtualLayer.figure(queue, "queued")).isZero();
      assertThat(VirtualLayer.figure(queue, "busy_best_effort")).isZero();
    }
  }
}
