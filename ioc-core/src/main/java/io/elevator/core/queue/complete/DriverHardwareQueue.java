package io.elevator.core.queue.complete;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Defects;
import io.elevator.core.queue.state.FaultInjection;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue as the driver uses it: takes the requests that the driver reports or gives back
 * from the driver, and has them ended or queued again. Reports a cookie that names no request in
 * flight.
 *
 * <p>Of several reports of one start exactly one takes the request, by the state word of {@link
 * QueueRequest}. Immutable.
 */
public final class DriverHardwareQueue extends DriverQueue {
  private final CoreHardwareQueue hctx;
  private final TimeBase time;
  private final QueueMarks marks;
  private final Completer completer;
  private final Requeues requeues;
  private final Timeouts timeouts;
  private final DiskStatistics diskStatistics;
  private final FaultInjection faults;
  private final boolean ofHost;
  private final QueueErrors errors;
  private final Defects defects;

  /** Returns all hardware queues, which are made after this. */
  private final Supplier<CoreHardwareQueue[]> every;

  /**
   * Creates the driver's side of a hardware queue.
   *
   * @param ofHost whether other queues take from the same driver tags
   */
  public DriverHardwareQueue(
      CoreHardwareQueue hctx,
      TimeBase time,
      QueueMarks marks,
      Completer completer,
      Requeues requeues,
      Timeouts timeouts,
      DiskStatistics diskStatistics,
      FaultInjection faults,
      boolean ofHost,
      QueueErrors errors,
      Defects defects,
      Supplier<CoreHardwareQueue[]> every) {
    this.hctx = hctx;
    this.time = time;
    this.marks = marks;
    this.completer = completer;
    this.requeues = requeues;
    this.timeouts = timeouts;
    this.diskStatistics = diskStatistics;
    this.faults = faults;
    this.ofHost = ofHost;
    this.errors = errors;
    this.defects = defects;
    this.every = every;
  }

  @Override
  public int index() {
    return hctx.index();
  }

  @Override
  public void run() {
    hctx.runs().request();
  }

  @Override
  public void runAfter(long nanos) {
    hctx.runs().requestAfter(nanos);
  }

  @Override
  public void complete(long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    end(cookie, status, FailureCause.of(errno, cause), Completions.ALL);
  }

  @Override
  public void completeShort(long cookie, long transferred) {
    if (transferred < 0) {
      throw new IllegalArgumentException(
          this + ": " + transferred + " bytes are reported as moved; expected 0 or more");
    }
    end(cookie, BioStatus.OK, null, transferred);
  }

  @Override
  public void completePart(
      long cookie, long bytes, BioStatus status, int errno, @Nullable Throwable cause) {
    endPart(cookie, bytes, status, FailureCause.of(errno, cause));
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    giveBack(cookie, false, kick);
  }

  @Override
  public void requeuePrepared(long cookie, boolean kick) {
    giveBack(cookie, true, kick);
  }

  @Override
  public void kickRequeue() {
    requeues.kick();
  }

  @Override
  public void expire(long cookie) {
    QueueRequest rq = hctx.tags().slot(cookie);
    if (rq != null && rq.isInFlight(cookie)) {
      timeouts.expire(rq, cookie, time.now());
    }
  }

  @Override
  public @Nullable DriverRequest started(long cookie) {
    QueueRequest rq = hctx.tags().slot(cookie);
    return rq != null && rq.isInFlight(cookie) ? rq : null;
  }

  /** Ends a request that the driver reports. */
  private void end(
      long cookie, BioStatus reported, @Nullable FailureCause cause, long transferred) {
    BioStatus status = checked(reported);
    try (Activation activation = Activation.enter(time)) {
      QueueRequest rq = claim(cookie, true);
      if (rq != null) {
        Completer.noteCause(rq, status, cause);
        rq.transferred(transferred);
        completer.end(rq, status, activation);
      }
    }
  }

  /** Ends several requests: one look at the clock, one release for each word of tags. */
  @Override
  public void complete(Completions batch) {
    try (Activation activation = Activation.enter(time)) {
      int freed = 0;
      int stripe = -1;
      int units = 0;
      for (int i = 0; i < batch.size(); i++) {
        // Made before the request is claimed, as making it needs memory.
        FailureCause cause = FailureCause.of(batch.errno(i), batch.cause(i));
        QueueRequest rq = claim(batch.cookie(i), true);
        if (rq == null) {
          continue;
        }
        BioStatus status = checked(batch.status(i));
        Completer.noteCause(rq, status, cause);
        rq.transferred(batch.transferred(i));
        if (rq.has(CoreRequest.FLUSH_SEQ) || rq.home() != hctx) {
          completer.end(rq, status, activation);
          continue;
        }
        if (rq.stripe() != stripe) {
          completer.releaseAll(hctx, activation, freed, stripe, units);
          freed = 0;
          units = 0;
          stripe = rq.stripe();
        }
        completer.conclude(rq, status, activation);
        completer.detach(rq, activation);
        freed++;
        units++;
      }
      completer.releaseAll(hctx, activation, freed, stripe, units);
    }
  }

  /** Ends the bios in the first bytes of a request, which stays in flight. */
  private void endPart(long cookie, long done, BioStatus reported, @Nullable FailureCause cause) {
    if (done < 1) {
      throw new IllegalArgumentException(
          hctx + ": a part of " + done + " bytes is reported; expected 1 or more");
    }
    BioStatus status = checked(reported);
    try (Activation activation = Activation.enter(time)) {
      QueueRequest rq = claim(cookie, false);
      if (rq == null) {
        return;
      }
      Completer.noteCause(rq, status, cause);
      if (done >= rq.length()) {
        completer.end(rq, status, activation);
        return;
      }
      if (rq.has(CoreRequest.IO_STAT)) {
        diskStatistics.moved(rq.stripe(), rq.opAndFlags(), done >>> 9);
      }
      completer.endFront(rq, done, status, activation);
      Completer.forgetCause(rq, status);
      rq.goOn(cookie, activation.now());
    }
  }

  /**
   * Takes a started request back from the driver in order to queue it again.
   *
   * @param prepared whether the driver keeps state in the request, so that it goes directly to the
   *     dispatch list
   */
  private void giveBack(long cookie, boolean prepared, boolean kick) {
    try (Activation activation = Activation.enter(time)) {
      QueueRequest rq = hctx.tags().slot(cookie);
      if (rq == null || !rq.isInFlight(cookie)) {
        rq = inFlightElsewhere(cookie);
      }
      if (rq == null || !rq.takeBack(cookie)) {
        reportStale("requeue", cookie, " names no I/O in flight", false);
        return;
      }
      requeues.givenBack(rq, prepared, activation);
      if (kick) {
        requeues.kick();
      }
    }
  }

  /** Returns the status that a driver reports, or an error in the place of none. */
  private BioStatus checked(@Nullable BioStatus reported) {
    if (reported != null) {
      return reported;
    }
    defects.reportOfDriver("complete", hctx, ": the status is null; expected a BioStatus", "", "");
    return BioStatus.IOERR;
  }

  /**
   * Claims a request from the driver that reports it, so that only this thread ends it.
   *
   * @param mayBeLost whether fault injection may lose this completion
   * @return the request, or null if there is no request to end
   */
  private @Nullable QueueRequest claim(long cookie, boolean mayBeLost) {
    QueueRequest rq = hctx.tags().slot(cookie);
    if (rq != null) {
      boolean lost =
          mayBeLost
              && marks.isLosingCompletions()
              && rq.canBeLost(cookie)
              && faults.completions().strikes(rq.length());
      if (lost && rq.lose(cookie)) {
        return null;
      }
      if (rq.complete(cookie)) {
        rq.place = Place.HAND;
        return rq;
      }
      if (lost) {
        // The check for time-outs has ended this I/O in the meantime.
        return null;
      }
    }
    boolean letGo = rq != null && rq.isLetGo(cookie);
    if (letGo && ofHost) {
      // The queue is gone, its host's tag is not.
      hctx.tags().release(QueueRequest.tagOf(cookie));
    }
    QueueRequest elsewhere = inFlightElsewhere(cookie);
    if (elsewhere != null && elsewhere.complete(cookie)) {
      elsewhere.place = Place.HAND;
      return elsewhere;
    }
    hctx.countStaleReport();
    reportStale(
        "complete",
        cookie,
        " (hexadecimal) names no I/O in flight; it ended before, or was never started",
        letGo || (rq != null && rq.isLost(cookie)));
    return null;
  }

  /**
   * Reports that a driver named an I/O that is not in flight. Throws nothing, so that the other
   * completions of a batch are processed.
   *
   * <p>Counts as a defect of the driver, except where the driver need not know that the I/O ended:
   * its time-out handler was asked about it and raced with the device, or the queue ended it.
   *
   * @param method method that the driver called
   * @param endedByQueue whether the I/O was given up as the queue was closed, or its first
   *     completion was lost on purpose
   */
  private void reportStale(String method, long cookie, String text, boolean endedByQueue) {
    if (endedByQueue || hctx.tags().asked().contains(cookie)) {
      errors.report("driver", method, unknown(cookie, text, ""));
    } else {
      defects.reportOfDriver(method, unknown(cookie, text, ""));
    }
  }

  private Throwable unknown(long cookie, String text, Object other) {
    try {
      return new IllegalStateException(
          hctx + ": cookie " + Long.toHexString(cookie) + text + other);
    } catch (Throwable e) {
      // Without memory for a message: the completion is to be processed all the same.
      return e;
    }
  }

  /**
   * Returns the request that is in flight under a cookie which a driver reported to the wrong
   * hardware queue, or null. Reports the defect.
   */
  private @Nullable QueueRequest inFlightElsewhere(long cookie) {
    for (CoreHardwareQueue other : every.get()) {
      QueueRequest rq = other == hctx ? null : other.tags().slot(cookie);
      if (rq != null && rq.isInFlight(cookie)) {
        defects.reportOfDriver("complete", unknown(cookie, " is an I/O of ", other));
        return rq;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return hctx.toString();
  }
}
