package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoContext;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestView;
import io.elevator.core.statistics.DiskStatistics.Group;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Listener that checks the events it receives, from the queue's first request on. Each request's
 * events must come in a legal order. When the queue is idle, the event counts must agree with each
 * other and with the disk statistics. Thread-safe.
 */
final class ListenerLedger implements QueueListener {
  private enum Life {
    TAGGED,
    INSERTED,
    ISSUED,
    REQUEUED
  }

  private record Key(int hardwareQueue, int tag) {}

  /** Sums over one group of operations, such as all reads. */
  private static final class Sums {
    final LongAdder ios = new LongAdder();
    final LongAdder merges = new LongAdder();
    final LongAdder sectors = new LongAdder();
    final LongAdder nanos = new LongAdder();
  }

  private final Map<Key, Life> lives = new ConcurrentHashMap<>();
  private final Map<Group, Sums> sums = new ConcurrentHashMap<>();
  final Queue<String> violations = new ConcurrentLinkedQueue<>();
  final LongAdder queued = new LongAdder();
  final LongAdder tagged = new LongAdder();
  final LongAdder inserted = new LongAdder();
  final LongAdder merged = new LongAdder();
  final LongAdder absorbed = new LongAdder();
  final LongAdder issued = new LongAdder();
  final LongAdder requeued = new LongAdder();
  final LongAdder completed = new LongAdder();
  final LongAdder completedUnissued = new LongAdder();
  final LongAdder flushes = new LongAdder();
  final LongAdder switches = new LongAdder();
  final LongAdder exits = new LongAdder();

  private Sums sums(RequestView rq) {
    Group group = rq.task() == null ? Group.FLUSH : Group.of(rq.opAndFlags());
    return sums.computeIfAbsent(group, each -> new Sums());
  }

  private static Key key(RequestView rq) {
    return new Key(rq.hardwareQueueIndex(), rq.tag());
  }

  private void check(boolean holds, String what, RequestView rq) {
    if (!holds) {
      violations.add(what + ": " + rq);
    }
  }

  private void changeState(RequestView rq, String event, Life to, Life... from) {
    if (rq.task() == null) {
      return;
    }
    Life was = to == null ? lives.remove(key(rq)) : lives.put(key(rq), to);
    for (Life each : from) {
      if (was == each) {
        return;
      }
    }
    violations.add(event + " of a request that was " + was + ": " + rq);
  }

  @Override
  public void queued(Bio bio, long now) {
    queued.increment();
  }

  @Override
  public void tagged(RequestView rq, long now) {
    tagged.increment();
    Life was = lives.put(key(rq), Life.TAGGED);
    check(was == null, "a tag was given out twice, " + was, rq);
    check(rq.startNanos() == now, "start " + rq.startNanos() + " at " + now, rq);
    check(rq.firstBio() != null, "tagged without a bio", rq);
  }

  @Override
  public void inserted(RequestView rq, long now) {
    inserted.increment();
    // A request of a software queue that the driver refuses is inserted there once more.
    changeState(rq, "inserted", Life.INSERTED, Life.TAGGED, Life.REQUEUED);
    check(rq.insertedNanos() >= rq.startNanos(), "inserted at " + rq.insertedNanos(), rq);
    check(now >= rq.insertedNanos(), "inserted at " + now, rq);
  }

  @Override
  public void merged(RequestView rq, Bio bio, long now) {
    merged.increment();
    sums(rq).merges.increment();
    Life life = lives.get(key(rq));
    check(life == Life.TAGGED || life == Life.INSERTED, "merged into one that is " + life, rq);
    check(
        rq.offset() / 512 <= bio.offset() / 512
            && bio.endOffset() / 512 <= rq.offset() / 512 + rq.sectors(),
        "merged " + bio,
        rq);
  }

  @Override
  public void absorbed(RequestView rq, long now) {
    absorbed.increment();
    sums(rq).merges.increment();
    changeState(rq, "absorbed", null, Life.TAGGED, Life.INSERTED);
  }

  @Override
  public void issued(RequestView rq, long now) {
    issued.increment();
    changeState(rq, "issued", Life.ISSUED, Life.TAGGED, Life.INSERTED, Life.REQUEUED);
    check(
        rq.issuedNanos() == now && now >= rq.startNanos() && now >= rq.insertedNanos(),
        "issued at " + now,
        rq);
    check(rq.statsSectors() == rq.sectors(), "length at the start " + rq.statsSectors(), rq);
  }

  @Override
  public void requeued(RequestView rq, long now) {
    requeued.increment();
    changeState(rq, "requeued", Life.REQUEUED, Life.ISSUED);
  }

  @Override
  public void completed(RequestView rq, BioStatus status, long now) {
    if (rq.task() == null) {
      flushes.increment();
    } else {
      completed.increment();
      check(rq.firstBio() != null, "completed without a bio", rq);
    }
    if (rq.issuedNanos() == 0) {
      completedUnissued.increment();
    }
    changeState(rq, "completed", null, Life.values());
    check(now >= rq.startNanos() && now >= rq.issuedNanos(), "ended at " + now, rq);
    Sums of = sums(rq);
    of.ios.increment();
    of.sectors.add(rq.sectors());
    of.nanos.add(now - rq.startNanos());
  }

  @Override
  public void switched(String from, String to, long beganNanos, long now) {
    switches.increment();
  }

  @Override
  public void contextExited(IoContext context, long now) {
    exits.increment();
  }

  /**
   * Compares the event counts with the disk statistics. The queue must be idle, its statistics must
   * always have been on, and no request may have been completed in parts.
   */
  void verify(BlockQueue queue) {
    assertThat(violations).isEmpty();
    assertThat(lives).as("requests that never ended").isEmpty();
    assertThat(absorbed.sum() + completed.sum()).as("ends").isEqualTo(tagged.sum());
    assertThat(requeued.sum() + completed.sum() + flushes.sum() - completedUnissued.sum())
        .as("starts come back")
        .isEqualTo(issued.sum());
    for (Group group : Group.values()) {
      Sums heard = sums.getOrDefault(group, new Sums());
      var disk = queue.diskStatistics();
      assertThat(heard.ios.sum()).as(group + " ios").isEqualTo(disk.ios(group));
      assertThat(heard.merges.sum()).as(group + " merges").isEqualTo(disk.merges(group));
      assertThat(heard.sectors.sum()).as(group + " sectors").isEqualTo(disk.sectors(group));
      assertThat(heard.nanos.sum()).as(group + " time").isEqualTo(disk.nanos(group));
    }
  }
}
