package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.request.ElevatorAttachment;
import org.junit.jupiter.api.Test;

/**
 * Merging bios and requests with requests that an elevator has: when a request is inserted, through
 * the one-hit cache, and through the hash of request ends.
 */
class QueuedMergeTest {
  /**
   * A queue with the recording elevator. Its hardware queue is stopped, so requests stay in the
   * elevator.
   */
  private static final class Scene implements AutoCloseable {
    final QueueWorld world = QueueWorld.virtual();
    final RecordingElevatorType type = new RecordingElevatorType();
    final HeldDriver driver;
    final BlockQueue queue;

    Scene(QueueLimits limits) {
      driver = new HeldDriver(16).limits(limits);
      world.with(type);
      queue = world.queue(driver);
      type.queue = queue;
      queue.admin().switchElevator(type.name());
      queue.admin().stop(0);
    }

    Scene() {
      this(QueueLimits.builder().build());
    }

    void nomerges(int value) {
      queue.admin().setAttribute("nomerges", Integer.toString(value));
    }

    void submit(long sector) {
      queue.submit(world.read(sector, 8));
    }

    ElevatorAttachment attachment() {
      AttachedElevator attached = queue.elevatorSwitch().attached();
      if (attached == null) {
        throw new IllegalStateException("no elevator");
      }
      return attached.calls().attachment();
    }

    /** Starts the hardware queue and asserts which requests the driver then gets, in any order. */
    void sees(String... requests) {
      queue.admin().start(0);
      driver.completeAll();
      assertThat(driver.history).containsExactlyInAnyOrder(requests);
    }

    @Override
    public void close() {
      world.close();
      assertThat(type.violations).isEmpty();
    }
  }

  /**
   * An inserted request merges with its predecessor, the result with the predecessor before that,
   * and so on.
   */
  @Test
  void mergesOfRequestsAtInsertionAreChained() {
    try (var scene = new Scene()) {
      scene.nomerges(2);
      scene.submit(0);
      scene.submit(8);
      scene.submit(16);
      try (Plug plug = scene.world.plugs.open()) {
        scene.queue.submit(scene.world.read(24, 8), plug);
        scene.nomerges(0);
      }
      scene.sees("READ 0+32");
    }
  }

  /**
   * With {@code nomerges} 1, an inserted request is compared with the request in the one-hit cache
   * and with no other.
   */
  @Test
  void withoutTheCostlySearchOnlyTheOneHitCacheIsTried() {
    try (var scene = new Scene()) {
      scene.submit(0);
      scene.submit(100);
      // This bio is found through the hash of request ends, and its request is then in the one-hit
      // cache.
      scene.submit(108);
      scene.nomerges(1);
      scene.submit(8);
      try (Plug plug = scene.world.plugs.open()) {
        scene.queue.submit(scene.world.read(124, 8), plug);
        scene.queue.submit(scene.world.read(500, 8), plug);
        scene.queue.submit(scene.world.read(116, 8), plug);
      }
      scene.sees("READ 0+8", "READ 8+8", "READ 100+32", "READ 500+8");
    }
  }

  /** Queueing another request does not replace the request in the one-hit cache. */
  @Test
  void oneHitCacheIsOnlyFilledWhenItIsEmpty() {
    try (var scene = new Scene()) {
      scene.nomerges(1);
      scene.submit(0);
      scene.submit(100);
      scene.submit(8);
      scene.submit(108);
      scene.sees("READ 0+16", "READ 100+8", "READ 108+8");
    }
  }

  /**
   * A request that can no longer merge is removed from the hash when a search comes upon it, and no
   * request is in the hash twice.
   */
  @Test
  void hashDropsRequestsThatCanNoLongerMerge() {
    try (var scene = new Scene(QueueLimits.builder().maxSectors(16).build())) {
      scene.submit(0);
      scene.queue.submit(scene.world.read(8, 16));
      assertThat(scene.attachment().hashed()).as("the first has left").isEqualTo(1);
      assertThat(scene.attachment().lastMerge())
          .as("the one that refused is not looked at first any more")
          .isNotNull()
          .matches(rq -> rq.sectors() == 16);
      scene.submit(8);
      assertThat(scene.attachment().hashed()).isEqualTo(2);
      var queued = scene.attachment().lastMerge();
      assertThatIllegalStateException()
          .isThrownBy(() -> scene.attachment().queued(queued))
          .withMessageContaining("already in the merge hash");
      scene.sees("READ 0+8", "READ 8+16", "READ 8+8");
    }
  }

  /** Write-zeroes requests do not merge; secure erases do. */
  @Test
  void writeZeroesDoNotMergeAndSecureErasesDo() {
    QueueLimits limits =
        QueueLimits.builder()
            .maxWriteZeroesSectors(64)
            .maxSecureEraseSectors(64)
            .maxDiscardSectors(8)
            .build();
    try (var scene = new Scene(limits)) {
      for (int i = 0; i < 2; i++) {
        scene.queue.submit(scene.world.bio().writeZeroes(512L * (i * 8L), 512L * 8));
        scene.queue.submit(scene.world.bio().secureErase(512L * (i * 8L), 512L * 8));
      }
      scene.sees("WRITE_ZEROES 0+8", "WRITE_ZEROES 8+8", "SECURE_ERASE 0+16");
    }
  }

  /** A requeued request has been started before, so no bio is merged into it afterwards. */
  @Test
  void requeuedRequestIsNotMerged() {
    try (var scene = new Scene()) {
      scene.queue.admin().start(0);
      scene.submit(8);
      HeldDriver.Given given = scene.driver.held.removeFirst();
      scene.queue.admin().stop(0);
      given.hctx().requeue(given.cookie(), true);
      scene.world.runAllButTimeouts();
      scene.submit(0);
      scene.submit(16);
      scene.sees("READ 8+8", "READ 8+8", "READ 0+8", "READ 16+8");
    }
  }

  /** A request that grew at its back is found in the hash by its new end. */
  @Test
  void requestIsFoundByItsNewEnd() {
    try (var scene = new Scene()) {
      scene.submit(0);
      scene.submit(8);
      scene.submit(1000);
      scene.submit(1008);
      scene.submit(16);
      scene.sees("READ 0+24", "READ 1000+16");
    }
  }

  /**
   * A front merge can make a request adjacent to its predecessor; the predecessor then absorbs it.
   */
  @Test
  void frontMergeLetsThePredecessorAbsorbTheRequest() {
    try (var scene = new Scene()) {
      scene.submit(16);
      scene.submit(0);
      scene.submit(8);
      scene.sees("READ 0+24");
      assertThat(scene.type.absorbedCount.get()).isEqualTo(1);
    }
  }

  /** Discards of several ranges merge without a call of the request-merge hooks. */
  @Test
  void discardRangesMergeWithoutAHook() {
    QueueLimits limits =
        QueueLimits.builder().maxDiscardSectors(4096).maxDiscardSegments(4).build();
    try (var scene = new Scene(limits)) {
      scene.queue.submit(scene.world.bio().discard(512L * 100, 512L * 8));
      scene.type.logging = true;
      scene.queue.submit(scene.world.bio().discard(0, 512L * 8));
      assertThat(scene.type.log)
          .contains(HookRow.BIO_MERGE)
          .doesNotContain(
              HookRow.REQUEST_MERGED, HookRow.REQUESTS_MERGED, HookRow.FORMER_NEXT, HookRow.INSERT);
      scene.sees("DISCARD 100+16");
    }
  }
}
