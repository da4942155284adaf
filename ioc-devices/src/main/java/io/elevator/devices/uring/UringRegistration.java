package io.elevator.devices.uring;

import io.elevator.api.MemoryRegistration;
import java.lang.foreign.MemorySegment;

/** The registration of one piece of memory with all rings of a drive. Thread-safe: immutable. */
final class UringRegistration implements MemoryRegistration {
  private final MemorySegment memory;
  private final UringQueue[] queues;

  private UringRegistration(MemorySegment memory, UringQueue[] queues) {
    this.memory = memory;
    this.queues = queues;
  }

  /** Registers memory with all rings, or with none if a ring refuses. */
  static MemoryRegistration of(MemorySegment memory, UringQueue[] queues) {
    UringRegistration made = new UringRegistration(memory, queues);
    for (UringQueue queue : queues) {
      String refusal = queue.registered().add(made, memory);
      if (!refusal.isEmpty()) {
        made.close();
        return MemoryRegistration.refused(refusal);
      }
    }
    return made;
  }

  @Override
  public String refusal() {
    return "";
  }

  @Override
  public void close() {
    for (UringQueue queue : queues) {
      queue.registered().remove(this);
    }
  }

  @Override
  public String toString() {
    return "MemoryRegistration[" + memory + "]";
  }
}
