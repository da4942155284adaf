package io.elevator.devices.fault;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Operation;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.fault.FaultRule.Counter;
import io.elevator.devices.store.Medium;
import io.elevator.devices.store.MediumHolder;
import io.elevator.devices.store.MediumResult;
import io.elevator.devices.store.SeededRandom;
import io.elevator.spi.Clock;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.HostTags;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A drive that wraps another drive and causes the faults of a plan in it. A fault at the end of a
 * request changes the completion of a request that the wrapped drive has performed. So the memory
 * of a request whose completion is held back is no longer in use.
 *
 * <p>A power cut ends all requests in the drive with {@link BioStatus#OFFLINE}. Of each write in
 * the drive, a random number of its first sectors takes effect; then the medium loses a share of
 * the data that was not made durable. Until the power is back, requests are refused with OFFLINE.
 *
 * <p>Thread-safe: one lock guards all state of this class, except the completions held back, which
 * have a lock of their own. Neither lock is held during calls of the wrapped drive and of the
 * hardware queue. The lock of this class is held during calls of the medium and of {@link #held}.
 */
public final class FaultDrive extends BlockDriver {
  private static final long BUSY_NANOS = 1_000_000;

  private final BlockDriver drive;
  private final @Nullable DriverFiles files;
  private final @Nullable Medium medium;
  private final Clock clock;
  private final Delivery delivery;
  private final DriveDefects defects;
  private final SeededRandom random;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Counter> counters = new ArrayList<>();
  private final IdentityHashMap<DriverRequest, Passage> inside = new IdentityHashMap<>();
  private final HeldCompletions held;
  private FaultQueue[] queues = {};
  private long startNanos;
  private volatile long powerBackNanos;
  private long cuts;
  private long lostSectors;

  /** Record about a request that is in the wrapped drive. */
  private static final class Passage {
    private final @Nullable FaultRule rule;
    private boolean isCut;

    private Passage(@Nullable FaultRule rule) {
      this.rule = rule;
    }
  }

  private FaultDrive(
      BlockDriver drive, FaultPlan plan, DriverContext context, @Nullable Medium medium) {
    this.drive = drive;
    this.medium = medium;
    clock = context.clock();
    defects = new DriveDefects(context, "faults of " + drive.shape().name());
    delivery = new Delivery(context, "completion of " + drive.shape().name());
    random = new SeededRandom(context.seed(), 2);
    for (FaultRule rule : plan.rules()) {
      counters.add(new Counter(rule));
    }
    held = new HeldCompletions(context, delivery, defects);
    DriverFiles inner = drive.files();
    files = inner == null ? null : new FaultFiles(this, inner);
  }

  /**
   * Returns a drive that causes the faults of a plan in the given drive.
   *
   * @param drive drive to wrap, which was opened and not started
   * @param plan faults to cause
   * @param context services of the core
   * @return the fault drive, or {@code drive} itself if the plan is empty
   * @throws AttributeException if the plan needs a medium that the drive does not have
   */
  public static BlockDriver wrap(BlockDriver drive, FaultPlan plan, DriverContext context) {
    if (plan.isEmpty()) {
      return drive;
    }
    Medium medium = drive instanceof MediumHolder holder ? holder.medium() : null;
    for (FaultRule rule : plan.rules()) {
      if (rule.action().needsMedium() && (medium == null || !medium.keepsData())) {
        throw new AttributeException(
            Reason.INVALID,
            FaultPlan.OPTION.name()
                + ": '"
                + rule.text()
                + "' needs a drive that keeps its data in memory");
      }
    }
    return new FaultDrive(drive, plan, context, medium);
  }

  @Override
  public DriverShape shape() {
    return drive.shape();
  }

  @Override
  public @Nullable HostTags hostTags() {
    return drive.hostTags();
  }

  @Override
  public @Nullable DriverFiles files() {
    return files;
  }

  /** Returns whether the drive has power now. */
  boolean hasPower() {
    return clock.now() >= powerBackNanos;
  }

  @Override
  public MemoryRegistration registerMemory(MemorySegment memory) {
    return drive.registerMemory(memory);
  }

  @Override
  public void start(DriverQueue[] hardwareQueues) {
    queues = new FaultQueue[hardwareQueues.length];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new FaultQueue(this, hardwareQueues[i]);
    }
    startNanos = clock.now();
    drive.start(queues.clone());
  }

  @Override
  public @Nullable Object newRequestData() {
    return drive.newRequestData();
  }

  @Override
  public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    long now = clock.now();
    FaultRule rule = null;
    lock.lock();
    try {
      if (now < powerBackNanos) {
        return BioStatus.OFFLINE;
      }
      for (Counter counter : counters) {
        if (counter.strikes(rq, now - startNanos, random)) {
          rule = counter.rule();
          break;
        }
      }
    } finally {
      lock.unlock();
    }
    if (rule == null) {
      return forwardToDrive(hctx, rq, last, null);
    }
    switch (rule.action()) {
      case FAIL -> hctx.complete(rq.start(), rule.status());
      case BUSY -> {
        if (rule.status() == BioStatus.DEV_RESOURCE) {
          // A driver that answers DEV_RESOURCE must cause a later run of the queue itself.
          hctx.runAfter(BUSY_NANOS);
        }
        return rule.status();
      }
      case REQUEUE -> hctx.requeue(rq.start(), true);
      case TEAR -> tear(hctx, rq, rule);
      case POWERCUT -> {
        cutPower(Math.max(rule.nanos(), 0), rule.loss());
        hctx.complete(rq.start(), BioStatus.OFFLINE);
      }
      case DELAY, HANG, LATE, TWICE -> {
        return forwardToDrive(hctx, rq, last, rule);
      }
    }
    return BioStatus.OK;
  }

  private BioStatus forwardToDrive(
      DriverQueue hctx, DriverRequest rq, boolean last, @Nullable FaultRule rule) {
    lock.lock();
    try {
      inside.put(rq, new Passage(rule));
    } finally {
      lock.unlock();
    }
    BioStatus answer;
    try {
      answer = drive.queueRequest(queues[hctx.index()], rq, last);
    } catch (Throwable e) {
      removeRecord(rq);
      throw e;
    }
    if (answer != BioStatus.OK) {
      removeRecord(rq);
    }
    return answer;
  }

  private void removeRecord(DriverRequest rq) {
    lock.lock();
    try {
      inside.remove(rq);
    } finally {
      lock.unlock();
    }
  }

  private void tear(DriverQueue hctx, DriverRequest rq, FaultRule rule) {
    Medium torn = medium;
    long cookie = rq.start();
    if (torn != null) {
      write(torn, rq, rule.sectors() >= 0 ? rule.sectors() : randomBelow(rq.sectors()));
    }
    hctx.complete(cookie, rule.status());
  }

  private int randomBelow(int below) {
    lock.lock();
    try {
      return (int) random.below(Math.max(below, 1));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Cuts the power now.
   *
   * @param forNanos time without power, in nanoseconds
   * @param lossShare probability that a sector that was not made durable is lost, from 0 to 1
   */
  public void cutPower(long forNanos, double lossShare) {
    lock.lock();
    try {
      cuts++;
      powerBackNanos = clock.now() + forNanos;
      Medium cut = medium;
      for (Map.Entry<DriverRequest, Passage> entry : requestsInTagOrder()) {
        DriverRequest rq = entry.getKey();
        entry.getValue().isCut = true;
        if (cut != null && rq.operation() == Operation.WRITE) {
          write(cut, rq, (int) random.below(rq.sectors() + 1L));
        }
      }
      if (cut != null) {
        lostSectors += cut.cutPower(random, lossShare);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes the first sectors of a request to the medium when the power is cut. Writes nothing if
   * the memory of the request cannot be read.
   */
  private void write(Medium cut, DriverRequest rq, int sectors) {
    try {
      MediumResult ignored = cut.perform(rq, sectors);
    } catch (Throwable t) {
      defects.report(rq, t);
    }
  }

  /**
   * Returns the requests in the drive, sorted by hardware queue and tag. The order of the identity
   * map would change from run to run.
   */
  private List<Map.Entry<DriverRequest, Passage>> requestsInTagOrder() {
    List<Map.Entry<DriverRequest, Passage>> all = new ArrayList<>(inside.entrySet());
    all.sort(
        Comparator.comparingInt(
                (Map.Entry<DriverRequest, Passage> each) -> each.getKey().hardwareQueueIndex())
            .thenComparingInt(each -> each.getKey().driverTag()));
    return all;
  }

  /** Completes all requests that are held back without a time limit. */
  public void release() {
    held.release();
  }

  /**
   * Called when the wrapped drive has ended a request; completes it or applies a fault. Never
   * throws.
   *
   * @param transferred number of bytes that were moved if that is less than all, else {@link
   *     Completions#ALL}
   */
  void end(
      DriverQueue queue,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      long transferred) {
    if (completesUnchangedSafely(queue, cookie, status, errno, cause, transferred)) {
      delivery.complete(queue, cookie, status, errno, cause, transferred);
    }
  }

  /**
   * Called when the wrapped drive has ended several requests; completes them or applies faults.
   * Never throws.
   */
  void ended(DriverQueue queue, Completions batch) {
    Completions passed;
    try {
      passed = new Completions(batch.size());
    } catch (OutOfMemoryError e) {
      for (int i = 0; i < batch.size(); i++) {
        long moved = batch.transferred(i);
        end(queue, batch.cookie(i), batch.status(i), batch.errno(i), batch.cause(i), moved);
      }
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      int errno = batch.errno(i);
      Throwable cause = batch.cause(i);
      long transferred = batch.transferred(i);
      long cookie = batch.cookie(i);
      if (completesUnchangedSafely(queue, cookie, batch.status(i), errno, cause, transferred)) {
        if (transferred == Completions.ALL) {
          passed.add(cookie, batch.status(i), errno, cause);
        } else {
          passed.addShort(cookie, transferred);
        }
      }
    }
    if (passed.size() > 0) {
      delivery.complete(queue, passed);
    }
  }

  /**
   * Returns whether a request is to be completed now, as {@link #completesUnchanged} does. Returns
   * true if {@code completesUnchanged} throws.
   */
  private boolean completesUnchangedSafely(
      DriverQueue queue,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      long transferred) {
    try {
      return completesUnchanged(queue, cookie, status, errno, cause, transferred);
    } catch (Throwable t) {
      defects.report(t);
      return true;
    }
  }

  /**
   * Returns whether the caller is to complete a request now and without change. If the answer is
   * false, this method has completed the request itself or holds its completion back.
   */
  private boolean completesUnchanged(
      DriverQueue queue,
      long cookie,
      BioStatus status,
      int errno,
      @Nullable Throwable cause,
      long transferred) {
    DriverRequest rq = queue.started(cookie);
    Passage passage;
    lock.lock();
    try {
      passage = rq == null ? null : inside.remove(rq);
    } finally {
      lock.unlock();
    }
    if (passage == null) {
      return true;
    }
    if (passage.isCut) {
      delivery.complete(queue, cookie, BioStatus.OFFLINE);
      return false;
    }
    FaultRule rule = passage.rule;
    if (rule == null) {
      return true;
    }
    if (rule.action() == FaultAction.TWICE && rule.nanos() < 0) {
      delivery.complete(queue, cookie, status, errno, cause, transferred);
      return true;
    }
    held.holdBack(queue, cookie, status, errno, cause, transferred, rule);
    return rule.action() == FaultAction.TWICE;
  }

  /**
   * Returns whether the power was cut after a request was handed to the wrapped drive. The wrapped
   * drive must not perform such a request.
   */
  boolean wasCut(DriverRequest rq) {
    lock.lock();
    try {
      Passage passage = inside.get(rq);
      return passage != null && passage.isCut;
    } finally {
      lock.unlock();
    }
  }

  /** Removes the record of a request that the wrapped drive gives back to the queue. */
  void forget(DriverQueue queue, long cookie) {
    DriverRequest rq = queue.started(cookie);
    lock.lock();
    try {
      inside.remove(rq);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void commit(DriverQueue hctx) {
    drive.commit(queues[hctx.index()]);
  }

  @Override
  public boolean getBudget(DriverQueue hctx) {
    return drive.getBudget(queues[hctx.index()]);
  }

  @Override
  public void putBudget(DriverQueue hctx) {
    drive.putBudget(queues[hctx.index()]);
  }

  @Override
  public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
    FaultAction action = held.actionOf(hctx, cookie);
    if (action == null) {
      return drive.timedOut(queues[hctx.index()], rq, cookie);
    }
    if (action == FaultAction.DELAY) {
      return TimeoutAnswer.RESET;
    }
    hctx.complete(cookie, BioStatus.TIMEOUT);
    return TimeoutAnswer.DONE;
  }

  @Override
  public void describe(StateWriter out) {
    lock.lock();
    try {
      out.begin("faults");
      for (Counter counter : counters) {
        out.number(counter.rule().text(), counter.struck());
      }
      out.number("held", held.size());
      out.number("power_cuts", cuts);
      out.number("lost_sectors", lostSectors);
      out.end();
    } finally {
      lock.unlock();
    }
    drive.describe(out);
  }

  @Override
  public void close() throws IOException {
    held.close();
    drive.close();
  }
}
