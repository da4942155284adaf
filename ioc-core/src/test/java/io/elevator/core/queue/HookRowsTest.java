package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Plug;
import io.elevator.api.Task;
import io.elevator.core.context.QueueLock;
import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.driver.DriverFeature;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests the hook contract, one group of tests for each hook. The hook must be called where the
 * contract demands it and nowhere else. The recording elevator, which checks the contract in many
 * other tests, must detect a call that is out of order, under the wrong lock or in a wrong state.
 */
class HookRowsTest {
  /** A queue that uses the recording elevator. */
  private static final class Scene implements AutoCloseable {
    final QueueWorld world = QueueWorld.virtual().stripes(2);
    final RecordingElevatorType type = new RecordingElevatorType();
    final HeldDriver driver =
        new HeldDriver(2).hardwareQueues(2).reserved(1).with(DriverFeature.VOLATILE_CACHE);
    final BlockQueue queue;
    private boolean broken;

    Scene() {
      world.with(type);
      queue = world.queue(driver);
      type.queue = queue;
      type.logging = true;
      queue.admin().switchElevator("recording");
    }

    /**
     * Returns the hooks called since the last take, and clears the log. Leaves out has-work, which
     * may be called at any time.
     */
    List<HookRow> take() {
      List<HookRow> seen = type.log.stream().filter(row -> row != HookRow.HAS_WORK).toList();
      type.log.clear();
      return seen;
    }

    /** Stops the hardware queues, so that requests stay in the elevator. */
    void hold() {
      queue.admin().stop(0);
      queue.admin().stop(1);
    }

    void letGo() {
      queue.admin().start(0);
      queue.admin().start(1);
      driver.completeAll();
    }

    void submit(long sector) {
      queue.submit(world.read(sector, 8));
    }

    Elevator elevator() {
      AttachedElevator attached = queue.elevatorSwitch().attached();
      if (attached == null) {
        throw new IllegalStateException("no elevator");
      }
      return attached.calls().elevator();
    }

    HardwareQueue face() {
      return queue.hardwareQueues()[0].pool().facing();
    }

    /**
     * Expects that the recording elevator refuses the call with an error that contains {@code
     * violation}.
     */
    void refuses(ThrowingCallable call, String violation) {
      int before = type.violations.size();
      assertThatThrownBy(call).isInstanceOf(AssertionError.class).hasMessageContaining(violation);
      assertThat(type.violations).hasSize(before + 1);
      broken = true;
    }

    @Override
    public void close() {
      if (broken) {
        world.abandon();
        return;
      }
      world.close();
      assertThat(type.violations).isEmpty();
      assertThat(type.finished.get()).as("finish").isEqualTo(type.prepared.get());
      assertThat(type.inserted.get())
          .as("inserts")
          .isEqualTo(type.dispatched.get() + type.absorbedCount.get());
      assertThat(type.exited.get()).as("exit").isEqualTo(type.attached.get());
      assertThat(type.icqExits.get()).as("icqs").isEqualTo(type.icqs.get());
    }
  }

  private static DynamicNode in(String name, Consumer<Scene> test) {
    return dynamicTest(
        name,
        () -> {
          try (var scene = new Scene()) {
            test.accept(scene);
          }
        });
  }

  @TestFactory
  Stream<DynamicNode> eachHookIsCalledWhereTheContractDemandsIt() {
    return Stream.of(HookRow.values()).map(row -> dynamicContainer(row.toString(), testsOf(row)));
  }

  /**
   * Returns the tests of one hook. The switch is exhaustive, so a hook without tests does not
   * compile.
   */
  private static List<DynamicNode> testsOf(HookRow row) {
    return switch (row) {
      case INIT_SCHED, INIT_HCTX ->
          List.of(
              in(
                  "once, before each hardware queue's",
                  s -> {
                    assertThat(s.take())
                        .containsExactly(HookRow.INIT_SCHED, HookRow.INIT_HCTX, HookRow.INIT_HCTX);
                  }),
              in(
                  "a call out of place is found",
                  s -> {
                    if (row == HookRow.INIT_SCHED) {
                      s.refuses(() -> s.type.attach(null), "not frozen");
                    } else {
                      s.refuses(() -> s.elevator().initHardwareQueue(s.face()), "not still");
                    }
                  }));
      case EXIT_HCTX, EXIT_SCHED ->
          List.of(
              in(
                  "each hardware queue's, then the elevator's",
                  s -> {
                    s.take();
                    s.queue.admin().switchElevator("none");
                    assertThat(s.take())
                        .containsExactly(HookRow.EXIT_HCTX, HookRow.EXIT_HCTX, HookRow.EXIT_SCHED);
                  }),
              in(
                  "icqs go first",
                  s -> {
                    s.submit(0);
                    s.driver.completeAll();
                    s.take();
                    s.queue.admin().switchElevator("none");
                    assertThat(s.take())
                        .startsWith(HookRow.EXIT_ICQ, HookRow.EXIT_HCTX)
                        .endsWith(HookRow.EXIT_SCHED);
                  }),
              in(
                  "a call out of place is found",
                  s -> {
                    if (row == HookRow.EXIT_HCTX) {
                      s.refuses(() -> s.elevator().exitHardwareQueue(s.face()), "not still");
                    } else {
                      s.refuses(() -> s.elevator().exit(), "not still");
                    }
                  }));
      case DEPTH_UPDATED ->
          List.of(
              in(
                  "each hardware queue, after the number has changed",
                  s -> {
                    s.take();
                    s.queue.admin().setAttribute("nr_requests", "17");
                    assertThat(s.take())
                        .containsExactly(HookRow.DEPTH_UPDATED, HookRow.DEPTH_UPDATED);
                    s.queue.admin().setAttribute("nr_requests", "17");
                    assertThat(s.take()).as("nothing changed").isEmpty();
                  }),
              in(
                  "a call in a running queue is found",
                  s -> s.refuses(() -> s.elevator().depthUpdated(s.face()), "not still")));
      case LIMIT_DEPTH ->
          List.of(
              in(
                  "of ordinary bios only",
                  s -> {
                    s.take();
                    s.submit(0);
                    assertThat(s.take()).contains(HookRow.LIMIT_DEPTH);
                    s.driver.completeAll();
                    s.take();
                    s.queue.submit(s.world.bio().flush());
                    s.queue.submit(s.world.write(0, 8).flags(BioFlags.FUA));
                    s.queue.execute(command(s), false);
                    s.queue.executeReserved(command(s), false);
                    s.driver.completeAll();
                    assertThat(s.take()).doesNotContain(HookRow.LIMIT_DEPTH);
                  }),
              in(
                  "again when it waited for a tag",
                  s -> {
                    s.queue.admin().setAttribute("nr_requests", "4");
                    s.hold();
                    for (int i = 0; i < 3; i++) {
                      s.submit(i * 100L);
                    }
                    s.take();
                    s.submit(1000);
                    assertThat(s.queue.parking().size()).isEqualTo(1);
                    s.letGo();
                    assertThat(s.take().stream().filter(each -> each == HookRow.LIMIT_DEPTH))
                        .hasSize(2);
                  }),
              in(
                  "of a flush is found wrong",
                  s ->
                      s.refuses(
                          () ->
                              ((DepthLimiter) s.elevator())
                                  .limitDepth((SubmittedBio) withGroup(s, s.world.bio().flush())),
                          "flush-type")));
      case PREPARE ->
          List.of(
              in(
                  "right after the tag, once",
                  s -> {
                    s.take();
                    s.submit(0);
                    List<HookRow> seen = s.take();
                    assertThat(seen.indexOf(HookRow.PREPARE))
                        .isBetween(seen.indexOf(HookRow.LIMIT_DEPTH), seen.indexOf(HookRow.INSERT));
                    s.driver.completeAll();
                  }),
              in(
                  "neither of flushes nor of commands",
                  s -> {
                    s.take();
                    s.queue.submit(s.world.write(0, 8).flags(BioFlags.PREFLUSH));
                    s.queue.execute(command(s), false);
                    s.driver.completeAll();
                    assertThat(s.take()).containsOnly(HookRow.COMPLETED);
                  }),
              in(
                  "twice is found",
                  s -> {
                    Request rq = requestInElevator(s);
                    s.refuses(() -> s.elevator().prepare(rq, 1), "with a bio");
                  }));
      case BIO_MERGE ->
          List.of(
              in(
                  "a bio that is taken sees no other hook of a request",
                  s -> {
                    s.hold();
                    s.submit(0);
                    s.take();
                    s.submit(8);
                    assertThat(s.take())
                        .startsWith(HookRow.BIO_MERGE)
                        .doesNotContain(
                            HookRow.LIMIT_DEPTH, HookRow.PREPARE, HookRow.INSERT, HookRow.FINISH);
                    s.letGo();
                  }),
              in(
                  "not of bios that may not merge",
                  s -> {
                    s.take();
                    s.queue.submit(s.world.read(0, 8).flags(BioFlags.NOMERGE));
                    s.queue.submit(s.world.bio().flush());
                    s.driver.completeAll();
                    assertThat(s.take()).doesNotContain(HookRow.BIO_MERGE);
                    s.queue.admin().setAttribute("nomerges", "2");
                    s.submit(0);
                    s.driver.completeAll();
                    assertThat(s.take()).doesNotContain(HookRow.BIO_MERGE);
                  }),
              in(
                  "with absorbed requests in the list is found",
                  s -> {
                    var absorbed = new RequestList();
                    absorbed.addLast(unusedRequest(s));
                    s.refuses(
                        () ->
                            ((BioMerger) s.elevator())
                                .bioMerge((SubmittedBio) s.world.read(0, 8), absorbed, 1),
                        "not empty");
                  }));
      case ALLOW_MERGE ->
          List.of(
              in(
                  "before a bio joins a request, not in a plug",
                  s -> {
                    s.hold();
                    s.submit(0);
                    s.take();
                    try (Plug plug = s.world.plugs.open()) {
                      s.queue.submit(s.world.read(100, 8), plug);
                      s.take();
                      s.queue.submit(s.world.read(108, 8), plug);
                      assertThat(s.take()).as("in the plug").isEmpty();
                      s.queue.submit(s.world.read(8, 8), plug);
                      assertThat(s.take()).contains(HookRow.ALLOW_MERGE);
                    }
                    s.letGo();
                  }),
              in(
                  "without its lock is found",
                  s -> {
                    Request rq = requestInElevator(s);
                    s.refuses(
                        () ->
                            ((MergeFilter) s.elevator())
                                .allowMerge(rq, (SubmittedBio) s.world.read(8, 8), 1),
                        "own lock");
                  }));
      case REQUEST_MERGE, REQUEST_MERGED ->
          List.of(
              in(
                  "at the front",
                  s -> {
                    s.hold();
                    s.submit(8);
                    s.submit(100);
                    s.queue.submit(s.world.write(1000, 8));
                    s.take();
                    s.submit(92);
                    assertThat(s.take())
                        .containsSubsequence(
                            HookRow.BIO_MERGE,
                            HookRow.REQUEST_MERGE,
                            HookRow.FORMER_NEXT,
                            HookRow.REQUEST_MERGED);
                    s.letGo();
                    assertThat(s.driver.history).contains("READ 92+16");
                  }),
              in(
                  "at the back the hash finds it",
                  s -> {
                    s.hold();
                    s.submit(8);
                    s.submit(100);
                    s.take();
                    s.submit(108);
                    assertThat(s.take())
                        .contains(HookRow.REQUEST_MERGED)
                        .doesNotContain(HookRow.REQUEST_MERGE);
                    s.letGo();
                  }),
              in(
                  "without its lock is found",
                  s -> {
                    Request rq = requestInElevator(s);
                    if (row == HookRow.REQUEST_MERGE) {
                      s.refuses(
                          () -> s.elevator().findFrontMerge((SubmittedBio) s.world.read(0, 8), 1),
                          "own lock");
                    } else {
                      s.refuses(
                          () -> s.elevator().requestMerged(rq, MergeKind.BACK, 1), "own lock");
                    }
                  }));
      case REQUESTS_MERGED, FORMER_NEXT ->
          List.of(
              in(
                  "a bio fills the hole between two",
                  s -> {
                    s.hold();
                    s.submit(0);
                    s.submit(16);
                    s.take();
                    s.submit(8);
                    assertThat(s.take())
                        .containsSubsequence(
                            HookRow.FORMER_NEXT, HookRow.REQUESTS_MERGED, HookRow.FINISH)
                        .doesNotContain(HookRow.REQUEST_MERGED, HookRow.COMPLETED);
                    s.letGo();
                    assertThat(s.driver.history).containsExactly("READ 0+24");
                  }),
              in(
                  "a request vanishes at its insertion",
                  s -> {
                    s.hold();
                    s.submit(0);
                    s.take();
                    try (Plug plug = s.world.plugs.open()) {
                      s.queue.submit(s.world.read(16, 8), plug);
                      s.queue.submit(s.world.read(100, 8), plug);
                      s.queue.submit(s.world.read(8, 8), plug);
                      // The bio at sector 8 merged with the request at 0 in the plug. The request
                      // at 16 merges with that one when it is inserted.
                      assertThat(plug.size()).isEqualTo(2);
                      s.take();
                    }
                    assertThat(s.take())
                        .containsSubsequence(
                            HookRow.INSERT, HookRow.REQUESTS_MERGED, HookRow.FINISH);
                    s.letGo();
                    assertThat(s.driver.history)
                        .containsExactlyInAnyOrder("READ 0+24", "READ 100+8");
                  }),
              in(
                  "without its lock is found",
                  s -> {
                    Request rq = requestInElevator(s);
                    if (row == HookRow.FORMER_NEXT) {
                      s.refuses(() -> s.elevator().formerRequest(rq), "own lock");
                      s.refuses(() -> s.elevator().nextRequest(rq), "own lock");
                    } else {
                      s.refuses(() -> s.elevator().requestsMerged(rq, rq, 1), "own lock");
                    }
                  }));
      case INSERT ->
          List.of(
              in(
                  "a group at once, in order, and again at the head",
                  s -> {
                    s.take();
                    try (Plug plug = s.world.plugs.open()) {
                      for (int i = 0; i < 3; i++) {
                        s.queue.submit(s.world.read(i * 100L, 8), plug);
                      }
                      s.take();
                    }
                    assertThat(s.take().stream().filter(each -> each == HookRow.INSERT)).hasSize(1);
                    HeldDriver.Given given = s.driver.held.removeFirst();
                    given.hctx().requeue(given.cookie(), true);
                    s.world.runAllButTimeouts();
                    assertThat(s.take())
                        .containsSubsequence(HookRow.REQUEUE, HookRow.INSERT, HookRow.DISPATCH);
                    s.driver.completeAll();
                    assertThat(s.driver.history)
                        .as("behind what waits for the driver, before what is in the elevator")
                        .containsExactly("READ 0+8", "READ 100+8", "READ 0+8", "READ 200+8");
                  }),
              in(
                  "of nothing, and of a request that the driver has, is found",
                  s -> {
                    s.submit(0);
                    Request rq = (Request) s.driver.held.getFirst().rq();
                    s.refuses(
                        () ->
                            s.elevator()
                                .insert(s.face(), new RequestList(), false, new RequestList(), 1),
                        "insert of nothing");
                    var list = new RequestList();
                    list.addLast(rq);
                    s.refuses(
                        () -> s.elevator().insert(s.face(), list, false, new RequestList(), 1),
                        "insert of a request with a driver tag");
                  }));
      case HAS_WORK ->
          List.of(
              in(
                  "before each dispatch",
                  s -> {
                    s.submit(0);
                    s.submit(100);
                    s.submit(200);
                    s.driver.completeAll();
                    HookRow before = null;
                    for (HookRow each : s.type.log) {
                      if (each == HookRow.DISPATCH) {
                        assertThat(before).isEqualTo(HookRow.HAS_WORK);
                      }
                      before = each;
                    }
                    assertThat(s.type.dispatched.get()).isEqualTo(3);
                  }),
              in(
                  "under the elevator's own lock is found",
                  s -> {
                    s.type.inCompleted = () -> s.elevator().hasWork(s.face());
                    s.submit(0);
                    s.driver.completeAll();
                    // A call from inside a hook is allowed if the hook holds no lock.
                    assertThat(s.type.violations).isEmpty();
                    s.type.inCompleted = () -> {};
                  }));
      case DISPATCH ->
          List.of(
              in(
                  "neither stopped nor quiesced, and not past leftovers",
                  s -> {
                    s.take();
                    s.hold();
                    s.submit(0);
                    assertThat(s.take()).doesNotContain(HookRow.DISPATCH);
                    s.queue.admin().quiesce();
                    s.queue.admin().start(0);
                    assertThat(s.take()).doesNotContain(HookRow.DISPATCH);
                    s.driver.answer = rq -> BioStatus.DEV_RESOURCE;
                    s.queue.admin().unquiesce();
                    assertThat(s.take()).contains(HookRow.DISPATCH);
                    s.submit(100);
                    assertThat(s.take()).doesNotContain(HookRow.DISPATCH);
                    s.driver.answer = rq -> BioStatus.OK;
                    s.letGo();
                    assertThat(s.take()).contains(HookRow.DISPATCH);
                  }),
              in(
                  "outside a run is found",
                  s -> {
                    Request ignored = requestInElevator(s);
                    s.refuses(() -> s.elevator().dispatch(s.face(), 1), "outside a run");
                  }));
      case COMPLETED ->
          List.of(
              in(
                  "before finish, and once for each ending of a flush",
                  s -> {
                    s.submit(0);
                    s.take();
                    s.driver.completeAll();
                    assertThat(s.take()).containsExactly(HookRow.COMPLETED, HookRow.FINISH);
                    s.queue.submit(s.world.write(0, 8).flags(BioFlags.PREFLUSH | BioFlags.FUA));
                    s.driver.completeAll();
                    assertThat(s.take()).containsExactly(HookRow.COMPLETED, HookRow.COMPLETED);
                  }),
              in(
                  "when the dispatch loop ends it with an error",
                  s -> {
                    s.driver.answer = rq -> BioStatus.MEDIUM;
                    s.take();
                    s.submit(0);
                    assertThat(s.take())
                        .endsWith(HookRow.DISPATCH, HookRow.COMPLETED, HookRow.FINISH);
                  }),
              in(
                  "of one that is still queued is found",
                  s -> {
                    Request rq = requestInElevator(s);
                    s.refuses(
                        () -> s.elevator().completed(rq, Long.MAX_VALUE), "before the bios ended");
                  }));
      case REQUEUE ->
          List.of(
              in(
                  "when the driver gives it back, not when it refuses it",
                  s -> {
                    s.submit(0);
                    s.take();
                    HeldDriver.Given given = s.driver.held.removeFirst();
                    given.hctx().requeue(given.cookie(), false);
                    assertThat(s.take()).containsExactly(HookRow.REQUEUE);
                    s.queue.admin().kickRequeue();
                    s.world.runAllButTimeouts();
                    s.driver.completeAll();
                    assertThat(s.take())
                        .containsExactly(
                            HookRow.INSERT, HookRow.DISPATCH, HookRow.COMPLETED, HookRow.FINISH);
                    int[] refusals = {1};
                    s.driver.answer = rq -> refusals[0]-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
                    s.submit(0);
                    s.world.runAllButTimeouts();
                    s.driver.completeAll();
                    assertThat(s.take()).doesNotContain(HookRow.REQUEUE);
                  }),
              in(
                  "of one that was not handed out is found",
                  s -> {
                    Request rq = requestInElevator(s);
                    s.refuses(
                        () -> s.elevator().requeue(rq, 1),
                        "requeue of a request that is listed already");
                  }));
      case FINISH ->
          List.of(
              in(
                  "once, also of what was never used",
                  s -> {
                    s.queue.admin().setAttribute("nr_requests", "64");
                    s.take();
                    try (Plug plug = s.world.plugs.open(3)) {
                      s.queue.submit(s.world.read(0, 8), plug);
                      s.take();
                    }
                    assertThat(s.take())
                        .startsWith(HookRow.INSERT)
                        .contains(HookRow.FINISH)
                        .doesNotContain(HookRow.COMPLETED);
                    assertThat(s.type.finished.get()).isEqualTo(2);
                    s.driver.completeAll();
                  }),
              in(
                  "of one that is queued is found, and of one that was finished",
                  s -> {
                    Request rq = requestInElevator(s);
                    s.refuses(
                        () -> s.elevator().finish(rq, 1), "finish of a request that is QUEUED");
                  }));
      case INIT_ICQ, EXIT_ICQ ->
          List.of(
              in(
                  "with the first request of a task, and at its end",
                  s -> {
                    Task task = s.world.newTask("another", 0);
                    s.take();
                    s.queue.submit(s.world.read(0, 8).task(task));
                    assertThat(s.take())
                        .containsSubsequence(
                            HookRow.LIMIT_DEPTH, HookRow.INIT_ICQ, HookRow.PREPARE);
                    s.queue.submit(s.world.read(100, 8).task(task));
                    assertThat(s.take()).doesNotContain(HookRow.INIT_ICQ);
                    s.driver.completeAll();
                    s.take();
                    task.exit();
                    s.world.virtualTime().runDeferred();
                    assertThat(s.take()).containsExactly(HookRow.EXIT_ICQ);
                  }),
              in(
                  "without its locks is found",
                  s -> {
                    s.submit(0);
                    Icq icq = icqOf(s);
                    if (row == HookRow.EXIT_ICQ) {
                      s.refuses(() -> s.elevator().exitIcq(icq, 1), "without the context lock");
                      return;
                    }
                    s.refuses(() -> s.elevator().initIcq(icq, 1), "without the queue lock");
                    QueueLock lock = s.queue.identity().lock();
                    lock.lock();
                    try {
                      s.refuses(() -> s.elevator().initIcq(icq, 1), "without the context lock");
                    } finally {
                      lock.unlock();
                    }
                  }),
              in(
                  "an end that comes twice is found",
                  s -> {
                    Task task = s.world.newTask("another", 0);
                    s.queue.submit(s.world.read(0, 8).task(task));
                    Icq icq = icqOf(s);
                    s.driver.completeAll();
                    int[] more = {1};
                    s.type.inExitIcq =
                        () -> {
                          if (more[0]-- > 0) {
                            s.refuses(() -> s.elevator().exitIcq(icq, 1), "not initialised");
                          }
                        };
                    task.exit();
                    s.world.virtualTime().runDeferred();
                    assertThat(s.type.violations).hasSize(1);
                  }));
      case ATTRIBUTES ->
          List.of(
              in(
                  "under their lock, in a queue that runs",
                  s -> {
                    s.take();
                    s.queue.admin().setElevatorAttribute("shallow", "3");
                    assertThat(s.queue.admin().elevatorAttribute("shallow")).isEqualTo("3");
                    assertThat(s.take()).containsExactly(HookRow.ATTRIBUTES, HookRow.ATTRIBUTES);
                  }),
              in(
                  "without their lock is found",
                  s -> {
                    s.refuses(() -> s.elevator().show("shallow"), "attribute lock");
                    s.refuses(() -> s.elevator().store("shallow", "1", 1), "attribute lock");
                  }));
    };
  }

  private static Bio command(Scene s) {
    return s.world.bio().driverIn(s.world.memory.asSlice(0, 512));
  }

  /** Returns the icq of the first request that the driver has. */
  private static Icq icqOf(Scene s) {
    Icq icq = ((Request) s.driver.held.getFirst().rq()).icq();
    if (icq == null) {
      throw new IllegalStateException("a request without an icq");
    }
    return icq;
  }

  /** Sets the group of a bio, as submission does before it calls the bio-merge hook. */
  private static Bio withGroup(Scene s, Bio bio) {
    return bio.group(s.world.task.group());
  }

  /**
   * Submits a read while the hardware queues are stopped, and returns its request, which is in the
   * elevator.
   */
  private static Request requestInElevator(Scene s) {
    s.hold();
    s.submit(0);
    RequestPool pool = s.queue.hardwareQueues()[0].pool();
    for (int i = 0; i < pool.size(); i++) {
      if (pool.request(i).place == Place.ELEVATOR) {
        return pool.request(i);
      }
    }
    throw new IllegalStateException("no request in the elevator");
  }

  /** Returns a request object that is not in use. */
  private static Request unusedRequest(Scene s) {
    return s.queue.hardwareQueues()[0].pool().request(0);
  }

  /**
   * Takes requests through everything that can happen to them, and expects that every hook of the
   * contract was called.
   */
  @Test
  void allHooksAreCalledInTheLifeOfAQueue() {
    Set<HookRow> seen = EnumSet.noneOf(HookRow.class);
    var scene = new Scene();
    scene.hold();
    scene.submit(8);
    scene.submit(100);
    scene.submit(0);
    scene.submit(24);
    scene.submit(16);
    scene.letGo();
    scene.submit(0);
    HeldDriver.Given given = scene.driver.held.removeFirst();
    given.hctx().requeue(given.cookie(), true);
    scene.world.runAllButTimeouts();
    scene.driver.completeAll();
    scene.queue.admin().setAttribute("nr_requests", "9");
    scene.queue.admin().setElevatorAttribute("shallow", "1");
    scene.queue.admin().switchElevator("none");
    seen.addAll(scene.type.log);
    scene.close();
    assertThat(seen).containsExactlyInAnyOrder(HookRow.values());
  }
}
