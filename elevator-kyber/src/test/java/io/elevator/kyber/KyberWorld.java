package io.elevator.kyber;

import io.elevator.api.Operation;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An elevator on a fake attachment, with short words for what a queue does to it. */
final class KyberWorld {
  final FakeAttachment attachment;
  final KyberElevator elevator;
  private long nextSector;

  KyberWorld(int hardwareQueues, int stripes) {
    attachment = new FakeAttachment(hardwareQueues, stripes);
    elevator = new KyberElevator(attachment);
    for (FakeHardwareQueue hctx : attachment.hctxs) {
      elevator.initHardwareQueue(hctx);
    }
  }

  /** Makes a prepared request that touches no other. */
  FakeRequest request(Operation operation, int stripe) {
    nextSector += 100;
    FakeRequest rq = new FakeRequest(operation, nextSector, 8, stripe).bind(elevator);
    rq.startNanos(attachment.now);
    elevator.prepare(rq, attachment.now);
    return rq;
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
    RequestList list = new RequestList();
    for (FakeRequest rq : requests) {
      list.addLast(rq);
    }
    RequestList absorbed = new RequestList();
    elevator.insert(attachment.hctxs[hctx], list, atHead, absorbed, attachment.now);
    if (!list.isEmpty() || !absorbed.isEmpty()) {
      throw new AssertionError("insert left requests in its lists");
    }
  }

  @Nullable FakeRequest dispatch() {
    return dispatch(0);
  }

  @Nullable FakeRequest dispatch(int hctx) {
    Request rq = elevator.dispatch(attachment.hctxs[hctx], attachment.now);
    if (rq instanceof FakeRequest fake) {
      fake.issuedNanos(attachment.now);
      return fake;
    }
    return null;
  }

  List<FakeRequest> dispatchAll() {
    List<FakeRequest> all = new ArrayList<>();
    for (FakeRequest rq = dispatch(); rq != null; rq = dispatch()) {
      all.add(rq);
    }
    return all;
  }

  boolean hasWork(int hctx) {
    return elevator.hasWork(attachment.hctxs[hctx]);
  }

  void complete(FakeRequest rq) {
    elevator.completed(rq, attachment.now);
    elevator.finish(rq, attachment.now);
  }

  RecordedState state() {
    RecordedState out = new RecordedState();
    elevator.describe(out);
    if (!out.isBalanced()) {
      throw new AssertionError("describe began a part that it did not end");
    }
    return out;
  }

  String state(String name) {
    return state().get(name);
  }
}
