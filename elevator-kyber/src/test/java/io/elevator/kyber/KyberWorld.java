package io.elevator.kyber;

import io.elevator.api.LatencySummary;
import io.elevator.api.Operation;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeClock;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import io.elevator.testkit.fake.FakeTimer;
import io.elevator.testkit.fake.RecordedState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fake queue with Kyber and without icqs, and short methods for the operations of these tests.
 */
final class KyberWorld {
  final FakeQueue queue;
  final KyberElevator elevator;

  /** The timer that the elevator has created. */
  final FakeTimer timer;

  private final AtomicInteger mergeAttempts = new AtomicInteger();
  private long nextSector;

  KyberWorld(int hardwareQueues, int stripes) {
    this(hardwareQueues, stripes, new FakeClock());
  }

  KyberWorld(int hardwareQueues, int stripes, FakeClock clock) {
    queue = new FakeQueue(hardwareQueues, stripes, clock);
    queue.withIcqs(false);
    queue.onMergeAttempt(mergeAttempts::incrementAndGet);
    queue.onRun(() -> {
      throw new IllegalStateException("kyber asks for runs of one hardware queue only");
    });
    elevator = (KyberElevator) queue.attach(new KyberType());
    timer = clock.timers().getFirst();
  }

  static int token(Request rq) {
    return KyberElevator.dataOf(rq).token;
  }

  long now() {
    return queue.now();
  }

  void advance(long nanos) {
    queue.clock().advance(nanos);
  }

  FakeHardwareQueue hctx(int index) {
    return queue.hardwareQueue(index);
  }

  SubmittedBio bio(int stripe, int opAndFlags, long sector, int sectors) {
    FakeTask task = queue.task("task");
    task.stripe(stripe);
    return queue.bio(task, opAndFlags, sector, sectors);
  }

  boolean merge(SubmittedBio bio) {
    return elevator.bioMerge(bio, new RequestList(), now());
  }

  /** Returns how often the elevator has tried to merge a bio into a request. */
  int mergeAttempts() {
    return mergeAttempts.get();
  }

  /**
   * Creates a prepared request whose sectors are not adjacent to those of any other request that
   * this object has created.
   */
  FakeRequest request(Operation operation, int stripe) {
    nextSector += 100;
    return request(operation, stripe, nextSector);
  }

  FakeRequest request(Operation operation, int stripe, long sector) {
    int index = stripe % queue.hardwareQueues().size();
    return queue.request(bio(stripe, operation.code(), sector, 8), hctx(index));
  }

  FakeRequest insert(Operation operation, int stripe) {
    FakeRequest rq = request(operation, stripe);
    insert(0, false, rq);
    return rq;
  }

  List<FakeRequest> insert(Operation operation, int stripe, int count) {
    List<FakeRequest> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(insert(operation, stripe));
    }
    return all;
  }

  void insert(int hctx, boolean atHead, FakeRequest... requests) {
    if (!queue.insert(hctx(hctx), atHead, requests)) {
      throw new AssertionError("a request was merged when it was inserted");
    }
  }

  @Nullable FakeRequest dispatch() {
    return dispatch(0);
  }

  @Nullable FakeRequest dispatch(int hctx) {
    return queue.dispatch(hctx(hctx));
  }

  List<FakeRequest> dispatchAll() {
    List<FakeRequest> all = new ArrayList<>();
    for (FakeRequest rq = dispatch(); rq != null; rq = dispatch()) {
      all.add(rq);
    }
    return all;
  }

  boolean hasWork(int hctx) {
    return queue.hasWork(hctx(hctx));
  }

  void complete(FakeRequest rq) {
    queue.complete(rq);
  }

  List<String> decisions() {
    return queue.decisions().stream()
        .map(each -> each.decision() + " " + each.value() + " " + each.reason())
        .toList();
  }

  /** Returns the state of the elevator as text, with dotted names as keys. */
  Map<String, String> state() {
    return state(elevator::describe);
  }

  String state(String name) {
    String value = state().get(name);
    if (value == null) {
      throw new NoSuchElementException(name + " is not among " + state().keySet());
    }
    return value;
  }

  static Map<String, String> state(Consumer<StateWriter> describe) {
    Map<String, String> text = new LinkedHashMap<>();
    RecordedState.of(describe)
        .forEach((name, value) ->
            text.put(
                name,
                value instanceof LatencySummary summary
                    ? summary.count() + " samples"
                    : value.toString()));
    return text;
  }
}
