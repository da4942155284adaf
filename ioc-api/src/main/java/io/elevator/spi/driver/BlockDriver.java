package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.spi.StateWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An open drive behind a queue. Methods are called with no lock of the core held; {@link
 * #queueRequest} of one hardware queue by one thread at a time when runs dispatch, and by several
 * when there is no elevator. Source: Linux 6.1 {@code struct blk_mq_ops}.
 */
public abstract class BlockDriver implements AutoCloseable {
  /** For the plugin's subclass. */
  protected BlockDriver() {}

  /** What a driver says of a request whose time is up. */
  public enum TimeoutAnswer {
    /** It has been completed or will be. */
    DONE,
    /** Give it its time again. */
    RESET
  }

  /** Returns what the drive is; constant. */
  public abstract DriverShape shape();

  /** Returns the tags that it shares with other drives of its host, or null; constant. */
  public @Nullable HostTags hostTags() {
    return null;
  }

  /** The queue is built: the hardware queues to complete requests through, in order of index. */
  public abstract void start(DriverQueue[] hardwareQueues);

  /** Makes what the driver keeps for each request; called once for each when tags are made. */
  public @Nullable Object newRequestData() {
    return null;
  }

  /**
   * Takes a request: calls {@link DriverRequest#start} and answers {@link BioStatus#OK}; then
   * completes it through the hardware queue, possibly before this returns. Or answers, without
   * having started it, {@link BioStatus#RESOURCE}, {@link BioStatus#DEV_RESOURCE} or the error it
   * ends with.
   *
   * @param last whether nothing follows at once; otherwise the drive may be told of it later, by
   *     {@link #commit} at the latest
   */
  public abstract BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last);

  /**
   * Takes requests of a plug from the front, each as {@link #queueRequest} does before it answers
   * OK, and leaves the rest, which then comes through {@link #queueRequest}. They may be of several
   * hardware queues. Called with {@link DriverFeature#LISTS}, without an elevator, unless the tags
   * are a host's or the driver has a budget.
   */
  public void queueRequests(OfferedRequests requests) {}

  /** The burst whose last request was not announced as such is over. */
  public void commit(DriverQueue hctx) {}

  /**
   * Takes a unit of budget; false when there is none. Must not block. With {@link
   * DriverFeature#BUDGET}.
   */
  public boolean getBudget(DriverQueue hctx) {
    return true;
  }

  /** Gives back a unit that was not used. */
  public void putBudget(DriverQueue hctx) {}

  /** A started request's time is up. */
  public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
    return TimeoutAnswer.RESET;
  }

  /**
   * Gets to know memory that many requests are going to be from; any thread, also while and after
   * {@link #close} is called. Requests may be from part of it or from several such memories, and go
   * on when the registration is closed.
   *
   * @param memory native and open
   * @return a {@link MemoryRegistration#refused refusal} where it has no use for it
   * @see io.elevator.api.RequestQueue#registerMemory
   */
  public MemoryRegistration registerMemory(MemorySegment memory) {
    return MemoryRegistration.refused("this driver does not register memory");
  }

  /** Writes its figures, for statistics; any thread. */
  public void describe(StateWriter out) {}

  /** Closes the drive; all requests have ended. */
  @Override
  public abstract void close() throws IOException;
}
