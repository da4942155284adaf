package io.elevator.integration.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.integration.scene.UnreliableDrive;
import io.elevator.integration.scene.VirtualLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Properties of Kyber on a queue with several hardware queues that hold for every behaviour of the
 * drive and every mix of requests.
 */
class KyberQueueTest {
  private static final Operation[] OPERATIONS = {
    Operation.READ, Operation.WRITE, Operation.DISCARD, Operation.WRITE_ZEROES
  };
  private static final int[] LIMITS = {256, 128, 64, 16};
  private static final String[] DOMAINS = {"read", "write", "discard", "other"};

  private int submitted;
  private int ended;
  private int timedOut;

  private static QueueConfig kyber(int stripes) {
    return QueueConfig.onDriver("unreliable").withElevator("kyber").withStripes(stripes);
  }

  /**
   * Submits the next bio from the callback of the previous one, until a number of bios is used up.
   */
  private final class Submitter implements BioCallback {
    private final VirtualLayer layer;
    private final RequestQueue queue;
    private final Task task;
    private final Operation operation;
    private final SplittableRandom random;
    private int left;
    private long next;

    Submitter(
        VirtualLayer layer,
        RequestQueue queue,
        Task task,
        Operation operation,
        int bios,
        SplittableRandom random) {
      this.layer = layer;
      this.queue = queue;
      this.task = task;
      this.operation = operation;
      this.left = bios;
      this.random = random;
      next = random.nextLong(1 << 20) * 64;
    }

    void submit(Bio bio) {
      left--;
      // The positions mostly ascend, so that bios merge while their requests wait for tokens.
      next = random.nextInt(4) == 0 ? random.nextLong(1 << 20) * 64 : next + 8;
      switch (operation) {
        case READ -> bio.task(task).read(512L * next, layer.memory, 0, 4096);
        case WRITE -> bio.task(task).write(512L * next, layer.memory, 0, 4096);
        case DISCARD -> bio.task(task).discard(512L * next, 512L * 8);
        default -> bio.task(task).writeZeroes(512L * next, 512L * 8);
      }
      bio.onEnd(this);
      submitted++;
      queue.submit(bio);
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

  private void flood(
      VirtualLayer layer, RequestQueue queue, int stripes, int each, int bios, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int stripe = 0; stripe < stripes; stripe++) {
      for (Operation operation : OPERATIONS) {
        Task task = layer.task(operation + " " + stripe, stripe);
        Submitter submitter = new Submitter(layer, queue, task, operation, bios, random.split());
        for (int i = 0; i < each && submitter.left > 0; i++) {
          submitter.submit(layer.bio(task));
        }
      }
    }
  }

  private static void assertTokensWithinDepth(RequestQueue queue, UnreliableDrive drive) {
    StatisticsNode figures = VirtualLayer.figures(queue);
    for (int i = 0; i < DOMAINS.length; i++) {
      long busy = VirtualLayer.figure(figures, DOMAINS[i] + "_tokens/busy");
      long depth = VirtualLayer.figure(figures, DOMAINS[i] + "_tokens/depth");
      assertThat(busy).as(DOMAINS[i]).isBetween(0L, depth);
      assertThat(depth).as(DOMAINS[i]).isBetween(1L, (long) LIMITS[i]);
      assertThat(drive.most.getOrDefault(OPERATIONS[i], 0)).isLessThanOrEqualTo(LIMITS[i]);
    }
  }

  private static void assertAllTokensReturned(RequestQueue queue, int hardwareQueues) {
    StatisticsNode figures = VirtualLayer.figures(queue);
    for (String domain : DOMAINS) {
      assertThat(VirtualLayer.figure(figures, domain + "_tokens/busy")).as(domain).isZero();
      for (int i = 0; i < hardwareQueues; i++) {
        assertThat(VirtualLayer.figure(figures, "hctx" + i + "/" + domain + "_rqs")).isZero();
        assertThat(VirtualLayer.figure(figures, "hctx" + i + "/" + domain + "_staged")).isZero();
        assertThat(VirtualLayer.figure(figures, "hctx" + i + "/" + domain + "_waiting")).isZero();
      }
    }
  }

  /**
   * A domain never uses more tokens than its depth, returns all of them when idle, and wakes
   * requests that wait for a token.
   */
  @ParameterizedTest(name = "{0} hardware queues, seed {1}")
  @CsvSource({"1, 1", "2, 2", "4, 3", "4, 4"})
  void noTokenIsLostUnderRequeuesRefusalsAndTimeOuts(int hardwareQueues, long seed) {
    UnreliableDrive drive = new UnreliableDrive(hardwareQueues, 64, seed);
    drive.givenBack = 40;
    drive.refused = 20;
    drive.forgotten = 4;
    int stripes = 8;
    try (VirtualLayer layer = new VirtualLayer(drive, stripes);
        RequestQueue queue = layer.open(kyber(stripes))) {
      queue.admin().setAttribute("io_timeout", "300");
      // Reads miss their target and writes meet theirs, so the depths change during the run.
      queue.admin().setElevatorAttribute("read_lat_nsec", "500000");
      queue.admin().setElevatorAttribute("write_lat_nsec", "100000000000");
      flood(layer, queue, stripes, 40, 600, seed);
      int steps = 0;
      while (ended < submitted && layer.time.step()) {
        if (++steps % 256 == 0) {
          assertTokensWithinDepth(queue, drive);
        }
      }

      assertThat(ended).as("ended of those submitted").isEqualTo(submitted);
      assertThat(submitted).isEqualTo(stripes * OPERATIONS.length * 600);
      assertThat(timedOut).isPositive();
      assertThat(drive.timeOuts).isPositive();
      assertThat(drive.givenBackCount).isPositive();
      assertThat(drive.refusedCount).isPositive();
      assertThat(VirtualLayer.figure(queue, "write_tokens/depth")).isLessThan(128);
      assertAllTokensReturned(queue, hardwareQueues);
    }
  }

  /** Each domain is saturated and then uses exactly as many tokens as it has. */
  @Test
  @DisplayName("each domain is saturated")
  void everyDomainUsesExactlyItsTokensWhenSaturated() {
    int hardwareQueues = 4;
    UnreliableDrive drive = new UnreliableDrive(hardwareQueues, 512, 1);
    drive.holding = true;
    int stripes = 8;
    try (VirtualLayer layer = new VirtualLayer(drive, stripes);
        RequestQueue queue = layer.open(kyber(stripes))) {
      queue.admin().setAttribute("nomerges", "2");
      // Targets that every request meets, so the depths do not change in this test.
      queue.admin().setElevatorAttribute("read_lat_nsec", "100000000000");
      queue.admin().setElevatorAttribute("write_lat_nsec", "100000000000");
      flood(layer, queue, stripes, 40, 200, 1);
      layer.time.advanceTo(layer.time.now() + 5_000_000);
      // If an assertion below fails, the queue must still be able to close.
      drive.holding = false;

      for (int i = 0; i < DOMAINS.length; i++) {
        assertThat(drive.held).as(DOMAINS[i]).containsEntry(OPERATIONS[i], LIMITS[i]);
      }
      assertThat(VirtualLayer.figure(queue, "hctx0/other_waiting")).isEqualTo(1);
      layer.time.runUntil(() -> ended == submitted);
      assertThat(ended).isEqualTo(stripes * OPERATIONS.length * 200);
      assertThat(drive.most.values()).containsExactlyInAnyOrder(256, 128, 64, 16);
      assertAllTokensReturned(queue, hardwareQueues);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void switchingUnderLoadLosesNoBio(long seed) {
    UnreliableDrive drive = new UnreliableDrive(2, 32, seed);
    drive.givenBack = 20;
    int stripes = 4;
    try (VirtualLayer layer = new VirtualLayer(drive, stripes);
        RequestQueue queue = layer.open(kyber(stripes))) {
      flood(layer, queue, stripes, 16, 600, seed);
      String[] others = {"none", "mq-deadline", "kyber"};
      for (int i = 0; ended < submitted; i++) {
        for (int steps = 0; steps < 50 && layer.time.step(); steps++) {
          assertThat(queue.admin().elevator()).isNotBlank();
        }
        queue.admin().switchElevator(others[i % others.length]);
        if (queue.admin().elevator().equals("kyber")) {
          assertThat(VirtualLayer.figure(queue, "read_tokens/depth")).isEqualTo(256);
        }
      }

      assertThat(ended).isEqualTo(stripes * OPERATIONS.length * 600);
      queue.admin().switchElevator("kyber");
      assertAllTokensReturned(queue, 2);
    }
  }

  /**
   * The 64 scheduler tags are four words of 16; asynchronous requests may use three quarters of
   * each word.
   */
  @Test
  @DisplayName("tags of asynchronous requests")
  void asynchronousRequestsLeaveAQuarterOfEachWordOfTags() {
    UnreliableDrive drive = new UnreliableDrive(1, 32, 1);
    drive.holding = true;
    try (VirtualLayer layer = new VirtualLayer(drive, 1);
        RequestQueue queue = layer.open(kyber(1))) {
      Task writer = layer.task("writer", 0);
      Task reader = layer.task("reader", 0);
      List<Bio> ends = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        queue.submit(
            layer.bio(writer).write(512L * (i * 1000L), layer.memory, 0, 4096).onEnd(ends::add));
      }
      long asynchronousOnly = VirtualLayer.tagsTaken(queue);
      for (int i = 0; i < 100; i++) {
        queue.submit(
            layer
                .bio(reader)
                .read(512L * (500 + i * 1000L), layer.memory, 0, 4096)
                .onEnd(ends::add));
      }
      long both = VirtualLayer.tagsTaken(queue);
      // If an assertion below fails, the queue must still be able to close.
      drive.holding = false;

      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("64");
      assertThat(VirtualLayer.figure(queue, "async_depth")).isEqualTo(12);
      assertThat(asynchronousOnly).isEqualTo(48);
      assertThat(both).isEqualTo(64);
      layer.time.runUntil(() -> ends.size() == 200);
      assertThat(ends).hasSize(200).allMatch(bio -> bio.status() == BioStatus.OK);
      assertAllTokensReturned(queue, 1);
    }
  }

  @Test
  void asynchronousLimitFollowsTheNumberOfTags() {
    UnreliableDrive drive = new UnreliableDrive(1, 64, 1);
    try (VirtualLayer layer = new VirtualLayer(drive, 1);
        RequestQueue queue = layer.open(kyber(1).withNrRequests(64))) {
      queue.admin().setAttribute("nr_requests", "256");
      assertThat(VirtualLayer.figure(queue, "async_depth")).isEqualTo(48);
      // Lowering the number of requests keeps the tag bitmap, and therefore the number of tags in a
      // word.
      queue.admin().setAttribute("nr_requests", "16");
      assertThat(VirtualLayer.figure(queue, "async_depth")).isEqualTo(48);
    }
  }
}
