package io.elevator.devices.sim;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.store.Medium;
import io.elevator.devices.store.MediumHolder;
import io.elevator.devices.store.MediumResult;
import io.elevator.devices.store.VolumeFile;
import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A simulated drive in virtual time. Its requests are in numbered slots, its events are ordered by
 * instant, and one timer is armed for the earliest event. A subclass determines when a request
 * ends. The data is transferred at that instant, so that the memory of a request that the queue has
 * given up meanwhile is not touched.
 *
 * <p>Confined to the thread of the virtual clock's event loop, which submits, fires timers and runs
 * callbacks; so there is no lock. Completing a request runs callbacks, which may submit again. So
 * the drive completes a batch only when the batch is whole, and arms the timer afterwards.
 */
abstract class SimulatedDrive extends BlockDriver implements MediumHolder, Timer.Callback {
  /** Number of the event that the subclass schedules for itself; it belongs to no request. */
  static final int OWN_EVENT = 0xffff;

  private final DriverShape shape;
  private final Medium medium;
  private final boolean keepsData;
  private final Clock clock;
  private final Timer timer;
  private final Delivery delivery;
  private final DriveDefects defects;
  private final DriveDefects memoryDefects;
  private final EventHeap events;
  private @Nullable DriverRequest[] requests;
  private long[] cookies;
  private int[] queueOf;
  private int[] freeSlots;
  private int freeCount;
  private DriverQueue[] queues = {};
  private Completions[] batches = {};
  private long armedFor = Long.MAX_VALUE;
  private boolean firing;

  SimulatedDrive(DriverContext context, DriverShape shape, Medium medium, boolean keepsData) {
    this.shape = shape;
    this.medium = medium;
    this.keepsData = keepsData;
    clock = context.clock();
    delivery = new Delivery(context, "completion of " + shape.name());
    defects = new DriveDefects(context, "events of " + shape.name());
    memoryDefects = new DriveDefects(context, "I/O on " + shape.name());
    int slots = Math.min(shape.hardwareQueues() * shape.depth(), OWN_EVENT);
    events = new EventHeap(slots + 1);
    requests = new DriverRequest[slots];
    cookies = new long[slots];
    queueOf = new int[slots];
    freeSlots = new int[slots];
    for (int i = 0; i < slots; i++) {
      freeSlots[i] = slots - 1 - i;
    }
    freeCount = slots;
    timer = context.newTimer(this);
  }

  /**
   * Called when a request has arrived. The subclass calls {@link #endAt} for its slot, now or
   * later.
   *
   * @param slot number of the request until it ends
   * @param rq request
   * @param now current time, in nanoseconds
   */
  abstract void arrived(int slot, DriverRequest rq, long now);

  /**
   * Called when the request of a slot ends. A subclass updates its state; this class does nothing.
   */
  void ended(int slot, long now) {}

  /** Called at the instant that {@link #ownEventAt} was given. This class does nothing. */
  void ownEvent(long now) {}

  /**
   * Schedules the end of the request in a slot.
   *
   * @param slot slot of the request
   * @param instant time of the end, in nanoseconds
   */
  final void endAt(int slot, long instant) {
    schedule(instant, slot);
  }

  /**
   * Schedules a call of {@link #ownEvent}.
   *
   * @param instant time of the call, in nanoseconds
   */
  final void ownEventAt(long instant) {
    schedule(instant, OWN_EVENT);
  }

  private void schedule(long instant, int event) {
    events.add(instant, event);
    if (!firing && instant < armedFor) {
      armedFor = instant;
      timer.arm(instant);
    }
  }

  /**
   * Returns the position on the drive at which a request begins, in bytes: for a request of a file,
   * that of its first extent. The drive moves on from there as if the extents of one request were
   * adjacent.
   */
  final long position(DriverRequest rq) {
    long offset = rq.offset();
    if (rq.handle() instanceof VolumeFile file) {
      long last = (shape.capacitySectors() << 9) - rq.length();
      return Math.max(0, Math.min(medium.volume().position(file, offset), last));
    }
    return offset;
  }

  /** Returns the number of slots. A subclass needs as many elements in its arrays. */
  final int slots() {
    return requests.length;
  }

  @Override
  public final DriverShape shape() {
    return shape;
  }

  @Override
  public final DriverFiles files() {
    return medium.volume();
  }

  @Override
  public final void start(DriverQueue[] hardwareQueues) {
    queues = hardwareQueues.clone();
    batches = new Completions[queues.length];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = new Completions(shape.depth());
    }
  }

  @Override
  public final BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
    if (freeCount == 0 && !grow()) {
      return BioStatus.RESOURCE;
    }
    if (rq.operation().isPassthrough()) {
      return BioStatus.NOTSUPP;
    }
    int op = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (rq.handle() instanceof VolumeFile file) {
      if (!medium.volume().reserve(file, rq)) {
        return BioStatus.NOSPC;
      }
    } else if (op != 2 && rq.endOffset() > shape.capacitySectors() << 9) {
      return BioStatus.IOERR;
    }
    int slot = freeSlots[--freeCount];
    requests[slot] = rq;
    cookies[slot] = rq.start();
    queueOf[slot] = hctx.index();
    arrived(slot, rq, clock.now());
    return BioStatus.OK;
  }

  /**
   * Adds slots; returns false if no more can be added. More slots than tags are needed when the
   * drive still has requests that the queue has given up.
   */
  private boolean grow() {
    int old = requests.length;
    int size = Math.min(old * 2, OWN_EVENT);
    if (size == old) {
      return false;
    }
    requests = Arrays.copyOf(requests, size);
    cookies = Arrays.copyOf(cookies, size);
    queueOf = Arrays.copyOf(queueOf, size);
    freeSlots = new int[size];
    for (int slot = size - 1; slot >= old; slot--) {
      freeSlots[freeCount++] = slot;
    }
    grown(size);
    return true;
  }

  /**
   * Called when slots were added. A subclass extends its arrays.
   *
   * @param size new number of slots
   */
  void grown(int size) {}

  @Override
  public final void fired(long now) {
    firing = true;
    armedFor = Long.MAX_VALUE;
    try {
      while (events.firstInstant() <= now) {
        performEvent(events.removeFirst(), now);
      }
      for (int i = 0; i < batches.length; i++) {
        if (batches[i].size() > 0) {
          delivery.complete(queues[i], batches[i]);
          batches[i].clear();
        }
      }
    } finally {
      firing = false;
      if (!events.isEmpty()) {
        armedFor = events.firstInstant();
        timer.arm(armedFor);
      }
    }
  }

  /** Performs an event. An event that throws does not prevent later events. */
  private void performEvent(int event, long now) {
    try {
      if (event == OWN_EVENT) {
        ownEvent(now);
      } else {
        end(event, now);
      }
    } catch (Throwable t) {
      defects.report(t);
    }
  }

  private void end(int slot, long now) {
    DriverRequest rq = requests[slot];
    if (rq == null) {
      throw new IllegalStateException("slot " + slot + " ended twice");
    }
    long cookie = cookies[slot];
    int queue = queueOf[slot];
    // Files have a length even if the drive keeps no data.
    boolean isPerformed = keepsData || rq.handle() instanceof VolumeFile;
    MediumResult result =
        isPerformed && queues[queue].started(cookie) == rq
            ? MediumResult.of(medium, rq, memoryDefects)
            : MediumResult.of(BioStatus.OK);
    requests[slot] = null;
    freeSlots[freeCount++] = slot;
    result.addTo(batches[queue], cookie);
    ended(slot, now);
  }

  @Override
  public final Medium medium() {
    return medium;
  }

  @Override
  public void close() {
    timer.close();
    medium.close();
  }
}
