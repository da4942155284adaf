package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.IoPriority;
import io.elevator.api.Plug;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bios of different priority never merge, in a plug, a software queue or an elevator, and a request
 * has the same priority as each of its bios. The same bios do merge at equal priority, which shows
 * that only the priority prevented it.
 */
class PriorityMergeTest {
  /** Where a bio can meet a request that is adjacent to it. */
  enum Meeting {
    PLUG,
    SOFTWARE_QUEUE,
    ELEVATOR
  }

  /**
   * Start sectors of the three reads: the first, the one directly behind it, and the one directly
   * before it.
   */
  private static final long[] PLACES = {8, 16, 0};

  /**
   * Submits adjacent reads, one for each priority level, and returns the requests that the driver
   * got.
   */
  private static List<String> requestsGiven(Meeting meeting, int... levels) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      if (meeting == Meeting.ELEVATOR) {
        var type = new RecordingElevatorType();
        type.queue = queue;
        world.with(type);
        queue.admin().switchElevator(type.name());
      }
      queue.admin().stop(0);
      if (meeting == Meeting.PLUG) {
        try (Plug plug = world.plugs.open()) {
          submitAll(world, queue, plug, levels);
        }
      } else {
        submitAll(world, queue, null, levels);
      }
      queue.admin().start(0);
      driver.completeAll();
      return driver.history;
    }
  }

  private static void submitAll(
      QueueWorld world, BlockQueue queue, @Nullable Plug plug, int[] levels) {
    for (int i = 0; i < levels.length; i++) {
      world.tasks.setPriority(world.task, world.task, IoPriority.bestEffort(levels[i]).value());
      Bio bio = world.read(PLACES[i], 8);
      if (plug == null) {
        queue.submit(bio);
      } else {
        queue.submit(bio, plug);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalPrioritiesMergeAtTheBackAndAtTheFront(Meeting meeting) {
    assertThat(requestsGiven(meeting, 3, 3, 3)).containsExactly("READ 0+24");
  }

  @ParameterizedTest
  @EnumSource
  void differentPrioritiesDoNotMergeAtEitherEnd(Meeting meeting) {
    assertThat(requestsGiven(meeting, 3, 4, 4))
        .containsExactlyInAnyOrder("READ 8+8", "READ 16+8", "READ 0+8");
  }

  /** The plug is left out, because there only the newest request is tried. */
  @ParameterizedTest
  @EnumSource(names = "PLUG", mode = EnumSource.Mode.EXCLUDE)
  void bioMergesWithTheAdjacentRequestOfEqualPriority(Meeting meeting) {
    assertThat(requestsGiven(meeting, 3, 4, 3)).containsExactlyInAnyOrder("READ 0+16", "READ 16+8");
  }

  /**
   * Two requests have a gap between them. A bio that fills the gap but has another priority must
   * not join them.
   */
  @Test
  void bioOfAnotherPriorityDoesNotJoinTwoRequests() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      var type = new RecordingElevatorType();
      world.with(type);
      BlockQueue queue = world.queue(driver);
      type.queue = queue;
      queue.admin().switchElevator(type.name());
      queue.admin().stop(0);
      int[] levels = {3, 4, 4};
      long[] places = {0, 16, 8};
      for (int i = 0; i < levels.length; i++) {
        queue.submit(world.read(places[i], 8).priority(IoPriority.bestEffort(levels[i]).value()));
      }
      queue.admin().start(0);
      driver.completeAll();
      assertThat(driver.history).containsExactlyInAnyOrder("READ 0+8", "READ 8+16");
      assertThat(type.violations).isEmpty();
    }
  }
}
