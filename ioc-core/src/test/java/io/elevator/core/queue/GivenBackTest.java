package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverFeature;
import org.junit.jupiter.api.Test;

/**
 * A request that the driver gives back frees its driver tag for other requests, and later goes to a
 * defined position of the dispatch list.
 */
class GivenBackTest {
  /**
   * While a request that was given back waits to be queued again, another request uses its driver
   * tag.
   */
  @Test
  void driverTagOfARequestGivenBackServesOtherRequests() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.read(0, 8));
      queue.submit(world.read(100, 8));
      assertThat(queue.hardwareQueues()[0].dispatchSize()).isEqualTo(1);
      HeldDriver.Given given = driver.held.removeFirst();
      given.hctx().requeue(given.cookie(), false);
      assertThat(driver.heldNames()).containsExactly("READ 100+8");
      queue.admin().kickRequeue();
      world.runAllButTimeouts();
      driver.completeAll();
      assertThat(driver.history).containsExactly("READ 0+8", "READ 100+8", "READ 0+8");
    }
  }

  /**
   * Requests that the driver has prepared and gives back go to the end of the dispatch list. Of
   * several, the one given back last comes first.
   */
  @Test
  void preparedRequestsGoToTheEndOfTheDispatchList() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.read(0, 8));
      queue.submit(world.read(100, 8));
      for (int i = 0; i < 2; i++) {
        HeldDriver.Given given = driver.held.removeFirst();
        given.hctx().requeuePrepared(given.cookie(), false);
      }
      assertThat(driver.held).isEmpty();
      queue.admin().kickRequeue();
      world.runAllButTimeouts();
      assertThat(driver.heldNames()).containsExactly("READ 100+8", "READ 0+8");
      driver.completeAll();
    }
  }

  /**
   * Between the data step and the flush step of one bio, the driver tag is free for other requests.
   */
  @Test
  void driverTagIsFreeBetweenDataStepAndFlush() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.bio().flush());
      queue.submit(world.write(0, 8).flags(BioFlags.FUA));
      queue.submit(world.read(100, 8));
      assertThat(driver.heldNames()).containsExactly("FLUSH 0+0", "WRITE 0+8");
      assertThat(queue.hardwareQueues()[0].dispatchSize()).isEqualTo(1);
      HeldDriver.Given data = driver.held.removeLast();
      data.hctx().complete(data.cookie(), BioStatus.OK);
      assertThat(driver.heldNames()).containsExactly("FLUSH 0+0", "READ 100+8");
      driver.completeAll();
      assertThat(driver.history)
          .containsExactly("FLUSH 0+0", "WRITE 0+8", "READ 100+8", "FLUSH 0+0");
    }
  }
}
