package io.elevator.integration.bfq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.elevator.api.Group;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.TaskSpec;
import io.elevator.integration.scene.VirtualLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three readers in a group of weight 200 and one reader in a group of weight 300, each with four
 * requests of 64 KiB in flight, on a simulated disk that performs one command at a time; {@code
 * low_latency} 0. Virtual time and a fixed seed, so the figures are the same in each run. The page
 * on BFQ explains the consequences for users.
 */
class CloneSharesTest {
  private static final int DEPTH = 4;
  private static final int SECTORS_64_KIB = 128;
  private static final double DUE = 200.0 / 300;

  /**
   * Time between the starts of two readers, in seconds. It is so long that BFQ does not treat the
   * readers as one job.
   */
  private static final double APART = 0.7;

  private static QueueConfig disk() {
    return QueueConfig.onDriver("sim-hdd")
        .withDriverOption("hw_queue_depth", "1")
        .withDriverOption("data", "0")
        .withElevator("bfq")
        .withElevatorAttribute("low_latency", "0");
  }

  /** The readers of both groups; each keeps some bios in flight. */
  private static final class Readers {
    final VirtualLayer layer;
    final Load[] clones = new Load[3];
    final Load other;

    Readers(VirtualLayer layer, RequestQueue queue, double apart) {
      this.layer = layer;
      Group light = layer.groups().create(layer.groups().root(), "clones", 200);
      Group heavy = layer.groups().create(layer.groups().root(), "other", 300);
      for (int i = 0; i < clones.length; i++) {
        clones[i] = reader(queue, light, i);
        layer.pass(apart);
      }
      other = reader(queue, heavy, clones.length);
    }

    /** Creates a reader in the outermost zone of the disk, where all readers get the same speed. */
    private Load reader(RequestQueue queue, Group group, int area) {
      var task = layer.task(TaskSpec.named("reader " + area).withGroup(group));
      return new Load(layer, queue, task, area, 100, SECTORS_64_KIB, false, null).start(DEPTH);
    }

    /**
     * Returns the number of bytes that all clones read, divided by the number that {@link #other}
     * read, in 20 s after a warm-up of 5 s.
     */
    double ratio() {
      layer.pass(5);
      for (Load clone : clones) {
        clone.forget();
      }
      other.forget();
      layer.pass(20);
      long bytes = 0;
      for (Load clone : clones) {
        bytes += clone.bytes;
      }
      return (double) bytes / other.bytes;
    }

    void stop() {
      for (Load clone : clones) {
        clone.stop();
      }
      other.stop();
      layer.time.runAll();
    }
  }

  /**
   * Runs the readers and returns {@link Readers#ratio()}. Sets {@code nr_requests} before any
   * reader starts, because otherwise BFQ would keep what it learned while tags were scarce.
   */
  private static double ratio(RequestQueue queue, VirtualLayer layer, String tags, double apart) {
    if (!tags.isEmpty()) {
      queue.admin().setAttribute("nr_requests", tags);
    }
    Readers readers = new Readers(layer, queue, apart);
    double ratio = readers.ratio();
    readers.stop();
    return ratio;
  }

  @ParameterizedTest
  @ValueSource(strings = {"16", "32", "256"})
  void clonesThatStartApartShareTheWeightOfTheirGroupIfEveryRequestHasATag(String tags) {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(disk())) {
      assertThat(ratio(queue, layer, tags, APART)).isCloseTo(DUE, offset(0.03));
      assertThat(VirtualLayer.figure(queue, "queues/tasks_merged")).isZero();
      assertThat(VirtualLayer.figure(queue, "injected/waker")).isZero();
    }
  }

  @Test
  void readersThatWaitForTheTwoTagsOfADiskGetThemInTurnAndNotByWeight() {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(disk())) {
      assertThat(queue.admin().attribute("nr_requests"))
          .as("twice the depth of the disk")
          .isEqualTo("2");
      assertThat(ratio(queue, layer, "", APART))
          .as("three clones against one reader")
          .isCloseTo(3, offset(0.1));
      assertThat(VirtualLayer.figure(queue, "expired/too-idle"))
          .as("slots that ended as the next request had no tag")
          .isGreaterThan(100);
      assertThat(VirtualLayer.figure(queue, "injected/waker")).isPositive();
    }
  }

  @Test
  void clonesThatStartTogetherShareAQueueThatSeeksAndIsChargedByTime() {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(disk())) {
      assertThat(ratio(queue, layer, "32", 0)).isLessThan(DUE / 2);
      assertThat(VirtualLayer.figure(queue, "queues/tasks_merged")).isEqualTo(2);
      assertThat(VirtualLayer.figure(queue, "slow_slots")).isGreaterThan(50);
    }
  }
}
