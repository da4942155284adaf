package io.elevator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.DefectPolicy;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueLimits;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opening queues: the default settings, when the objects that an opening creates are closed again,
 * and the messages of failed openings.
 */
class OpeningTest {
  private final List<String> errors = new ArrayList<>();
  private @Nullable IOException failure;
  private int opened;
  private final BlockLayer layer =
      BlockLayers.builder()
          .time(new VirtualTime())
          .driver(new EchoType())
          .elevator(new DefaultType())
          .errors((where, defect) -> errors.add(where + ": " + defect))
          .build();

  /** Driver whose drives complete each request at once. */
  @SpiVersion(SpiVersion.CURRENT)
  private final class EchoType extends DriverType {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public BlockDriver open(DriverContext context) throws IOException {
      opened++;
      if (failure != null) {
        throw failure;
      }
      return new Echo();
    }
  }

  private static final class Echo extends BlockDriver {
    @Override
    public DriverShape shape() {
      return new DriverShape("echo", 1 << 20, QueueLimits.builder().build(), 1, 4, 0, Set.of());
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {}

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      hctx.complete(rq.start(), BioStatus.OK);
      return BioStatus.OK;
    }

    @Override
    public void close() {}
  }

  /** Elevator with the name of the default elevator. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class DefaultType extends ElevatorType {
    @Override
    public String name() {
      return "mq-deadline";
    }

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new Elevator() {
        private final RequestList list = new RequestList();

        @Override
        public void insert(
            HardwareQueue hctx, RequestList in, boolean head, RequestList absorbed, long now) {
          list.moveAllFrom(in);
        }

        @Override
        public boolean hasWork(HardwareQueue hctx) {
          return !list.isEmpty();
        }

        @Override
        public @Nullable Request dispatch(HardwareQueue hctx, long now) {
          return list.removeFirst();
        }

        @Override
        public void exit() {}
      };
    }
  }

  /** Elevator type that returns no list of attributes. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class UnlistedType extends ElevatorType {
    @Override
    public String name() {
      return "unlisted";
    }

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    @SuppressWarnings("NullAway") // A plugin may be compiled without checks.
    public List<AttributeSpec> attributes() {
      return null;
    }

    @Override
    public Elevator attach(Attachment attachment) {
      throw new IllegalStateException("the type is never registered");
    }
  }

  @AfterEach
  void nothingWasReported() {
    layer.close();
    assertThat(errors).isEmpty();
  }

  /** Runs an action inside the callback of a bio, and rethrows its failure. */
  private void runInCallback(Consumer<Task> work) {
    List<Throwable> thrown = new ArrayList<>();
    try (RequestQueue queue = layer.open(QueueConfig.onDriver("echo"));
        Task task = layer.tasks().newTask(TaskSpec.named("task"))) {
      Bio bio = layer.newBio().task(task);
      int[] calls = {0};
      queue.submit(
          bio.flush()
              .onEnd(b -> {
                calls[0]++;
                try {
                  work.accept(task);
                } catch (Throwable e) {
                  thrown.add(e);
                }
              }));
      assertThat(calls[0]).isEqualTo(1);
    }
    assertThat(thrown).isEmpty();
  }

  @Test
  void closedLayerRefusesToOpenADrive() {
    layer.close();
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the block layer is closed");
    assertThat(opened).isZero();
    assertThat(errors).isEmpty();
  }

  @Test
  void queueOpenedInACallbackWorksAsAnyOther() {
    List<String> elevators = new ArrayList<>();
    runInCallback(task -> {
      for (QueueConfig config :
          List.of(
              QueueConfig.onDriver("echo"),
              QueueConfig.onDriver("echo").withElevator("mq-deadline").withNrRequests(16))) {
        RequestQueue queue = layer.open(config);
        elevators.add(queue.admin().elevator() + " " + queue.admin().attribute("nr_requests"));
      }
    });
    assertThat(elevators).containsExactly("mq-deadline 8", "mq-deadline 16");
    assertThat(layer.queues()).hasSize(2);
    for (RequestQueue queue : layer.queues()) {
      try (Task task = layer.tasks().newTask(TaskSpec.named("task"))) {
        assertThat(queue.submitAndWait(layer.newBio().task(task).flush())).isEqualTo(BioStatus.OK);
      }
      queue.close();
    }
  }

  @Test
  void layerKeepsWorkingIfClosingItInACallbackIsRefused() {
    runInCallback(task ->
        assertThatThrownBy(layer::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closing the block layer from a callback"));
    try (RequestQueue queue = layer.open(QueueConfig.onDriver("echo"));
        Task task = layer.tasks().newTask(TaskSpec.named("task"))) {
      assertThat(queue.submitAndWait(layer.newBio().task(task).flush())).isEqualTo(BioStatus.OK);
    }
  }

  /** A failed opening closes everything that it has opened, even if it runs in a bio's callback. */
  @Test
  void openingThatFailsInACallbackLeavesNoQueue() {
    runInCallback(task ->
        assertThatThrownBy(
                () -> layer.open(QueueConfig.onDriver("echo").withElevatorAttribute("none", "1")))
            .isInstanceOf(NoSuchElementException.class)
            .hasNoSuppressedExceptions());
    assertThat(layer.queues()).isEmpty();
  }

  @Test
  void interruptedOpeningThrowsAnExceptionThatNamesTheInterrupt() {
    failure = new ClosedByInterruptException();
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("the driver 'echo' cannot open its device: the thread was interrupted");
    failure = new IOException();
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("the driver 'echo' cannot open its device: java.io.IOException");
    failure = new IOException("/dev/none: no such file");
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo")))
        .hasMessage("/dev/none: no such file");
  }

  @Test
  void openingThatFailsThrowsTheDocumentedException() {
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("none")))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("echo");
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo").withElevator("fast")))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("mq-deadline");
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo").withDriverOption("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no option 'a'");
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo").withNrRequests(1 << 30)))
        .isInstanceOf(AttributeException.class);
    layer.close();
    assertThatThrownBy(() -> layer.open(QueueConfig.onDriver("echo")))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadFactoryWhoseThreadsNeverRunIsRefusedWithinTheLimit(boolean started) {
    CountDownLatch never = new CountDownLatch(1);
    ThreadFactory factory =
        job ->
            started
                ? Thread.ofPlatform().daemon().unstarted(() -> awaitUninterruptibly(never))
                : new Thread(job) {
                  @Override
                  public void start() {}
                };
    assertThatThrownBy(() ->
            BlockLayers.builder()
                .threads(factory)
                .administrationLimit(Duration.ofMillis(50))
                .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has not begun to run");
    never.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException e) {
        open = false;
      }
    }
  }

  /**
   * Durations longer than the clock's 292 years are accepted: none is refused, and none overflows.
   */
  @Test
  void durationOfAnyLengthIsAccepted() {
    Duration ever = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    try (RequestQueue queue = layer.open(QueueConfig.onDriver("echo"))) {
      queue.admin().startFreeze();
      assertThat(queue.admin().awaitFrozen(ever)).isTrue();
      queue.admin().unfreeze();
      assertThat(queue.admin().close(ever)).isTrue();
    }
    BlockLayers.builder()
        .time(new VirtualTime())
        .statistics((queue, figures) -> {}, ever)
        .build()
        .close();
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void layerClosesAlthoughTheStatisticsSinkDoesNotReturnAndThatIsReported()
      throws InterruptedException {
    List<String> reports = new CopyOnWriteArrayList<>();
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    BlockLayer real =
        BlockLayers.builder()
            .driver(new EchoType())
            .administrationLimit(Duration.ofMillis(50))
            .errors((where, defect) -> reports.add(where + ": " + defect))
            .statistics(
                (queue, figures) -> {
                  inside.countDown();
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                },
                Duration.ofMillis(1))
            .build();
    real.open(QueueConfig.onDriver("echo").withElevator("none"));
    inside.await();
    Thread closer = Thread.ofPlatform().daemon().start(real::close);
    while (reports.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(reports.getFirst()).contains("the statistics sink has not returned in time");
    // The sink is a job of a worker, whose end is awaited for the administration limit.
    closer.join();
    assertThat(reports).anyMatch(report -> report.contains("deferred jobs have not ended in time"));
    release.countDown();
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void openingFailsInTimeIfTheDefectPolicyDoesNotTellItsThresholds() {
    var release = new CountDownLatch(1);
    var policy =
        new DefectPolicy() {
          @Override
          public int defects() {
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return 1;
          }
        };
    try (BlockLayer real =
        BlockLayers.builder()
            .driver(new EchoType())
            .administrationLimit(Duration.ofMillis(50))
            .defectPolicy(policy)
            .build()) {
      assertThatThrownBy(() -> real.open(QueueConfig.onDriver("echo")))
          .isInstanceOf(AdministrationTimeoutException.class)
          .hasMessageContaining(policy.getClass().getName())
          .hasMessageContaining("defects");
      assertThat(real.queues()).isEmpty();
      release.countDown();
      real.open(QueueConfig.onDriver("echo")).close();
    }
  }

  @Test
  void elevatorWithoutListOfAttributesIsRefusedByNameAndMethod() {
    var type = new UnlistedType();
    assertThatThrownBy(() -> BlockLayers.builder().elevator(type).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the elevator unlisted (" + UnlistedType.class.getName() + ")")
        .hasMessageContaining("returned null from attributes");
  }
}
