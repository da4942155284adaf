package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Plug;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * If the memory of a bio is closed too early, only that bio fails, and none of the bios that it was
 * merged with.
 */
class ClosedMemoryTest {
  private final List<String> ended = new ArrayList<>();

  private static boolean isOpen(DriverRequest rq) {
    for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
      for (int i = 0; i < bio.segmentCount(); i++) {
        if (!bio.segment(i).scope().isAlive()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Submits three writes that merge into one request. The memory of the middle one is closed before
   * the request is issued.
   */
  private void submitThree(QueueWorld world, BlockQueue queue, boolean vector) {
    // The memory is closed before the plug is flushed.
    try (Plug plug = world.plugs.open();
        Arena careless = Arena.ofShared()) {
      var memory = careless.allocate(4096, 4096);
      Bio middle = world.bio();
      if (vector) {
        middle.write(
            512L * 8, new MemorySegment[] {world.memory.asSlice(0, 2048), memory.asSlice(0, 2048)});
      } else {
        middle.write(512L * 8, memory);
      }
      queue.submit(recordEnd(world.write(0, 8)), plug);
      queue.submit(recordEnd(middle.flags(BioFlags.SYNC)), plug);
      queue.submit(recordEnd(world.write(16, 8)), plug);
      assertThat(plug.size()).as("merged").isEqualTo(1);
    }
  }

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + "+" + b.sectors() + " " + b.status()));
  }

  @ParameterizedTest
  @CsvSource({
    "refuse, false, false",
    "refuse, true, true",
    "throw, false, false",
    "throw, true, false",
    "complete, false, false",
    "complete, true, true",
    "batch, false, true",
    "batch, true, false"
  })
  void onlyTheBioWithClosedMemoryFails(String way, boolean elevator, boolean vector) {
    try (var world = QueueWorld.virtual()) {
      // The driver has one tag, so the bios that are issued anew must wait for it.
      var driver = new HeldDriver(1);
      BlockQueue queue =
          elevator
              ? world.queue(driver, new HonestElevator.Type(HonestElevator::new))
              : world.queue(driver);
      driver.answer =
          rq -> {
            if (isOpen(rq) || way.equals("complete") || way.equals("batch")) {
              return BioStatus.OK;
            }
            if (way.equals("throw")) {
              throw new IllegalStateException("Already closed");
            }
            return BioStatus.IOERR;
          };
      submitThree(world, queue, vector);
      List<String> given = new ArrayList<>();
      while (!driver.held.isEmpty()) {
        HeldDriver.Given each = driver.held.removeFirst();
        given.add(each.toString());
        BioStatus status = isOpen(each.rq()) ? BioStatus.OK : BioStatus.MEDIUM;
        if (way.equals("batch")) {
          var batch = new Completions(1);
          batch.add(each.cookie(), status);
          each.hctx().complete(batch);
        } else {
          each.hctx().complete(each.cookie(), status);
        }
      }
      if (way.equals("refuse") || way.equals("throw")) {
        assertThat(given).containsExactly("WRITE 0+8", "WRITE 16+8");
        assertThat(ended).containsExactly("8+8 IOERR", "0+8 OK", "16+8 OK");
      } else {
        assertThat(given).containsExactly("WRITE 0+24", "WRITE 0+8", "WRITE 16+8");
        assertThat(ended).containsExactly("8+8 MEDIUM", "0+8 OK", "16+8 OK");
      }
      if (way.equals("throw")) {
        world.expectErrors("Already closed");
      }
      // A bio that had to be issued without merging can merge again when the application submits it
      // once more.
      Bio again = world.write(0, 8);
      try (Plug plug = world.plugs.open()) {
        queue.submit(again, plug);
        queue.submit(world.write(8, 8), plug);
        assertThat(plug.size()).isEqualTo(1);
      }
      driver.completeAll();
    }
  }

  @Test
  void requestWhoseMemoryIsOpenFailsWithAllItsBios() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        queue.submit(recordEnd(world.write(0, 8)), plug);
        queue.submit(recordEnd(world.write(8, 8)), plug);
      }
      driver.completeFirst(BioStatus.MEDIUM);
      assertThat(driver.held).isEmpty();
      assertThat(ended).containsExactly("0+8 MEDIUM", "8+8 MEDIUM");
    }
  }

  /** If the device may still use the memory of a failed request, its bios are not issued anew. */
  @Test
  void biosAreNotIssuedAnewWhileTheDeviceMayUseTheirMemory() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      submitThree(world, queue, false);
      driver.completeFirst(BioStatus.MEMORY_IN_USE);
      assertThat(driver.held).isEmpty();
      assertThat(ended).hasSize(3).allMatch(each -> each.endsWith(" MEMORY_IN_USE"));
    }
  }

  /** A bio that is issued anew keeps its usage unit, so a freeze or a close waits for it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bioThatIsIssuedAnewKeepsItsUsageUnit(boolean closing) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      submitThree(world, queue, false);
      if (closing) {
        world
            .time
            .newTimer(now -> driver.completeFirst(BioStatus.IOERR))
            .arm(world.time.now() + 1000);
        world.time.newTimer(now -> driver.completeAll()).arm(world.time.now() + 2000);
        queue.close();
      } else {
        queue.admin().startFreeze();
        driver.completeFirst(BioStatus.IOERR);
        assertThat(queue.entrance().isFrozen()).isFalse();
        driver.completeAll();
        assertThat(queue.entrance().isFrozen()).isTrue();
        queue.admin().unfreeze();
      }
      assertThat(ended).containsExactly("8+8 IOERR", "0+8 OK", "16+8 OK");
    }
  }
}
