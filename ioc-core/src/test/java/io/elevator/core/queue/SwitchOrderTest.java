package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A switch or resize between two first-in, first-out elevators, before each possible event: the
 * drive must see all requests in the order of their submission, each once.
 */
class SwitchOrderTest {
  private static final int BIOS = 40;

  record Change(String name, Consumer<BlockQueue> act) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> changes() {
    List<Change> changes =
        List.of(
            new Change("to none", queue -> queue.admin().switchElevator("none")),
            new Change("to list", queue -> queue.admin().switchElevator("list")),
            new Change(
                "to and fro",
                queue -> {
                  String before = queue.admin().elevator();
                  queue.admin().switchElevator(before.equals("none") ? "list" : "none");
                  queue.admin().switchElevator(before);
                }),
            new Change("4 requests", queue -> queue.admin().setAttribute("nr_requests", "4")),
            new Change("5 requests", queue -> queue.admin().setAttribute("nr_requests", "5")),
            new Change(
                "a freeze",
                queue -> {
                  queue.admin().startFreeze();
                  queue.admin().awaitFrozen();
                  queue.admin().unfreeze();
                }),
            new Change(
                "a pause",
                queue -> {
                  queue.admin().quiesce();
                  queue.admin().unquiesce();
                }));
    return Stream.of("none", "list")
        .flatMap(from -> changes.stream().map(change -> Arguments.of(from, change)));
  }

  /**
   * Runs the scenario, with the change before the event of the given index, and returns the number
   * of events.
   */
  private static int run(String from, Change change, int at) {
    String what = from + ", " + change + " before event " + at;
    int event = 0;
    try (var world = QueueWorld.virtual()) {
      List<Long> seen = new ArrayList<>();
      List<Long> asked = new ArrayList<>();
      List<Long> ended = new ArrayList<>();
      var driver =
          new TimedDriver(
              world.time,
              6,
              rq -> {
                seen.add(rq.offset() / 512);
                return 100_000 + rq.offset() / 512 % 7 * 10_000;
              });
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("nomerges", "2");
      queue.admin().switchElevator(from);
      int submitted = 0;
      for (boolean going = true; going; event++) {
        if (event == at) {
          change.act.accept(queue);
        }
        if (submitted < BIOS && submitted - ended.size() < 15) {
          long sector = submitted * 8L;
          submitted++;
          asked.add(sector);
          queue.submit(
              world
                  .read(sector, 8)
                  .onEnd(bio -> {
                    assertThat(bio.status()).isEqualTo(BioStatus.OK);
                    ended.add(sector);
                  }));
        } else {
          going = world.virtualTime().step();
        }
      }
      assertThat(seen).as(what).isEqualTo(asked);
      assertThat(ended).as(what).containsExactlyInAnyOrderElementsOf(asked);
    }
    return event;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void requestsKeepTheirOrderThroughASwitchOrResize(String from, Change change) {
    int events = run(from, change, -1);
    for (int at = 0; at < events; at++) {
      run(from, change, at);
    }
  }
}
