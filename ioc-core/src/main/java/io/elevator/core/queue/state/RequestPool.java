package io.elevator.core.queue.state;

import io.elevator.api.Task;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagBitmap;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.driver.BlockDriver;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one hardware queue, one for each tag: for each scheduler tag of an elevator or,
 * without an elevator, for each driver tag. If hardware queues share one tag space, their pools are
 * views of the same requests; a request then belongs to the hardware queue that allocated it last.
 * Tags and array change only while the queue is frozen.
 */
public final class RequestPool {
  private static final QueueRequest[] NONE = {};

  private final CoreHardwareQueue home;
  private final BlockDriver driver;

  /** The driver tags, if the queue has no elevator; else null. */
  private final @Nullable HardwareTags plain;

  /** Whether another pool, created earlier, has the same requests and tags. */
  private final boolean view;

  private boolean viewed;
  private TagSpace tags;
  private QueueRequest[] requests;
  private @Nullable Elevator elevator;
  private HardwareQueue facing;

  /**
   * Creates the pool of a hardware queue without an elevator, whose requests use the driver tags.
   */
  public RequestPool(CoreHardwareQueue home, BlockDriver driver, HardwareTags driverTags) {
    this.home = home;
    this.driver = driver;
    this.plain = driverTags;
    this.view = false;
    this.tags = driverTags.space();
    this.facing = new ElevatorHardwareQueue(home, this);
    this.requests = filled(NONE, tags.capacity());
    for (QueueRequest rq : requests) {
      rq.driverTag(rq.tag());
    }
  }

  /** Creates the pool of a hardware queue under an elevator, with a tag space of its own. */
  public RequestPool(CoreHardwareQueue home, BlockDriver driver, int depth, int reserved) {
    this.home = home;
    this.driver = driver;
    this.plain = null;
    this.view = false;
    this.tags = new TagSpace(depth, reserved);
    this.facing = new ElevatorHardwareQueue(home, this);
    this.requests = filled(NONE, tags.capacity());
  }

  /**
   * Creates a view of another pool's requests and tags for another hardware queue. The requests are
   * not created again.
   */
  public RequestPool(CoreHardwareQueue home, RequestPool first) {
    this.home = home;
    this.driver = first.driver;
    this.plain = first.plain;
    this.view = true;
    this.viewed = true;
    first.viewed = true;
    this.tags = first.tags;
    this.requests = first.requests;
    this.facing = new ElevatorHardwareQueue(home, this);
  }

  private QueueRequest[] filled(QueueRequest[] old, int count) {
    QueueRequest[] all = Arrays.copyOf(old, Math.max(old.length, count));
    for (int i = old.length; i < all.length; i++) {
      all[i] = new QueueRequest(home, this, i);
      all[i].bindDriver(driver);
    }
    return all;
  }

  /** Called when the elevator is attached: has it create its object for each request. */
  public void bind(Elevator attached, HardwareQueue face) {
    elevator = attached;
    facing = face;
    if (!view) {
      for (QueueRequest rq : requests) {
        rq.bindElevator(attached);
      }
    }
  }

  /** Called when the elevator is detached: removes its object from each request. */
  public void unbind() {
    elevator = null;
    for (QueueRequest rq : requests) {
      rq.unbindElevator();
    }
  }

  /** Directs the requests to an elevator that replaces the attached one. */
  public void replace(Elevator other) {
    elevator = other;
  }

  public boolean hasElevator() {
    return elevator != null;
  }

  /** Returns whether the requests of this pool go to the given elevator. */
  boolean isOf(Elevator attached) {
    return elevator == attached;
  }

  public TagSpace tags() {
    return tags;
  }

  /**
   * Takes a tag for a new request.
   *
   * @return the tag, or −1 if none is free
   */
  public int take(int hint, int shallow, boolean reserved) {
    HardwareTags of = plain;
    if (of != null && of.user() != null) {
      return of.take(hint, reserved);
    }
    return reserved ? tags.takeReserved() : tags.take(hint, shallow);
  }

  /** Returns the number of free ordinary tags; a snapshot. */
  public int freeTags() {
    TagBitmap ordinary = tags.ordinary();
    return ordinary.depth() - ordinary.taken();
  }

  /** Returns whether {@link #take} of an ordinary tag would succeed; a snapshot. */
  public boolean mayTake(int shallow) {
    HardwareTags of = plain;
    SharedTags.User user = of == null ? null : of.user();
    return (user == null || user.mayTake()) && tags.hasFree(shallow, false);
  }

  /**
   * Returns whether a task seems to hold a tag: looks at some requests at regular distances, and
   * reads them without a lock.
   *
   * @param mostProbes largest number of requests to look at
   */
  boolean holdsTag(@Nullable Task task, int mostProbes) {
    QueueRequest[] all = requests;
    int depth = Math.min(tags.depth(), all.length);
    int step = (depth + mostProbes - 1) / mostProbes;
    for (int i = 0; i < depth; i += step) {
      QueueRequest rq = all[i];
      if (rq.task() == task && rq.place != Place.FREE) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether other queues or hardware queues take tags from the same source. */
  public boolean isShared() {
    return plain != null && plain.user() != null;
  }

  /** Returns the request of a tag that the caller has taken. */
  public QueueRequest allocate(int tag) {
    QueueRequest rq = requests[tag];
    if (viewed) {
      rq.moveTo(home, this);
    }
    return rq;
  }

  /**
   * Replaces a request that a plugin still has in a list by a new one, so that later actions of the
   * plugin on the old request harm no other I/O. The caller holds the tag.
   */
  public void replace(QueueRequest old) {
    QueueRequest rq = new QueueRequest(old.home(), this, old.tag());
    rq.takeOverFrom(old);
    requests[old.tag()] = rq;
  }

  public QueueRequest request(int tag) {
    return requests[tag];
  }

  /** Returns all requests; their owners may change them meanwhile. */
  public List<QueueRequest> all() {
    // Reads the array once, because a resize replaces it.
    return List.of(requests);
  }

  public int size() {
    return requests.length;
  }

  /** Returns the hardware queue as the elevator uses it. */
  public HardwareQueue facing() {
    return facing;
  }

  /** Tags and requests for a certain number of tags, created before they are put into use. */
  public static final class Size {
    private final TagSpace tags;
    private final int depth;
    private final QueueRequest[] requests;

    private Size(TagSpace tags, int depth, QueueRequest[] requests) {
      this.tags = tags;
      this.depth = depth;
      this.requests = requests;
    }
  }

  /** Returns the tags and requests in use. */
  public Size inUse() {
    return new Size(tags, tags.depth(), requests);
  }

  /** Creates tags and requests for another number of tags. Beyond the capacity this may fail. */
  public Size sized(int depth) {
    if (depth <= tags.capacity()) {
      return new Size(tags, depth, requests);
    }
    Elevator attached = elevator;
    if (attached == null) {
      throw new IllegalArgumentException(
          "the driver holds " + tags.capacity() + " requests, not " + depth);
    }
    TagSpace larger = new TagSpace(depth, tags.reserved());
    QueueRequest[] more = filled(requests, depth);
    for (int i = requests.length; i < more.length; i++) {
      more[i].bindElevator(attached);
    }
    return new Size(larger, depth, more);
  }

  /** Puts tags and requests for another number of tags into use. The queue is frozen. */
  public void use(Size size) {
    tags = size.tags;
    tags.resize(size.depth);
    requests = size.requests;
  }
}
