package io.elevator.core.queue;

import io.elevator.core.queue.tags.TagSpace;
import io.elevator.spi.BlockDriver;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one hardware queue, each with its tag: scheduler tags of an elevator, or without
 * one the driver's. Tags and array change only while the queue is frozen.
 */
final class RequestPool {
  private final CoreHardwareQueue home;
  private final BlockDriver driver;
  private TagSpace tags;
  private QueueRequest[] requests = new QueueRequest[0];
  private @Nullable Elevator elevator;
  private HardwareQueue facing;

  /** Without an elevator: the requests live with the driver's tags. */
  RequestPool(CoreHardwareQueue home, BlockDriver driver, TagSpace driverTags) {
    this.home = home;
    this.driver = driver;
    this.tags = driverTags;
    this.facing = home;
    fill();
    for (QueueRequest rq : requests) {
      rq.driverTag(rq.tag());
      home.bindSlot(rq);
    }
  }

  /** For an elevator: a tag space of its own. */
  RequestPool(CoreHardwareQueue home, BlockDriver driver, int depth, int reserved) {
    this.home = home;
    this.driver = driver;
    this.tags = new TagSpace(depth, reserved);
    this.facing = home;
    fill();
  }

  private void fill() {
    int old = requests.length;
    requests = Arrays.copyOf(requests, tags.capacity());
    for (int i = old; i < requests.length; i++) {
      requests[i] = new QueueRequest(home, this, i);
      requests[i].bindDriver(driver);
    }
  }

  /** The elevator is attached: makes its part of each request. */
  void bind(Elevator attached, HardwareQueue face) {
    elevator = attached;
    facing = face;
    for (QueueRequest rq : requests) {
      rq.bindElevator(attached);
    }
  }

  /** The elevator is gone: forgets its part of each request. */
  void unbind() {
    elevator = null;
    for (QueueRequest rq : requests) {
      rq.unbindElevator();
    }
  }

  boolean hasElevator() {
    return elevator != null;
  }

  TagSpace tags() {
    return tags;
  }

  QueueRequest request(int tag) {
    return requests[tag];
  }

  int size() {
    return requests.length;
  }

  /** Returns the hardware queue as the elevator knows it. */
  HardwareQueue facing() {
    return facing;
  }

  /** Changes the number of tags while the queue is frozen; beyond its capacity makes new ones. */
  void resize(int depth) {
    if (depth <= tags.capacity()) {
      tags.resize(depth);
      return;
    }
    Elevator attached = elevator;
    if (attached == null) {
      throw new IllegalArgumentException(
          "the driver holds " + tags.capacity() + " requests, not " + depth);
    }
    int old = requests.length;
    tags = new TagSpace(depth, tags.reserved());
    fill();
    for (int i = old; i < requests.length; i++) {
      requests[i].bindElevator(attached);
    }
  }
}
