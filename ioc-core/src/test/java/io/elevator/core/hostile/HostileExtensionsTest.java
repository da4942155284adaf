package io.elevator.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.AttributeException;
import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.DefectPolicy;
import io.elevator.api.Group;
import io.elevator.api.Plug;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The elevator, the drive, callbacks, listeners and sinks throw at random. Every bio must still end
 * exactly once, and the queue must still close. Runs in virtual time, so a seed reproduces its run.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileExtensionsTest {
  private static final int BIOS = 600;

  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 4096);

  @ParameterizedTest
  @ValueSource(
      longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 1056, 1142})
  void everyBioEndsOnceAndTheQueueCloses(long seed) {
    new Run(seed).run();
  }

  private final class Run {
    private final long seed;
    private final RandomExceptions exceptions;
    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final HostileElevatorType elevator;
    private final AtomicInteger[] ends = new AtomicInteger[BIOS];
    private final AtomicInteger reports = new AtomicInteger();
    private final BlockLayer layer;
    private int submitted;

    Run(long seed) {
      this.seed = seed;
      exceptions = new RandomExceptions(seed);
      random = new Random(~seed);
      elevator = new HostileElevatorType(exceptions);
      layer =
          BlockLayers.builder()
              .applicationModules(false)
              .time(time)
              // With the default defect policy, the driver or the elevator would soon be taken out
              // of service; half of the seeds use a policy that never does this.
              .defectPolicy(seed % 2 == 0 ? DefectPolicy.DEFAULT : DefectPolicy.NEVER)
              .elevator(elevator)
              .driver(new HostileDriverType(exceptions))
              .errors((where, defect) -> {
                reports.incrementAndGet();
                exceptions.maybeThrow();
              })
              .notices(text -> exceptions.maybeThrow())
              .statistics((queue, figures) -> exceptions.maybeThrow(), Duration.ZERO)
              .build();
    }

    void run() {
      elevator.ready();
      RequestQueue queue = open();
      queue.metrics().addListener(listener());
      Group group = layer.groups().create(layer.groups().root(), "group", 100);
      Task[] tasks = {
        layer.tasks().newTask(TaskSpec.named("a")),
        layer.tasks().newTask(TaskSpec.named("b").withGroup(group)),
        layer.tasks().newTask(TaskSpec.named("c"))
      };
      while (submitted < BIOS) {
        step(queue, tasks, group);
        // The library sets the interrupt status of a thread whose callback threw
        // InterruptedException. The test clears it, because it would disturb the next step.
        Thread.interrupted();
      }
      exceptions.end();
      time.runAll();
      for (int i = 0; i < BIOS; i++) {
        assertThat(ends[i])
            .as("seed %d: ends of bio %d of %s", seed, i, queue.metrics().debugState())
            .hasValue(1);
      }
      for (Task each : tasks) {
        each.exit();
      }
      assertThat(queue.admin().close(Duration.ofSeconds(10)))
          .as("seed %d: closed by itself", seed)
          .isTrue();
      layer.close();
      time.runAll();
      assertThat(exceptions.thrown()).as("seed %d: exceptions", seed).isGreaterThan(100);
      assertThat(reports).as("seed %d: reports", seed).hasPositiveValue();
      Thread.interrupted();
    }

    private RequestQueue open() {
      for (int attempt = 0; ; attempt++) {
        try {
          return layer.open(QueueConfig.onDriver("hostile-drive").withElevator("hostile"));
        } catch (Throwable e) {
          assertThat(layer.queues()).as("seed %d: %s", seed, e).isEmpty();
          assertThat(attempt).as("seed %d: attempts to open", seed).isLessThan(1000);
        }
      }
    }

    private void step(RequestQueue queue, Task[] tasks, Group group) {
      switch (random.nextInt(40)) {
        case 0 -> attempt(() -> queue.admin().switchElevator("none"));
        case 1, 2, 3 -> attempt(() -> queue.admin().switchElevator("hostile"));
        case 4 ->
            attempt(
                () -> queue.admin().setAttribute("nr_requests", random.nextBoolean() ? "4" : "8"));
        case 5 -> attempt(() -> queue.metrics().statistics());
        case 6 -> attempt(() -> queue.metrics().debugState());
        case 7 -> attempt(() -> layer.groups().weigh(group, 1 + random.nextInt(1000)));
        case 8 -> {
          int which = random.nextInt(tasks.length);
          tasks[which].exit();
          tasks[which] = layer.tasks().newTask(TaskSpec.named("again"));
        }
        case 9, 10, 11 -> {
          try (Plug plug = layer.plug()) {
            for (int i = random.nextInt(5); i > 0 && submitted < BIOS; i--) {
              queue.submit(bio(tasks), plug);
            }
          }
        }
        case 12, 13, 14, 15, 16, 17, 18 -> time.advanceTo(time.now() + random.nextInt(1_000_000));
        default -> queue.submit(bio(tasks));
      }
    }

    /** Runs an action. The action may fail, but only with one of the documented exceptions. */
    private void attempt(Runnable action) {
      try {
        action.run();
      } catch (RuntimeException e) {
        assertThat(e)
            .as("seed %d", seed)
            .isInstanceOfAny(
                IllegalStateException.class,
                AttributeException.class,
                NoSuchElementException.class);
      }
    }

    private Bio bio(Task[] tasks) {
      int me = submitted++;
      ends[me] = new AtomicInteger();
      long sector = random.nextInt(10_000) * 8L;
      int sectors = random.nextInt(4) == 0 ? 64 : 8;
      Bio bio = layer.newBio().task(tasks[random.nextInt(tasks.length)]);
      MemorySegment part = memory.asSlice(0, sectors * 512L);
      return (random.nextBoolean() ? bio.read(512L * sector, part) : bio.write(512L * sector, part))
          .onEnd(ended -> {
            ends[me].incrementAndGet();
            exceptions.maybeThrow();
          });
    }

    private QueueListener listener() {
      return (QueueListener)
          Proxy.newProxyInstance(
              QueueListener.class.getClassLoader(),
              new Class<?>[] {QueueListener.class},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return method.getName().equals("equals") ? proxy == arguments[0] : 1;
                }
                exceptions.maybeThrow();
                return null;
              });
    }
  }
}
