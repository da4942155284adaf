package io.elevator.spi.driver;

import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.spi.StateWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An open drive behind a queue. The core holds no lock when it calls a method. While runs dispatch,
 * one thread at a time calls {@link #queueRequest} for a hardware queue; without an elevator
 * several threads may call it at once. Source: Linux 6.1 {@code struct blk_mq_ops}.
 */
public abstract class BlockDriver implements AutoCloseable {
  /** Called by the plugin's subclass. */
  protected BlockDriver() {}

  /** The answer of a driver about a request whose time limit has passed. */
  public enum TimeoutAnswer {
    /** The driver has completed the request, or will complete it. */
    DONE,
    /** The time limit of the request starts anew. */
    RESET
  }

  /** Returns the shape of the drive; constant. */
  public abstract DriverShape shape();

  /** Returns the tags that this drive shares with other drives of its host, or null; constant. */
  public @Nullable HostTags hostTags() {
    return null;
  }

  /** Returns the files that this drive serves beside its device, or null if none; constant. */
  public @Nullable DriverFiles files() {
    return null;
  }

  /**
   * Gives the driver the hardware queues through which it completes requests. Called once, when the
   * queue is built.
   *
   * @param hardwareQueues hardware queues, in order of index
   */
  public abstract void start(DriverQueue[] hardwareQueues);

  /**
   * Creates the driver's object for a request ({@link DriverRequest#driverData}). Called once for
   * each request, when tags are created.
   *
   * @return the object, or null if the driver needs none
   */
  public @Nullable Object newRequestData() {
    return null;
  }

  /**
   * Takes a request: calls {@link DriverRequest#start}, returns {@link BioStatus#OK}, and completes
   * the request through the hardware queue, possibly before this method returns. To refuse the
   * request, the driver does not start it and returns {@link BioStatus#RESOURCE} or {@link
   * BioStatus#DEV_RESOURCE}, after which the request is offered again, or the error that the
   * request ends with; {@link DriverRequest#refuse} adds the cause of that error.
   *
   * @param hctx hardware queue of the request
   * @param rq request to perform
   * @param last whether no further request follows immediately; if false, the driver may delay
   *     notifying the drive until a later call, at the latest {@link #commit}
   */
  public abstract BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last);

  /**
   * Takes requests of a plug from the front, each as {@link #queueRequest} does when it returns
   * {@link BioStatus#OK}. The core gives the requests that are not taken to {@link #queueRequest}.
   * The requests may belong to several hardware queues. Called for a drive with {@link
   * DriverFeature#LISTS} that has no elevator, no budget and no host tags.
   */
  public void queueRequests(OfferedRequests requests) {}

  /**
   * Notifies the drive of requests that were queued and not yet announced to it. Called at the end
   * of a series of requests whose final {@link #queueRequest} did not have {@code last} set.
   */
  public void commit(DriverQueue hctx) {}

  /**
   * Takes a unit of budget; returns false if there is none. Must not block. Called for a drive with
   * {@link DriverFeature#BUDGET}.
   */
  public boolean getBudget(DriverQueue hctx) {
    return true;
  }

  /** Returns a unit of budget that was not used. */
  public void putBudget(DriverQueue hctx) {}

  /**
   * Called when the time limit of a started request has passed.
   *
   * @param hctx hardware queue of the request
   * @param rq request whose time limit has passed
   * @param cookie cookie that {@link DriverRequest#start} returned for the request
   */
  public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
    return TimeoutAnswer.RESET;
  }

  /**
   * Registers memory that many requests will use. Any thread may call this, also while and after
   * {@link #close} is called. A request may use part of the memory or several registered memories;
   * it continues when the registration is closed.
   *
   * @param memory native memory whose arena is open
   * @return a {@link MemoryRegistration#refused refusal} if the driver does not use registered
   *     memory
   * @see io.elevator.api.RequestQueue#registerMemory
   */
  public MemoryRegistration registerMemory(MemorySegment memory) {
    return MemoryRegistration.refused("this driver does not register memory");
  }

  /** Writes the driver's figures, for statistics. Called by any thread. */
  public void describe(StateWriter out) {}

  /** Closes the drive. All requests have ended. */
  @Override
  public abstract void close() throws IOException;
}
