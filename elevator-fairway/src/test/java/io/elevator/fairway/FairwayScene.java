package io.elevator.fairway;

import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeClock;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A fake queue with fairway, whose drive completes requests in the order of their dispatch. */
final class FairwayScene {
  static final long MS = 1_000_000;
  static final int READ = Operation.READ.code();
  static final int KIB_4 = 8;
  static final int KIB_64 = 128;

  final FakeQueue queue;
  final Fairway elevator;
  final Deque<FakeRequest> drive = new ArrayDeque<>();
  private long nextSector;

  FairwayScene() {
    this(1);
  }

  FairwayScene(int hardwareQueues) {
    queue = new FakeQueue(hardwareQueues, 1, new FakeClock(1_000 * MS, 0));
    elevator = (Fairway) queue.attach(new FairwayType());
  }

  FakeTask realTime(String name) {
    return task(name, IoPriority.realTime(4));
  }

  FakeTask bestEffort(String name, int level) {
    return task(name, IoPriority.bestEffort(level));
  }

  FakeTask idle(String name) {
    return task(name, IoPriority.idle());
  }

  private FakeTask task(String name, IoPriority priority) {
    FakeTask task = queue.task(name);
    task.priority(priority.value());
    return task;
  }

  FairwayScene set(String attribute, int value) {
    elevator.store(attribute, Integer.toString(value), queue.now());
    return this;
  }

  /** Submits reads that are adjacent to no other. */
  void submit(FakeTask task, int sectors, int count) {
    for (int i = 0; i < count; i++) {
      nextSector += 1 << 20;
      queue.submit(queue.bio(task, READ, nextSector, sectors));
    }
  }

  /** Dispatches a request to the drive and returns the name of its task, or null. */
  String dispatch() {
    FakeRequest rq = queue.dispatch();
    if (rq == null) {
      return null;
    }
    drive.add(rq);
    return rq.task().name();
  }

  void completeOldest() {
    queue.complete(drive.removeFirst());
  }

  void completeAll() {
    while (!drive.isEmpty()) {
      completeOldest();
    }
  }

  /** Dispatches and completes requests one after the other; returns the names of their tasks. */
  List<String> serve(int count) {
    List<String> served = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = dispatch();
      if (name == null) {
        break;
      }
      served.add(name);
      completeOldest();
    }
    return served;
  }

  void advanceMs(long ms) {
    queue.clock().advance(ms * MS);
  }
}
