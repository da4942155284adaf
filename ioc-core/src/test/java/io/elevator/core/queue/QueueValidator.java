package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.queue.state.RequestState;
import io.elevator.core.queue.tags.SharedTags;

/**
 * Checks every invariant of an idle queue: no request is outstanding, and no list, tag bitmap or
 * counter has anything left in it.
 */
final class QueueValidator {
  private QueueValidator() {}

  static void validateAtRest(BlockQueue queue) {
    if (queue.entrance().isDead()) {
      return;
    }
    if (queue.time().isVirtual()) {
      validateWithoutRuns(queue);
      return;
    }
    // In real time a worker may be performing a run that administration requested.
    queue.admin().quiesce();
    try {
      validateWithoutRuns(queue);
    } finally {
      queue.admin().unquiesce();
    }
  }

  private static void validateWithoutRuns(BlockQueue queue) {
    assertThat(queue.entrance().inside()).as("usage units").isZero();
    assertThat(queue.parking().size()).as("parked bios").isZero();
    assertThat(queue.requeues().size()).as("requeue list").isZero();
    assertThat(queue.diskStatistics().queued()).as("in flight by the disk statistics").isZero();
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      assertThat(hctx.driverTags().taken()).as("driver tags").isZero();
      assertThat(hctx.pool().tags().taken()).as("tags").isZero();
      assertThat(hctx.dispatchSize()).as("dispatch list").isZero();
      assertThat(hctx.software().size()).as("software queues").isZero();
      assertThat(queue.flushes().of(hctx).size()).as("flush sequences").isZero();
      assertThat(queue.flushes().of(hctx).files()).as("flush targets").isZero();
      SharedTags.User user = hctx.tags().user();
      assertThat(user == null ? 0 : user.held()).as("active requests").isZero();
      assertThat(hctx.tags().waiters(false).size() + hctx.tags().waiters(true).size())
          .as("tag waiters")
          .isZero();
      assertThat(hctx.runWord().isRunning()).as("runner").isFalse();
      RequestPool pool = hctx.pool();
      for (int i = 0; i < pool.size(); i++) {
        QueueRequest rq = pool.request(i);
        assertThat(rq.place).as(RequestState.describe(rq)).isEqualTo(Place.FREE);
        assertThat(rq.firstBio()).as(RequestState.describe(rq)).isNull();
        assertThat(rq.icq()).as(RequestState.describe(rq)).isNull();
        assertThat(rq.isInFlight()).as(RequestState.describe(rq)).isFalse();
        assertThat(rq.isInList()).as(RequestState.describe(rq)).isFalse();
      }
    }
    AttachedElevator attached = queue.elevatorSwitch().attached();
    if (attached != null) {
      assertThat(attached.calls().attachment().hashed()).as("merge hash").isZero();
      assertThat(attached.calls().attachment().lastMerge()).as("last merge").isNull();
    }
  }
}
