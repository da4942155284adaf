package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.driver.BlockDriver;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one hardware queue, each with its tag: scheduler tags of an elevator, or without
 * one the driver's. Where the hardware queues have one tag space, theirs are views of the same
 * requests, which then belong to the one that allocated them last. Tags and array change only while
 * the queue is frozen.
 */
public final class RequestPool {
  private static final QueueRequest[] NONE = {};

  private final CoreHardwareQueue home;
  private final BlockDriver driver;

  /** The driver's tags, if the requests live with these. */
  private final @Nullable HardwareTags plain;

  /** Whether another pool, made before, has the same requests and tags. */
  private final boolean view;

  private boolean viewed;
  private TagSpace tags;
  private QueueRequest[] requests;
  private @Nullable Elevator elevator;
  private HardwareQueue facing;

  /** Without an elevator: the requests live with the driver's tags. */
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

  /** For an elevator: a tag space of its own. */
  public RequestPool(CoreHardwareQueue home, BlockDriver driver, int depth, int reserved) {
    this.home = home;
    this.driver = driver;
    this.plain = null;
    this.view = false;
    this.tags = new TagSpace(depth, reserved);
    this.facing = new ElevatorHardwareQueue(home, this);
    this.requests = filled(NONE, tags.capacity());
  }

  /** The same requests and tags for another hardware queue; they are never made anew. */
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

  /** The elevator is attached: makes its part of each request. */
  public void bind(Elevator attached, HardwareQueue face) {
    elevator = attached;
    facing = face;
    if (!view) {
      for (QueueRequest rq : requests) {
        rq.bindElevator(attached);
      }
    }
  }

  /** The elevator is gone: forgets its part of each request. */
  public void unbind() {
    elevator = null;
    for (QueueRequest rq : requests) {
      rq.unbindElevator();
    }
  }

  /** Another elevator has taken the place of the attached one. */
  public void replace(Elevator other) {
    elevator = other;
  }

  public boolean hasElevator() {
    return elevator != null;
  }

  /** Whether its requests go to this elevator. */
  boolean isOf(Elevator attached) {
    return elevator == attached;
  }

  public TagSpace tags() {
    return tags;
  }

  /**
   * Takes a tag for a new request.
   *
   * @return the tag, or −1
   */
  public int take(int hint, int shallow, boolean reserved) {
    HardwareTags of = plain;
    if (of != null && of.user() != null) {
      return of.take(hint, reserved);
    }
    return reserved ? tags.takeReserved() : tags.take(hint, shallow);
  }

  /** Whether {@link #take} of an ordinary tag would succeed; a moving picture. */
  public boolean mayTake(int shallow) {
    HardwareTags of = plain;
    SharedTags.User user = of == null ? null : of.user();
    return (user == null || user.mayTake()) && tags.hasFree(shallow, false);
  }

  /** Whether the tags that requests live with are shared with others than this queue's stripes. */
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
   * Puts a new request in the place of one that a plugin still has in a list, so that what the
   * plugin does with it harms no later I/O. The caller has the tag.
   */
  public void replace(QueueRequest old) {
    QueueRequest rq = new QueueRequest(old.home(), this, old.tag());
    rq.takeOverFrom(old);
    requests[old.tag()] = rq;
  }

  public QueueRequest request(int tag) {
    return requests[tag];
  }

  /** Returns all requests there are; who has them may change them meanwhile. */
  public List<QueueRequest> all() {
    // One read of the array, which a resize replaces.
    return List.of(requests);
  }

  public int size() {
    return requests.length;
  }

  /** Returns the hardware queue as the elevator knows it. */
  public HardwareQueue facing() {
    return facing;
  }

  /** The tags and requests that a number of tags comes to, made before any of it is in use. */
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

  /** Returns what is in use. */
  public Size inUse() {
    return new Size(tags, tags.depth(), requests);
  }

  /** Makes what another number of tags needs; beyond the capacity that can fail. */
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

  /** Puts another number of tags in place; the queue is frozen. */
  public void use(Size size) {
    tags = size.tags;
    tags.resize(size.depth);
    requests = size.requests;
  }
}
