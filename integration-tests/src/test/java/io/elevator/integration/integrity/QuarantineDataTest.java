package io.elevator.integration.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.DefectPolicy;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An elevator that loses requests and throws is quarantined under load on a drive that stores data:
 * each write ends once, and acknowledged data is read back.
 */
class QuarantineDataTest {
  private static final int WRITES = 800;

  /** An elevator that loses one request in thirty. Each loss also throws an exception. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class LosingType extends ElevatorType {
    private final long seed;

    LosingType(long seed) {
      this.seed = seed;
    }

    @Override
    public String name() {
      return "losing";
    }

    @Override
    public String description() {
      return "loses requests";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      SplittableRandom random = new SplittableRandom(seed);
      return new Elevator() {
        private final ArrayDeque<Request> queued = new ArrayDeque<>();

        @Override
        public void insert(
            HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
          synchronized (queued) {
            for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
              queued.add(rq);
            }
          }
        }

        @Override
        public boolean hasWork(HardwareQueue hctx) {
          synchronized (queued) {
            return !queued.isEmpty();
          }
        }

        @Override
        public Request dispatch(HardwareQueue hctx, long now) {
          synchronized (queued) {
            Request rq = queued.poll();
            if (rq != null && random.nextInt(30) == 0) {
              throw new IllegalStateException("lost on purpose");
            }
            return rq;
          }
        }

        @Override
        public void exit() {}
      };
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void acknowledgedWritesAreReadBack(long seed) throws InterruptedException {
    List<String> reports = new CopyOnWriteArrayList<>();
    var policy =
        new DefectPolicy() {
          @Override
          public int defects() {
            return 5;
          }

          @Override
          public Duration withoutDispatch() {
            return Duration.ofMillis(100);
          }
        };
    try (Arena arena = Arena.ofShared();
        BlockLayer layer =
            BlockLayers.builder()
                .elevator(new LosingType(seed))
                .defectPolicy(policy)
                .errors((place, defect) -> reports.add(place + ": " + defect))
                .build();
        RequestQueue queue = layer.open(QueueConfig.onDriver("memory").withElevator("losing"));
        Task task = layer.tasks().newTask(TaskSpec.named("writer"))) {
      var ended = new CountDownLatch(WRITES);
      List<BioStatus> wrong = new CopyOnWriteArrayList<>();
      for (int i = 0; i < WRITES; i++) {
        MemorySegment data = arena.allocate(4096, 4096);
        data.setAtIndex(ValueLayout.JAVA_LONG, 0, seed * WRITES + i);
        queue.submit(
            layer
                .newBio()
                .task(task)
                .write(512L * (8L * i), data)
                .flags(BioFlags.SYNC)
                .onEnd(bio -> {
                  if (bio.status() != BioStatus.OK) {
                    wrong.add(bio.status());
                  }
                  ended.countDown();
                }));
      }
      // Switching to none drains the queue even if fewer requests were lost than the threshold of
      // the policy.
      queue.admin().switchElevator("none");
      ended.await();
      assertThat(wrong).as("seed %d", seed).isEmpty();
      MemorySegment back = arena.allocate(4096, 4096);
      for (int i = 0; i < WRITES; i++) {
        assertThat(queue.submitAndWait(layer.newBio().task(task).read(512L * (8L * i), back)))
            .isEqualTo(BioStatus.OK);
        assertThat(back.getAtIndex(ValueLayout.JAVA_LONG, 0)).isEqualTo(seed * WRITES + i);
      }
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(reports).anyMatch(each -> each.contains("detached by force"));
    }
  }
}
