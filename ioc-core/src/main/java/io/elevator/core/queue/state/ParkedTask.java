package io.elevator.core.queue.state;

import io.elevator.api.Task;
import io.elevator.core.request.BioFifo;
import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;

/**
 * The parked bios of one task in one priority class, in order of arrival. {@link ParkingOrder}
 * creates these objects and uses them again for other tasks. Guarded by the lock of the {@link
 * ParkedBios} that owns the order.
 */
final class ParkedTask extends BioFifo {
  /** Order that this object belongs to for ever; may be read without the lock. */
  final ParkingOrder order;

  /** Class whose bios are here; changes only while this object is spare. */
  ParkedClass parkedClass;

  /**
   * Task whose bios are here. Null while this object is spare, and in the object that stands in
   * when there is no memory for another one.
   */
  @Nullable Task task;

  /** Next object in the same bucket of the hash table, or next spare object. */
  @Nullable ParkedTask nextInBucket;

  @Nullable ParkedTask nextInTurn;
  @Nullable ParkedTask previousInTurn;

  /** Index in the heap of the class. */
  int heapIndex;

  ParkedTask(ParkingOrder order, ParkedClass parkedClass) {
    this.order = order;
    this.parkedClass = parkedClass;
  }

  /**
   * Returns when the oldest bio was parked.
   *
   * @throws IllegalStateException if there is no bio
   */
  long oldest() {
    CoreBio bio = first();
    if (bio == null) {
      throw new IllegalStateException("no bio of task " + task + " is parked");
    }
    return bio.parkedAt();
  }
}
