package io.elevator.integration.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.UnreliableDrive;
import io.elevator.integration.scene.VirtualLayer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Elevators that dispatch for the whole queue, as BFQ and mq-deadline do. When such an elevator is
 * called for one hardware queue, it may return a request of another one, and the queue must issue
 * the request through that other hardware queue (the drive checks this). The recorded vectors do
 * not cover this case, so the test checks invariants: every bio ends once, no bio starves although
 * the drive returns, refuses and loses requests, and nothing is left at the end.
 */
class SeveralHardwareQueuesTest {
  private static final int STRIPES = 8;
  private static final int BIOS = 400;
  private static final int UNDER_WAY = 12;

  /** Keeps some bios in flight until it has submitted a given number. */
  private static final class Reader implements BioCallback {
    private final VirtualLayer layer;
    private final RequestQueue queue;
    private final Task task;
    private final SplittableRandom random;
    private long next;
    private int left = BIOS;
    int ended;
    int timedOut;

    Reader(VirtualLayer layer, RequestQueue queue, int stripe, SplittableRandom random) {
      this.layer = layer;
      this.queue = queue;
      this.random = random;
      task = layer.task("task " + stripe, stripe);
    }

    void submit(Bio bio) {
      left--;
      next = random.nextInt(3) == 0 ? random.nextLong(1 << 20) * 64 : next + 8;
      if (random.nextInt(3) == 0) {
        bio.write(512L * next, layer.memory, 0, 4096);
      } else {
        bio.read(512L * next, layer.memory, 0, 4096);
      }
      queue.submit(bio.onEnd(this));
    }

    @Override
    public void ended(Bio bio) {
      ended++;
      if (bio.status() == BioStatus.TIMEOUT) {
        timedOut++;
      } else {
        assertThat(bio.status()).isEqualTo(BioStatus.OK);
      }
      if (left > 0) {
        submit(bio);
      }
    }
  }

  private static Reader[] start(VirtualLayer layer, RequestQueue queue, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Reader[] readers = new Reader[STRIPES];
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      readers[stripe] = new Reader(layer, queue, stripe, random.split());
      for (int i = 0; i < UNDER_WAY; i++) {
        readers[stripe].submit(layer.bio(readers[stripe].task));
      }
    }
    return readers;
  }

  @ParameterizedTest
  @CsvSource({
    "bfq, 2, 1",
    "bfq, 4, 2",
    "bfq, 4, 3",
    "mq-deadline, 2, 1",
    "mq-deadline, 4, 2",
    "kyber, 4, 3"
  })
  void everyBioEndsOnceAndNothingIsLeft(String elevator, int hardwareQueues, long seed) {
    UnreliableDrive drive = new UnreliableDrive(hardwareQueues, 8, seed);
    drive.givenBack = 40;
    drive.refused = 40;
    drive.forgotten = 4;
    QueueConfig config =
        QueueConfig.onDriver("unreliable").withStripes(STRIPES).withElevator(elevator);
    try (VirtualLayer layer = new VirtualLayer(drive, STRIPES);
        RequestQueue queue = layer.open(config)) {
      queue.admin().setAttribute("io_timeout", "300");
      Reader[] readers = start(layer, queue, seed);
      layer.time.runAll();
      int timedOut = 0;
      for (Reader reader : readers) {
        assertThat(reader.ended).as("%s, seed %d", reader.task.name(), seed).isEqualTo(BIOS);
        timedOut += reader.timedOut;
      }
      assertThat(timedOut).isGreaterThanOrEqualTo(drive.timeOuts);
      assertThat(drive.timeOuts).isPositive();
      assertThat(drive.givenBackCount).isPositive();
      assertThat(drive.refusedCount).isPositive();
      assertThat(VirtualLayer.tagsTaken(queue)).isZero();
      queue.admin().switchElevator("none");
    }
  }

  /**
   * The shares hold over all hardware queues together, which shows that one elevator instance
   * decides for all of them.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "0, 2"})
  void strictGuaranteesAllowOneRequestInTheDriveForAllHardwareQueues(int strict, long seed) {
    UnreliableDrive drive = new UnreliableDrive(4, 8, seed);
    QueueConfig config =
        QueueConfig.onDriver("unreliable")
            .withStripes(STRIPES)
            .withElevator("bfq")
            .withElevatorAttribute("strict_guarantees", Integer.toString(strict));
    try (VirtualLayer layer = new VirtualLayer(drive, STRIPES);
        RequestQueue queue = layer.open(config)) {
      Reader[] readers = start(layer, queue, seed);
      layer.time.runAll();
      for (Reader reader : readers) {
        assertThat(reader.ended).as("%s, seed %d", reader.task.name(), seed).isEqualTo(BIOS);
      }
      int most = drive.most.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
      if (strict == 1) {
        assertThat(most).isEqualTo(1);
      } else {
        assertThat(most).isGreaterThan(8);
      }
    }
  }
}
