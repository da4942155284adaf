package io.elevator.core.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Group;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SketchTest {
  private static final int TASKS = 4;
  private static final int EACH = 500;
  private static final int DEPTH = 4;

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final List<String> story = new ArrayList<>();

  /** A task that keeps some bios in flight until it has submitted its total. */
  private final class Reader {
    private final RequestQueue queue;
    private final Random random;
    private final MemorySegment page;
    private final Runnable done;
    private int left = EACH;
    private int inFlight;

    Reader(
        BlockLayer layer,
        RequestQueue queue,
        Task task,
        MemorySegment page,
        long seed,
        Runnable done) {
      this.queue = queue;
      this.page = page;
      this.random = new Random(seed);
      this.done = done;
      inFlight = DEPTH;
      left -= DEPTH;
      for (int i = 0; i < DEPTH; i++) {
        submit(layer.newBio().task(task).onEnd(this::next));
      }
    }

    private void submit(Bio bio) {
      long sector = random.nextInt(10_000) * 8L;
      if (random.nextInt(4) == 0) {
        bio.write(512L * sector, page);
      } else {
        bio.read(512L * sector, page).flags(BioFlags.SYNC);
      }
      queue.submit(bio);
    }

    private void next(Bio bio) {
      boolean finished;
      synchronized (this) {
        assertThat(bio.status()).isEqualTo(BioStatus.OK);
        ended.incrementAndGet();
        finished = left == 0 && --inFlight == 0;
        if (left > 0) {
          left--;
        } else {
          bio = null;
        }
      }
      if (bio != null) {
        submit(bio);
      } else if (finished) {
        done.run();
      }
    }
  }

  @Test
  void fairElevatorServesARingDriverInRealTime() throws InterruptedException {
    try (Arena arena = Arena.ofShared();
        BlockLayer layer =
            BlockLayers.builder()
                .applicationModules(false)
                .elevator(new FairSketch())
                .driver(new RingSketch())
                .errors((where, e) -> errors.add(e))
                .build()) {
      RequestQueue queue =
          layer.open(QueueConfig.onDriver("ring-sketch").withElevator("fair-sketch"));
      queue.admin().setElevatorAttribute("slice_idle_us", "100");
      var done = new CountDownLatch(TASKS);
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        Task task = layer.tasks().newTask(TaskSpec.named("task" + i));
        tasks.add(task);
        new Reader(layer, queue, task, arena.allocate(4096, 4096), i, done::countDown);
      }
      done.await();
      tasks.forEach(Task::exit);
      assertThat(ended).hasValue(TASKS * EACH);
      assertThat(queue.admin().elevatorAttribute("slice_idle_us")).isEqualTo("100");
      queue.close();
      assertThat(layer.queues()).isEmpty();
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void fairElevatorServesADiskInVirtualTimeReproducibly() {
    String first = virtualRun();
    story.clear();
    ended.set(0);
    assertThat(virtualRun()).isEqualTo(first);
    assertThat(first).contains("weight_changes=1");
  }

  private String virtualRun() {
    var time = new VirtualTime();
    try (Arena arena = Arena.ofShared();
        BlockLayer layer =
            BlockLayers.builder()
                .applicationModules(false)
                .time(time)
                .stripes(2)
                .elevator(new FairSketch())
                .driver(new DiskSketch())
                .errors((where, e) -> errors.add(e))
                .build()) {
      RequestQueue queue =
          layer.open(QueueConfig.onDriver("disk-sketch").withElevator("fair-sketch"));
      Group heavy = layer.groups().create(layer.groups().root(), "heavy", 100);
      layer.groups().weigh(heavy, 300);
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        TaskSpec spec = TaskSpec.named("task" + i);
        Task task = layer.tasks().newTask(i == 0 ? spec.withGroup(heavy) : spec);
        tasks.add(task);
        new Reader(
            layer,
            queue,
            task,
            arena.allocate(4096, 4096),
            i,
            () -> story.add(task.name() + "@" + time.now()));
      }
      time.runAll();
      tasks.forEach(Task::exit);
      time.runAll();
      assertThat(ended).hasValue(TASKS * EACH);
      var text = new StringBuilder(story.toString());
      write(queue.metrics().statistics(), text);
      queue.close();
      assertThat(errors).isEmpty();
      return text.toString();
    }
  }

  private static void write(StatisticsNode node, StringBuilder out) {
    out.append(node.name()).append(node.values());
    node.children().forEach(child -> write(child, out));
  }
}
