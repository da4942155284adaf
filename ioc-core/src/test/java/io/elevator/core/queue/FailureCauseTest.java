package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioException;
import io.elevator.api.BioFailure;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The error number and the exception with which a driver fails a request, as its bios show them.
 */
class FailureCauseTest {
  private static final int ENOSPC = 28;
  private static final int EIO = 5;

  private final IOException cause = new IOException("the drive says why");
  private final List<Bio> ended = new ArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(ended::add);
  }

  private static BlockQueue queue(QueueWorld world, HeldDriver driver, boolean elevator) {
    return elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
  }

  private static HeldDriver.Given take(HeldDriver driver) {
    assertThat(driver.held).isNotEmpty();
    return driver.held.removeFirst();
  }

  private void fail(HeldDriver.Given given, BioStatus status, int errno) {
    given.hctx().complete(given.cookie(), status, errno, cause);
  }

  private HeldDriver.Given submitMerged(QueueWorld world, BlockQueue queue, HeldDriver driver) {
    try (var plug = world.plugs.open()) {
      for (int i = 0; i < 3; i++) {
        queue.submit(recordEnd(world.read(i * 8L, 8)), plug);
      }
    }
    world.virtualTime().runDeferred();
    HeldDriver.Given given = take(driver);
    assertThat(given.sectors()).isEqualTo(24);
    return given;
  }

  private static BioFailure failure(BioStatus status, int errno, long sector, Throwable cause) {
    return new BioFailure(status, errno, sector << 9, "disk0", cause);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mergedBiosShareTheCauseAndHaveTheirOwnOffsets(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = queue(world, driver, elevator);
      fail(submitMerged(world, queue, driver), BioStatus.NOSPC, ENOSPC);
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(
              failure(BioStatus.NOSPC, ENOSPC, 0, cause),
              failure(BioStatus.NOSPC, ENOSPC, 8, cause),
              failure(BioStatus.NOSPC, ENOSPC, 16, cause));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void splitBioNamesTheOffsetOfThePieceThatFailed(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).limits(QueueLimits.builder().maxSectors(8).build());
      BlockQueue queue = queue(world, driver, elevator);
      Bio bio = recordEnd(world.read(100, 24));
      queue.submit(bio);
      world.virtualTime().runDeferred();
      assertThat(driver.held).hasSize(3);
      HeldDriver.Given first = take(driver);
      HeldDriver.Given second = take(driver);
      HeldDriver.Given last = take(driver);
      fail(second, BioStatus.MEDIUM, EIO);
      last.hctx().complete(last.cookie(), BioStatus.TIMEOUT);
      first.hctx().complete(first.cookie(), BioStatus.OK);
      assertThat(ended).containsExactly(bio);
      assertThat(bio.status()).isEqualTo(BioStatus.MEDIUM);
      assertThat(bio.failure())
          .as("the first failure counts")
          .isEqualTo(failure(BioStatus.MEDIUM, EIO, second.sector(), cause));
      assertThat(bio.exception())
          .hasMessage(
              "READ of 12288 bytes at byte 51200 of queue disk0 failed at byte "
                  + (second.sector() << 9)
                  + ": medium error (errno 5 EIO)");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partlyCompletedBiosNameTheOffsetThatTheDriveHadReached(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = queue(world, driver, elevator);
      HeldDriver.Given given = submitMerged(world, queue, driver);
      given.hctx().completePart(given.cookie(), 512L * 10, BioStatus.OK);
      given.hctx().completePart(given.cookie(), 512L * 2, BioStatus.MEDIUM, EIO, cause);
      given.hctx().complete(given.cookie(), BioStatus.OK);
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(null, failure(BioStatus.MEDIUM, EIO, 10, cause), null);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestThatFailsAfterARequeueHasTheCauseOfItsLastAttempt(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver, elevator);
      queue.submit(recordEnd(world.read(8, 8)));
      HeldDriver.Given first = take(driver);
      first.hctx().requeue(first.cookie(), true);
      world.virtualTime().runDeferred();
      fail(take(driver), BioStatus.IOERR, EIO);
      queue.submit(recordEnd(world.read(16, 8)));
      HeldDriver.Given next = take(driver);
      next.hctx().complete(next.cookie(), BioStatus.IOERR);
      assertThat(ended)
          .extracting(Bio::failure)
          .as("the next I/O of the tag does not inherit the cause")
          .containsExactly(
              failure(BioStatus.IOERR, EIO, 8, cause), failure(BioStatus.IOERR, 0, 16, null));
    }
  }

  @Test
  void reusedBioKeepsNothingOfItsFailure() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Bio bio = recordEnd(world.read(8, 8));
      queue.submit(bio);
      fail(take(driver), BioStatus.IOERR, EIO);
      BioException failed = bio.exception();
      assertThat(failed).hasCause(cause);
      queue.submit(bio);
      driver.completeAll();
      assertThat(bio.status()).isEqualTo(BioStatus.OK);
      assertThat(bio.failure()).isNull();
      assertThat(bio.exception()).isNull();
    }
  }

  @Test
  void exceptionNamesOperationOffsetLengthQueueAndError() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Bio bio = recordEnd(world.write(8, 8));
      queue.submit(bio);
      fail(take(driver), BioStatus.NOSPC, ENOSPC);
      BioException failed = bio.exception();
      assertThat(failed)
          .isInstanceOf(IOException.class)
          .hasCause(cause)
          .hasMessage(
              "WRITE of 4096 bytes at byte 4096 of queue disk0 failed: no space"
                  + " (errno 28 ENOSPC)");
      assertThat(failed.status()).isEqualTo(BioStatus.NOSPC);
      assertThat(failed.errno()).isEqualTo(ENOSPC);
      assertThat(failed.operation()).isEqualTo(Operation.WRITE);
      assertThat(failed.offset()).isEqualTo(4096);
      assertThat(failed.length()).isEqualTo(4096);
      assertThat(failed.failedOffset()).isEqualTo(4096);
    }
  }

  @Test
  void completionsOfABatchHaveTheirOwnCauses() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      var batch = new Completions(1);
      for (int i = 0; i < 3; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      DriverQueue hctx = driver.hardwareQueues[0];
      batch.add(take(driver).cookie(), BioStatus.OK);
      batch.add(take(driver).cookie(), BioStatus.MEDIUM, EIO, cause);
      batch.add(take(driver).cookie(), BioStatus.IOERR);
      hctx.complete(batch);
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(
              null,
              failure(BioStatus.MEDIUM, EIO, 100, cause),
              failure(BioStatus.IOERR, 0, 200, null));
      batch.clear();
      for (int i = 0; i < 2; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
        batch.add(take(driver).cookie(), BioStatus.IOERR);
      }
      ended.clear();
      hctx.complete(batch);
      assertThat(ended)
          .extracting(Bio::failure)
          .as("causes do not survive in a batch that is used again")
          .containsExactly(
              failure(BioStatus.IOERR, 0, 0, null), failure(BioStatus.IOERR, 0, 100, null));
    }
  }

  @Test
  void exceptionThatADriverThrowsIsTheCause() {
    try (var world = QueueWorld.virtual()) {
      var thrown = new IllegalStateException("the driver is broken");
      var driver =
          new HeldDriver(4) {
            @Override
            public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
              throw thrown;
            }
          };
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(8, 8)));
      world.expectErrors("the driver is broken");
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(failure(BioStatus.IOERR, 0, 8, thrown));
    }
  }

  /** Answers a request with a status, and gives the cause of the refusal first. */
  private HeldDriver refusing(BioStatus refusal) {
    return new HeldDriver(4) {
      private boolean refused;

      @Override
      public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
        if (refused) {
          return super.queueRequest(hctx, rq, last);
        }
        refused = true;
        return rq.refuse(refusal, EIO, cause);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void biosOfARefusedRequestHaveTheCauseOfTheRefusalAndTheirOwnOffsets(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = queue(world, refusing(BioStatus.MEDIUM), elevator);
      try (var plug = world.plugs.open()) {
        queue.submit(recordEnd(world.read(0, 8)), plug);
        queue.submit(recordEnd(world.read(8, 8)), plug);
      }
      world.virtualTime().runDeferred();
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(
              failure(BioStatus.MEDIUM, EIO, 0, cause), failure(BioStatus.MEDIUM, EIO, 8, cause));
    }
  }

  @Test
  void causeOfARefusalForNowIsNotThatOfALaterFailure() {
    try (var world = QueueWorld.virtual()) {
      HeldDriver driver = refusing(BioStatus.RESOURCE);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(8, 8)));
      world.runAllButTimeouts();
      driver.completeFirst(BioStatus.IOERR);
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(failure(BioStatus.IOERR, 0, 8, null));
    }
  }

  @Test
  void causeOfARefusalIsDroppedWhenTheDriverStartsTheRequest() {
    try (var world = QueueWorld.virtual()) {
      var driver =
          new HeldDriver(4) {
            @Override
            public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
              BioStatus ignored = rq.refuse(BioStatus.MEDIUM, EIO, cause);
              return super.queueRequest(hctx, rq, last);
            }
          };
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(8, 8)));
      driver.completeFirst(BioStatus.IOERR);
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(failure(BioStatus.IOERR, 0, 8, null));
    }
  }

  @Test
  void aStartedRequestCannotBeRefused() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(8, 8)));
      HeldDriver.Given given = take(driver);
      assertThatIllegalStateException()
          .isThrownBy(() -> given.rq().refuse(BioStatus.MEDIUM, EIO, cause))
          .withMessageContaining("is started already");
      given.hctx().complete(given.cookie(), BioStatus.IOERR);
      assertThat(ended)
          .extracting(Bio::failure)
          .containsExactly(failure(BioStatus.IOERR, 0, 8, null));
    }
  }

  @Test
  void bioThatReachedNoDriverHasNoCause() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).capacity(64);
      BlockQueue queue = world.queue(driver);
      Bio bio = recordEnd(world.read(1000, 8));
      queue.submit(bio);
      assertThat(bio.status()).isNotEqualTo(BioStatus.OK);
      assertThat(bio.failure()).isEqualTo(failure(bio.status(), 0, 1000, null));
    }
  }
}
