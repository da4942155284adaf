package io.elevator.core.queue.callouts;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Defects;
import io.elevator.core.queue.state.OfferedList;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import java.util.Objects;

/**
 * The calls of a driver. Each call has a defined outcome even if the driver throws, starts a
 * request and refuses it, or takes a request without starting it: afterwards the request has
 * exactly one owner, and the breach of the driver's contract is reported to the error sink. Called
 * with no lock held.
 */
public final class DriverCalls {
  private final Defects defects;
  private final QueueMarks marks;
  private final BlockDriver driver;

  public DriverCalls(Defects defects, QueueMarks marks, BlockDriver driver) {
    this.defects = defects;
    this.marks = marks;
    this.driver = driver;
  }

  /**
   * Gives a request to the driver.
   *
   * @return OK if the driver took the request; it may already carry another I/O and must not be
   *     touched. Otherwise the caller still owns the request, which is either refused for now or
   *     has to be ended with this error
   */
  public BioStatus issue(CoreHardwareQueue hctx, QueueRequest rq, boolean last, long now) {
    rq.dispatchedAt(now);
    BioStatus failing = marks.failing();
    if (failing != BioStatus.OK) {
      return failing;
    }
    rq.ownsBudget = false;
    long before = rq.stateWord();
    long cookie = hctx.tags().upcomingCookie(rq.driverTag());
    BioStatus status;
    try {
      status = driver.queueRequest(hctx.driverQueue(), rq, last);
    } catch (Throwable e) {
      defects.reportOfDriver("queueRequest", e);
      boolean ours = rq.isUntouchedSince(before) || rq.complete(cookie);
      if (ours) {
        rq.withdraw();
        rq.cause = FailureCause.of(0, e);
      }
      return ours ? BioStatus.IOERR : BioStatus.OK;
    }
    if (status == BioStatus.OK) {
      if (!rq.isUntouchedSince(before)) {
        return BioStatus.OK;
      }
      rq.withdraw();
      defects.reportOfDriver("queueRequest", hctx, " took ", rq, " without having started it");
      return BioStatus.IOERR;
    }
    return refused(hctx, rq, status, before, cookie);
  }

  /**
   * Offers requests to the driver in one call; requests that the driver does not take stay in the
   * list. The caller has counted the thread as one that issues requests.
   */
  public void issueList(RequestList list, Activation activation) {
    if (marks.isFailing()) {
      return;
    }
    OfferedList offered = activation.scratch.offered();
    offered.fill(list, activation.now());
    try {
      driver.queueRequests(offered);
    } catch (Throwable e) {
      defects.reportOfDriver("queueRequests", e);
    }
    offered.settle(list, defects, activation);
  }

  private BioStatus refused(
      CoreHardwareQueue hctx, QueueRequest rq, BioStatus status, long before, long cookie) {
    if (status == null) {
      defects.reportOfDriver(
          "queueRequest", hctx, " answered null for ", rq, "; expected a BioStatus");
      status = BioStatus.IOERR;
    }
    if (rq.isUntouchedSince(before)) {
      rq.withdraw();
      if (isBusy(status)) {
        rq.cause = null;
      }
      return status;
    }
    defects.reportOfDriver(
        "queueRequest", hctx, " answered ", status, " for a request it has started");
    boolean ours = isBusy(status) ? rq.takeBack(cookie) : rq.complete(cookie);
    return ours ? status : BioStatus.OK;
  }

  /** Returns whether a driver's answer means that the request has to be offered again later. */
  public static boolean isBusy(BioStatus status) {
    return status == BioStatus.RESOURCE || status == BioStatus.DEV_RESOURCE;
  }

  public void commit(CoreHardwareQueue hctx) {
    try {
      driver.commit(hctx.driverQueue());
    } catch (Throwable e) {
      defects.reportOfDriver("commit", e);
    }
  }

  /** Takes a unit of the driver's budget; returns false if there is none or the driver throws. */
  public boolean getBudget(CoreHardwareQueue hctx) {
    try {
      return driver.getBudget(hctx.driverQueue());
    } catch (Throwable e) {
      defects.reportOfDriver("getBudget", e);
      return false;
    }
  }

  public void putBudget(CoreHardwareQueue hctx) {
    try {
      driver.putBudget(hctx.driverQueue());
    } catch (Throwable e) {
      defects.reportOfDriver("putBudget", e);
    }
  }

  /**
   * Asks the driver about a request whose time limit has passed. If the driver throws or answers
   * null, the time limit starts anew.
   */
  public BlockDriver.TimeoutAnswer timedOut(CoreHardwareQueue hctx, QueueRequest rq, long cookie) {
    try {
      BlockDriver.TimeoutAnswer answer = driver.timedOut(hctx.driverQueue(), rq, cookie);
      return Objects.requireNonNull(answer, "the answer is null; expected DONE or RESET");
    } catch (Throwable e) {
      defects.reportOfDriver("timedOut", e);
      return BlockDriver.TimeoutAnswer.RESET;
    }
  }
}
