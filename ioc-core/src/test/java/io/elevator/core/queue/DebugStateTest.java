package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Plug;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The textual state of a queue lists each request at the place where it is. */
class DebugStateTest {
  /**
   * Returns the lines under a heading, up to the next heading of the same level, without
   * indentation.
   */
  private static List<String> linesBelow(String state, String... headings) {
    List<String> lines = List.of(state.split("\n", -1));
    int from = 0;
    int to = lines.size();
    for (String heading : headings) {
      int at = from;
      while (at < to && !lines.get(at).strip().equals(heading)) {
        at++;
      }
      assertThat(at).as("%s in%n%s", heading, state).isLessThan(to);
      from = at + 1;
      int end = from;
      while (end < to && indent(lines.get(end)) > indent(lines.get(at))) {
        end++;
      }
      to = end;
    }
    List<String> found = new ArrayList<>();
    for (String line : lines.subList(from, to)) {
      found.add(line.strip());
    }
    return found;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static String figure(String state, String name, String... headings) {
    return linesBelow(state, headings).stream()
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in\n" + state))
        .substring(name.length() + 2);
  }

  private static String request(
      String op, String flags, String internal, String state, String tags, String where) {
    return "{.op=%s, .cmd_flags=%s, .rq_flags=%s, .state=%s, %s, %s}"
        .formatted(op, flags, internal, state, tags, where);
  }

  @Test
  void debugStateShowsRequestsInDriverDispatchListElevatorAndPlug() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().setAttribute("nr_requests", "8");
      queue.submit(world.read(0, 8));
      queue.submit(world.write(100, 16));
      queue.submit(world.read(200, 8));
      Plug plug = world.plugs.open();
      queue.submit(world.read(300, 8), plug);

      String state = queue.metrics().debugState();
      assertThat(figure(state, "state", "disk0"))
          .isEqualTo("NONROT|IO_STAT|SAME_COMP|NOWAIT|REGISTERED|SQ_SCHED");
      assertThat(figure(state, "elevator", "disk0")).isEqualTo("list");
      assertThat(figure(state, "usage", "disk0")).isEqualTo("4");
      assertThat(linesBelow(state, "disk0", "hctx0", "busy (1)"))
          .containsExactly(
              request(
                  "READ",
                  "",
                  "ELV|ELVPRIV|IO_STAT|HANDED_OUT",
                  "in_flight",
                  ".tag=0, .internal_tag=0",
                  ".sector=0, .sectors=8, .place=DRIVER"));
      assertThat(linesBelow(state, "disk0", "hctx0", "dispatch (1)"))
          .containsExactly(
              request(
                  "WRITE",
                  "SYNC",
                  "ELV|ELVPRIV|IO_STAT|HANDED_OUT",
                  "idle",
                  ".tag=-1, .internal_tag=1",
                  ".sector=100, .sectors=16, .place=DISPATCH"));
      assertThat(linesBelow(state, "disk0", "hctx0", "elevator_and_plugs (2)"))
          .containsExactlyInAnyOrder(
              request(
                  "READ",
                  "",
                  "ELV|ELVPRIV|IO_STAT",
                  "idle",
                  ".tag=-1, .internal_tag=2",
                  ".sector=200, .sectors=8, .place=ELEVATOR"),
              request(
                  "READ",
                  "",
                  "ELV|ELVPRIV|IO_STAT",
                  "idle",
                  ".tag=-1, .internal_tag=3",
                  ".sector=300, .sectors=8, .place=PLUG"));
      assertThat(figure(state, "state", "disk0", "hctx0")).isEqualTo("SCHED_RESTART");
      assertThat(linesBelow(state, "disk0", "hctx0", "tags", "bitmap_tags", "bits"))
          .containsExactly("00000000: 01");
      assertThat(figure(state, "busy", "disk0", "hctx0", "sched_tags", "bitmap_tags"))
          .isEqualTo("4");
      plug.close();
      driver.completeAll();
      String after = queue.metrics().debugState();
      assertThat(figure(after, "usage", "disk0")).isEqualTo("0");
      assertThat(after).doesNotContain("{.op");
    }
  }

  @Test
  void debugStateShowsRequestsInTheSoftwareQueueWhileStopped() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(world.read(0, 8).flags(BioFlags.META | BioFlags.RAHEAD));
      String state = queue.metrics().debugState();
      assertThat(figure(state, "state", "disk0", "hctx0")).isEqualTo("STOPPED");
      assertThat(figure(state, "ctx_map", "disk0", "hctx0")).isEqualTo("01");
      assertThat(linesBelow(state, "disk0", "hctx0", "cpu0", "default_rq_list (1)"))
          .containsExactly(
              request(
                  "READ",
                  "META|RAHEAD|FAILFAST_DEV|FAILFAST_TRANSPORT|FAILFAST_DRIVER",
                  "IO_STAT",
                  "idle",
                  ".tag=0, .internal_tag=-1",
                  ".sector=0, .sectors=8, .place=SOFTWARE"));
      queue.admin().start(0);
      driver.completeAll();
    }
  }

  @Test
  void debugStateShowsRefusedAndRequeuedRequests() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.read(0, 8));
      driver.answer = rq -> BioStatus.DEV_RESOURCE;
      queue.submit(world.read(100, 8));
      HeldDriver.Given given = driver.held.removeFirst();
      given.hctx().requeue(given.cookie(), false);
      String state = queue.metrics().debugState();
      assertThat(linesBelow(state, "disk0", "requeue_list (1)")).hasSize(1);
      assertThat(linesBelow(state, "disk0", "requeue_list (1)").getFirst())
          .contains("SOFTBARRIER", ".sector=0,", ".place=REQUEUE");
      assertThat(linesBelow(state, "disk0", "hctx0", "dispatch (1)").getFirst())
          .contains(".state=idle", ".tag=-1,", ".sector=100,");
      assertThat(figure(state, "dispatch_busy", "disk0", "hctx0")).isNotEqualTo("0");
      driver.answer = rq -> BioStatus.OK;
      queue.admin().kickRequeue();
      world.runAllButTimeouts();
      driver.completeAll();
    }
  }

  @Test
  void debugStateShowsFlushSequences() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.write(0, 8).flags(BioFlags.PREFLUSH));
      queue.submit(world.bio().flush());
      String state = queue.metrics().debugState();
      assertThat(figure(state, "state", "disk0")).contains("WC|HW_WC");
      assertThat(linesBelow(state, "disk0", "hctx0", "flush", "running (1)").getFirst())
          .contains("FLUSH_SEQ", ".sector=0, .sectors=8, .place=FLUSH");
      assertThat(linesBelow(state, "disk0", "hctx0", "flush", "pending (1)").getFirst())
          .contains("FLUSH_SEQ", ".sectors=0, .place=FLUSH");
      assertThat(linesBelow(state, "disk0", "hctx0", "flush", "own_flush (1)").getFirst())
          .startsWith("{.op=FLUSH")
          .contains(".state=in_flight", ".place=DRIVER");
      driver.completeAll();
      assertThat(queue.metrics().debugState()).contains("own_flush (0)");
    }
  }

  @Test
  void debugStateShowsFrozenQuiescedAndClosed() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline(), new RecordingElevatorType());
      queue.admin().setAttribute("nomerges", "2");
      queue.admin().setAttribute("iostats", "0");
      queue.admin().startFreeze();
      queue.admin().quiesce();
      queue.submit(world.read(0, 8));
      String state = queue.metrics().debugState();
      assertThat(figure(state, "state", "disk0"))
          .isEqualTo("NOMERGES|NONROT|SAME_COMP|NOWAIT|REGISTERED|FROZEN|QUIESCED|SQ_SCHED");
      assertThat(figure(state, "freeze_depth", "disk0")).isEqualTo("1");
      assertThat(figure(state, "quiesce_depth", "disk0")).isEqualTo("1");
      assertThat(figure(state, "parked", "disk0")).isEqualTo("1");
      queue.admin().unquiesce();
      queue.admin().unfreeze();
      assertThat(figure(queue.metrics().debugState(), "icqs", "disk0")).isEqualTo("1");
      queue.close();
      assertThat(figure(queue.metrics().debugState(), "state", "disk0")).contains("DYING");
    }
  }
}
