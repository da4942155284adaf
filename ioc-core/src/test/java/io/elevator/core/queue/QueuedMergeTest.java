package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.core.request.ElevatorAttachment;
import org.junit.jupiter.api.Test;

/** Merging with what an elevator has: at insertion, by the one-hit cache, by end. */
class QueuedMergeTest {
  /** A queue under the recording elevator, whose requests stay in it until they are let go. */
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

    /** Lets everything go and asserts what the driver was given. */
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

  /** 5.7: a request that grew by another takes in the one before it, again and again. */
  @Test
  void unionsAtInsertionAreChained() {
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

  /** 5.7, 2: with nomerges 1 an insertion looks at the one-hit cache, and nowhere else. */
  @Test
  void withoutTheCostlySearchOnlyTheCacheIsLookedAt() {
    try (var scene = new Scene()) {
      scene.submit(0);
      scene.submit(100);
      // Found by its end, and the one to look at first from now on.
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

  /** 5.7: the cache keeps what it has when another request is queued. */
  @Test
  void theCacheIsFilledWhenItIsEmpty() {
    try (var scene = new Scene()) {
      scene.nomerges(1);
      scene.submit(0);
      scene.submit(100);
      scene.submit(8);
      scene.submit(108);
      scene.sees("READ 0+16", "READ 100+8", "READ 108+8");
    }
  }

  /** 5.8: what merges no more leaves the hash as it is passed; nothing is in it twice. */
  @Test
  void theHashDropsWhatMergesNoMore() {
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

  /** 1.4: zeroes are written one by one, erasures are not. */
  @Test
  void whichOperationsMerge() {
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

  /** B12: what comes back at the head was started once and takes no bio any more. */
  @Test
  void whatComesBackTakesNoBio() {
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

  /** 5.2: a request that grew at its end is found by the new one. */
  @Test
  void aRequestIsFoundByTheEndItHasNow() {
    try (var scene = new Scene()) {
      scene.submit(0);
      scene.submit(8);
      scene.submit(1000);
      scene.submit(1008);
      scene.submit(16);
      scene.sees("READ 0+24", "READ 1000+16");
    }
  }

  /** 5.2: one that grew at its front is taken in by the one before it, which it touches now. */
  @Test
  void aFrontMergeUnitesWithThePredecessor() {
    try (var scene = new Scene()) {
      scene.submit(16);
      scene.submit(0);
      scene.submit(8);
      scene.sees("READ 0+24");
      assertThat(scene.type.absorbedCount.get()).isEqualTo(1);
    }
  }

  /** 5.2: discards of several ranges join without a hook. */
  @Test
  void rangesJoinWithoutAHook() {
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
