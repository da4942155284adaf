package io.elevator.integration.scene;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import java.util.List;

/** Validator of a queue without outstanding I/O: checks that no request, bio or icq is left. */
public final class IdleQueueCheck {
  private static final List<String> QUEUE = List.of("inside", "parked", "requeued");
  private static final List<String> HARDWARE_QUEUE =
      List.of("dispatch", "tags_busy", "sched_tags_busy", "software", "flushes", "tag_waiters");

  private IdleQueueCheck() {}

  /** Waits until the last completing thread has left the queue; for real time. */
  public static void settle(RequestQueue queue) {
    queue.admin().startFreeze();
    queue.admin().awaitFrozen();
    queue.admin().quiesce();
    queue.admin().unquiesce();
    queue.admin().unfreeze();
    // The unquiesce has run the hardware queues once more.
    queue.admin().quiesce();
    queue.admin().unquiesce();
  }

  /**
   * Asserts that nothing is left in a queue.
   *
   * @param what description of the scenario, for messages
   */
  public static void validate(RequestQueue queue, String what) {
    StatisticsNode root = queue.metrics().statistics();
    for (String figure : QUEUE) {
      assertThat(root.values().get(figure)).as("%s: %s of %s", what, figure, root).isEqualTo(0L);
    }
    int hardwareQueues = 0;
    for (StatisticsNode part : root.children()) {
      if (part.name().startsWith("hctx")) {
        hardwareQueues++;
        for (String figure : HARDWARE_QUEUE) {
          assertThat(part.values().getOrDefault(figure, 0L))
              .as("%s: %s of %s in %s", what, figure, part.name(), root)
              .isEqualTo(0L);
        }
      } else if (part.name().equals("disk")) {
        assertThat(part.values().get("in_flight")).as("%s: in flight", what).isEqualTo(0L);
        assertThat(part.values().get("queued")).as("%s: queued", what).isEqualTo(0L);
      }
    }
    assertThat(hardwareQueues).as(what).isEqualTo(queue.admin().hardwareQueues());
  }

  /** Returns the number of icqs of the queue's elevator type, in all queues of the block layer. */
  public static long icqs(RequestQueue queue) {
    String name = queue.admin().elevator() + "_io_cq";
    return queue.metrics().statistics().children().stream()
        .filter(part -> part.name().equals(name))
        .mapToLong(part -> (Long) part.values().get("active"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(queue.name() + " has no " + name));
  }
}
