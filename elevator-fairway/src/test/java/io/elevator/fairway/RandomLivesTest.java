package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeGroup;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import io.elevator.testkit.fake.RecordedState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of a queue with fairway, with all properties checked after each event. A life that
 * breaks a property is shortened, event by event, to a life that still breaks one, and the failure
 * names its events.
 */
class RandomLivesTest {
  private static final int TASKS = 9;
  private static final Operation[] OPERATIONS = {
    Operation.READ, Operation.READ, Operation.WRITE, Operation.DISCARD
  };

  /** One event: what happens and two numbers that choose the details. */
  private record Event(Kind kind, int first, int second) {}

  private enum Kind {
    SUBMIT,
    SUBMIT_ADJACENT,
    DISPATCH,
    COMPLETE,
    REQUEUE,
    ADVANCE,
    CHANGE_PRIORITY,
    CHANGE_GROUP,
    CHANGE_WEIGHT,
    CHANGE_TUNABLE
  }

  /** A queue that lives through events, and what a naive observer knows about it. */
  private static final class Life {
    private final FairwayScene scene = new FairwayScene();
    private final List<FakeTask> tasks = new ArrayList<>();
    private final List<FakeGroup> groups = new ArrayList<>();
    private final List<FakeRequest> inDrive = new ArrayList<>();
    private final long[] lastVirtualTimes = new long[3];
    private long submittedSectors;
    private long dispatchedSectors;
    private long largestCost;

    /** Largest window since the drive was last empty. */
    private long largestWindow;

    Life() {
      FakeGroup root = scene.queue.root();
      groups.add(root);
      groups.add(scene.queue.group("a", root, 100));
      groups.add(scene.queue.group("b", root, 400));
      groups.add(scene.queue.group("c", groups.get(2), 50));
      for (int i = 0; i < TASKS; i++) {
        tasks.add(scene.queue.task("task " + i));
      }
    }

    void happen(Event event) {
      FakeTask task = tasks.get(event.first % TASKS);
      switch (event.kind) {
        case SUBMIT -> submit(task, event.second * 4096L, 8 << event.second % 6, event.first);
        case SUBMIT_ADJACENT -> submit(task, event.second % 64 * 8L, 8, 0);
        case DISPATCH -> dispatch();
        case COMPLETE -> complete(event.first);
        case REQUEUE -> requeue(event.first);
        case ADVANCE -> scene.queue.clock().advance(event.first * 1000L * event.second);
        case CHANGE_PRIORITY ->
            task.priority(
                switch (event.second % 4) {
                  case 0 -> IoPriority.realTime(event.first % 8).value();
                  case 1 -> IoPriority.idle().value();
                  default -> IoPriority.bestEffort(event.first % 8).value();
                });
        case CHANGE_GROUP -> task.group(groups.get(event.second % groups.size()));
        case CHANGE_WEIGHT ->
            scene.queue.weigh(groups.get(1 + event.first % 3), 1 + event.second % 1000);
        case CHANGE_TUNABLE -> {
          switch (event.first % 3) {
            case 0 -> scene.set("window_kb", 4 + event.second % 600);
            case 1 -> scene.set("quantum_kb", event.second % 300);
            default -> scene.set("sensitive", event.second % 2);
          }
        }
      }
    }

    private void submit(FakeTask task, long sector, int sectors, int operation) {
      Operation op = OPERATIONS[operation % OPERATIONS.length];
      submittedSectors += sectors;
      scene.queue.submit(scene.queue.bio(task, op.code(), sector, sectors));
    }

    private void dispatch() {
      boolean open = scene.elevator.window.inFlight() < scene.elevator.tunables.window();
      int waiting = waiting();
      FakeRequest rq = scene.queue.dispatch();
      if (rq == null) {
        require(waiting == 0 || !open, "withholds a request although the window is open");
        return;
      }
      require(waiting == waiting() + 1, "lost count of the waiting requests");
      dispatchedSectors += rq.sectors();
      largestCost = Math.max(largestCost, Cost.of(rq));
      inDrive.add(rq);
    }

    private void complete(int which) {
      if (!inDrive.isEmpty()) {
        scene.queue.complete(inDrive.remove(which % inDrive.size()));
      }
    }

    private void requeue(int which) {
      if (!inDrive.isEmpty()) {
        FakeRequest rq = inDrive.remove(which % inDrive.size());
        dispatchedSectors -= rq.sectors();
        scene.queue.requeue(rq);
        scene.queue.insert(scene.queue.hardwareQueue(), true, rq);
      }
    }

    private int waiting() {
      int waiting = 0;
      for (ServiceClass each : scene.elevator.classes) {
        waiting += each.waiting();
      }
      return waiting + atHead();
    }

    private int atHead() {
      return ((Number) RecordedState.of(scene.elevator::describe).get("at_head")).intValue();
    }

    /** Checks what must hold at any time. */
    void check() {
      long cost = 0;
      for (FakeRequest each : inDrive) {
        cost += FairwayRequest.of(each).charged;
      }
      require(cost == scene.elevator.window.inFlight(), "counts another cost in the drive");
      long window = scene.elevator.tunables.window();
      largestWindow = cost == 0 ? window : Math.max(largestWindow, window);
      require(
          scene.queue.hasWork(scene.queue.hardwareQueue()) == (waiting() > 0),
          "says something else about work than there is");
      long inClasses = 0;
      for (ServiceClass each : scene.elevator.classes) {
        inClasses += each.root.inFlight;
        long virtual = each.root.virtualTime();
        require(virtual - lastVirtualTimes[each.index] >= 0, "let a virtual time go back");
        lastVirtualTimes[each.index] = virtual;
        require(each.isEmpty() == (each.root.size() == 0), "has an empty class that is active");
      }
      require(inClasses == cost, "lost cost in the tree");
      require(
          cost < largestWindow + largestWindow / 4 + 2 * largestCost + 1,
          "has more in the drive than it may");
    }

    /** Serves all that waits, and checks that nothing is left. */
    void end() {
      while (waiting() > 0 || !inDrive.isEmpty()) {
        int before = waiting();
        dispatch();
        if (waiting() == before) {
          require(!inDrive.isEmpty(), "withholds requests with nothing in the drive");
          complete(0);
        }
        check();
      }
      require(submittedSectors == dispatchedSectors, "lost or repeated data");
      require(scene.queue.hashedRequests() == 0, "left requests in the merge hash");
      scene.queue.detach();
    }

    private static void require(boolean holds, String breach) {
      if (!holds) {
        fail("the elevator " + breach);
      }
    }
  }

  private static List<Event> events(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Event> events = new ArrayList<>();
    Kind[] often = {Kind.SUBMIT, Kind.SUBMIT, Kind.SUBMIT_ADJACENT, Kind.DISPATCH, Kind.COMPLETE};
    for (int i = 0; i < count; i++) {
      Kind kind =
          random.nextInt(10) < 8
              ? often[random.nextInt(often.length)]
              : Kind.values()[random.nextInt(Kind.values().length)];
      events.add(new Event(kind, random.nextInt(1000), random.nextInt(100_000)));
    }
    return events;
  }

  /** Returns what broke in a life with these events, or null. */
  private static Throwable live(List<Event> events) {
    try {
      Life life = new Life();
      for (Event each : events) {
        life.happen(each);
        life.check();
      }
      life.end();
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }

  private static List<Event> shortened(List<Event> events) {
    List<Event> shorter = new ArrayList<>(events);
    for (int piece = shorter.size() / 2; piece > 0; piece /= 2) {
      for (int from = 0; from + piece <= shorter.size(); ) {
        List<Event> tried = new ArrayList<>(shorter);
        tried.subList(from, from + piece).clear();
        if (live(tried) == null) {
          from += piece;
        } else {
          shorter = tried;
        }
      }
    }
    return shorter;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void propertiesHoldAfterEachEventOfARandomLife(long seed) {
    for (int i = 0; i < 20; i++) {
      List<Event> events = events(seed * 1000 + i, 400);
      if (live(events) != null) {
        List<Event> least = shortened(events);
        throw new AssertionError("seed " + (seed * 1000 + i) + ": " + least, live(least));
      }
    }
  }

  @Test
  void equalLivesGiveEqualOrders() {
    assertThat(order(77)).isEqualTo(order(77)).hasSizeGreaterThan(100);
  }

  private static List<String> order(long seed) {
    Life life = new Life();
    List<String> order = new ArrayList<>();
    for (Event each : events(seed, 2000)) {
      int before = life.inDrive.size();
      life.happen(each);
      if (each.kind == Kind.DISPATCH && life.inDrive.size() > before) {
        FakeRequest rq = life.inDrive.getLast();
        order.add(rq.task().name() + " " + rq);
      }
    }
    life.end();
    return order;
  }
}
