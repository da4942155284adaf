package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.HostTags;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A driver that the test controls: it keeps each request until the test completes it, or completes
 * each request at once, or answers as the test defines. Not thread-safe unless it completes at
 * once.
 */
class HeldDriver extends BlockDriver {
  /** One request that the queue passed to this driver. */
  record Given(
      DriverQueue hctx,
      DriverRequest rq,
      long cookie,
      int opAndFlags,
      long sector,
      int sectors,
      boolean last) {
    @Override
    public String toString() {
      return io.elevator.api.Operation.of(opAndFlags) + " " + sector + "+" + sectors;
    }
  }

  private final int depth;
  private QueueLimits limits = QueueLimits.builder().build();
  private int hardwareQueueCount = 1;
  private long capacity = 1L << 30;
  private int reserved;
  private HostTags host;
  private final Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);
  private boolean inline;
  private boolean keepHistory = true;

  final List<Given> held = new ArrayList<>();
  final List<String> history = new ArrayList<>();
  Function<DriverRequest, BioStatus> answer = rq -> BioStatus.OK;
  DriverQueue[] hardwareQueues = new DriverQueue[0];
  int commits;
  final List<String> commitOrder = new ArrayList<>();
  boolean closed;

  HeldDriver(int depth) {
    this.depth = depth;
  }

  HeldDriver limits(QueueLimits value) {
    limits = value;
    return this;
  }

  HeldDriver hardwareQueues(int value) {
    hardwareQueueCount = value;
    return this;
  }

  /** Shares the tags of a host with other drives. */
  HeldDriver of(HostTags value) {
    host = value;
    return this;
  }

  HeldDriver reserved(int value) {
    reserved = value;
    return this;
  }

  HeldDriver capacity(long sectors) {
    capacity = sectors;
    return this;
  }

  HeldDriver with(DriverFeature feature) {
    features.add(feature);
    return this;
  }

  /** Completes every request at once, inside the driver call. */
  HeldDriver inline() {
    inline = true;
    return this;
  }

  HeldDriver withoutHistory() {
    keepHistory = false;
    return this;
  }

  @Override
  public DriverShape shape() {
    return new DriverShape("held", capacity, limits, hardwareQueueCount, depth, reserved, features);
  }

  @Override
  public HostTags hostTags() {
    return host;
  }

  @Override
  public void start(DriverQueue[] all) {
    hardwareQueues = all;
  }

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    BioStatus status = answer.apply(rq);
    if (status != BioStatus.OK) {
      return status;
    }
    long cookie = rq.start();
    if (keepHistory) {
      history.add(rq.toString());
    }
    if (inline) {
      hctx.complete(cookie, BioStatus.OK);
    } else {
      held.add(new Given(hctx, rq, cookie, rq.opAndFlags(), rq.offset() / 512, rq.sectors(), last));
    }
    return BioStatus.OK;
  }

  @Override
  public void commit(DriverQueue hctx) {
    commits++;
    commitOrder.add("commit " + hctx.index() + " after " + history.size());
  }

  /** Completes the oldest request that the driver keeps. */
  Given completeFirst() {
    return completeFirst(BioStatus.OK);
  }

  Given completeFirst(BioStatus status) {
    Given first = held.removeFirst();
    first.hctx.complete(first.cookie, status);
    return first;
  }

  /**
   * Completes the requests that the driver keeps, and those that the queue passes to it meanwhile.
   */
  void completeAll() {
    while (!held.isEmpty()) {
      completeFirst();
    }
  }

  List<String> heldNames() {
    return held.stream().map(Given::toString).toList();
  }

  @Override
  public void close() {
    closed = true;
  }
}
