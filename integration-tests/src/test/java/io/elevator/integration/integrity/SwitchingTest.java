package io.elevator.integration.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.IoContext;
import io.elevator.api.Plug;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.integration.scene.IdleQueueCheck;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The three elevators and none are switched every few milliseconds under the load of several
 * threads. Every sector that is read has the content last acknowledged, every bio ends once,
 * nothing of a detached elevator is left, and the state of the same elevator on other queues is
 * unchanged.
 */
class SwitchingTest {
  private static final List<String> ELEVATORS =
      List.of("none", "mq-deadline", "kyber", "bfq", "fairway");
  private static final int LOADS = 3;
  private static final int BURSTS = 600;

  /** Number of bursts that each load submits before it waits for the next switch. */
  private static final int BURSTS_A_SWITCH = 10;

  private static final int SECTORS = 4096;
  private static final long PAUSE_NANOS = 2_000_000;

  private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Object monitor = new Object();
  private long switches;

  /** Starts a thread that runs a job. An exception that the job throws is recorded as a problem. */
  private Thread start(String name, Job job) {
    Thread thread =
        new Thread(
            () -> {
              try {
                job.run();
              } catch (Throwable e) {
                problems.add(name + ": " + e);
                giveUp();
              }
            },
            name);
    thread.start();
    return thread;
  }

  @FunctionalInterface
  private interface Job {
    void run() throws InterruptedException;
  }

  private void giveUp() {
    over.set(true);
    synchronized (monitor) {
      monitor.notifyAll();
    }
  }

  private void switched() {
    synchronized (monitor) {
      switches++;
      monitor.notifyAll();
    }
  }

  private void awaitSwitches(long wanted) throws InterruptedException {
    synchronized (monitor) {
      while (switches < wanted && !over.get()) {
        monitor.wait();
      }
    }
  }

  private void load(PatternLoad load) throws InterruptedException {
    for (int burst = 0; burst < BURSTS && !over.get(); burst++) {
      awaitSwitches(burst / BURSTS_A_SWITCH);
      load.awaitBelow(24);
      load.submitSome();
    }
    load.awaitBelow(1);
  }

  private void switchOn(RequestQueue queue, long seed, boolean alone) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Integer> times = new HashMap<>();
    while (!over.get()) {
      String next = ELEVATORS.get(random.nextInt(ELEVATORS.size()));
      queue.admin().switchElevator(next);
      if (alone) {
        assertThat(queue.admin().elevator()).isEqualTo(next);
        assertThat(queue.admin().attribute("scheduler")).contains("[" + next + "]");
      } else {
        assertThat(ELEVATORS).contains(queue.admin().elevator());
      }
      times.merge(next, 1, Integer::sum);
      switched();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    assertThat(times.keySet()).as("seed %s", seed).containsAll(ELEVATORS);
  }

  /**
   * Sets the numbers of requests and of hardware queues to random values, at times that do not
   * depend on the switches.
   */
  private void resize(RequestQueue queue, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    while (!over.get()) {
      queue.admin().setAttribute("nr_requests", Integer.toString(4 + random.nextInt(13)));
      queue.admin().hardwareQueues(1 + random.nextInt(2));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void read(BlockLayer layer, RequestQueue queue, Task task, MemorySegment memory) {
    assertThat(queue.submitAndWait(layer.newBio().task(task).read(0, memory)))
        .isEqualTo(BioStatus.OK);
  }

  private static QueueConfig config(String elevator) {
    return QueueConfig.onDriver("memory").withElevator(elevator).withDriverOption("size", "8m");
  }

  /**
   * Requests that a plug has allocated in advance keep the queue from freezing until the plug's
   * timer releases them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  @Timeout(120)
  void plugLeftOpenDoesNotStopASwitch(String elevator) throws InterruptedException {
    try (BlockLayer layer =
            BlockLayers.builder()
                .errors((where, defect) -> problems.add(where + ": " + defect))
                .build();
        Arena arena = Arena.ofShared();
        RequestQueue queue = layer.open(config(elevator))) {
      MemorySegment memory = arena.allocate(4096, 4096);
      Task task = layer.tasks().newTask(TaskSpec.named("task"));
      CountDownLatch ended = new CountDownLatch(1);
      try (Plug plug = layer.plug(32)) {
        queue.submit(
            layer.newBio().task(task).read(0, memory).onEnd(bio -> ended.countDown()), plug);
        assertThat(plug.size()).isLessThanOrEqualTo(1);
        String next = elevator.equals("bfq") ? "kyber" : "bfq";
        Thread switcher = start("switcher", () -> queue.admin().switchElevator(next));
        switcher.join();
        assertThat(queue.admin().elevator()).isEqualTo(next);
        // The plug's timer has passed the bio to the drive, but the bio's callback may not have run
        // yet.
        ended.await();
        read(layer, queue, task, memory);
      }
      IdleQueueCheck.settle(queue);
      IdleQueueCheck.validate(queue, elevator);
      task.exit();
    }
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "1, true", "3, true"})
  @Timeout(120)
  void noBioIsLostOrEndsTwiceAndNothingIsLeft(int switchers, boolean resizing)
      throws InterruptedException {
    try (BlockLayer layer =
            BlockLayers.builder()
                .stripes(4)
                .seed(7)
                .errors((where, defect) -> problems.add(where + ": " + defect))
                .build();
        Arena arena = Arena.ofShared()) {
      RequestQueue queue =
          layer.open(
              config("none")
                  .withDriverOption("irqmode", "2")
                  .withDriverOption("completion_nsec", "100us")
                  .withDriverOption("volatile_cache", "1")
                  .withDriverOption("submit_queues", "2")
                  .withDriverOption("hw_queue_depth", "16")
                  .withDriverOption("faults", "busy share=0.02; requeue share=0.02"));
      Map<String, RequestQueue> others = new HashMap<>();
      for (String elevator : ELEVATORS.subList(1, ELEVATORS.size())) {
        others.put(elevator, layer.open(config(elevator)));
      }
      MemorySegment memory = arena.allocate(4096, 4096);
      Task bystander = layer.tasks().newTask(TaskSpec.named("bystander"));
      others.values().forEach(other -> read(layer, other, bystander, memory));
      IoContext context = bystander.ioContext();
      assertThat(context).isNotNull();

      List<PatternLoad> loads = new ArrayList<>();
      List<Thread> workers = new ArrayList<>();
      List<Thread> administrators = new ArrayList<>();
      for (int i = 0; i < LOADS; i++) {
        PatternLoad load =
            new PatternLoad(layer, queue, arena, 100L + i, (long) i * SECTORS, SECTORS, false);
        loads.add(load);
        workers.add(start("load " + i, () -> load(load)));
      }
      for (int i = 0; i < switchers; i++) {
        long seed = 10L + i;
        administrators.add(start("switcher " + i, () -> switchOn(queue, seed, switchers == 1)));
      }
      if (resizing) {
        administrators.add(start("resizer", () -> resize(queue, 5)));
      }
      administrators.add(
          start(
              "bystander",
              () -> {
                while (!over.get()) {
                  read(layer, queue, bystander, memory);
                  others.values().forEach(other -> read(layer, other, bystander, memory));
                  LockSupport.parkNanos(PAUSE_NANOS);
                }
              }));
      for (Thread worker : workers) {
        worker.join();
      }
      giveUp();
      for (Thread administrator : administrators) {
        administrator.join();
      }

      assertThat(problems).isEmpty();
      for (PatternLoad load : loads) {
        assertThat(load.failures()).isEmpty();
        assertThat(load.inFlight()).isZero();
        assertThat(load.written()).isGreaterThan(BURSTS / 4);
        assertThat(load.read()).isGreaterThan(BURSTS / 4);
        load.close();
      }
      IdleQueueCheck.settle(queue);
      IdleQueueCheck.validate(queue, "after the load");
      assertThat(switches).isGreaterThanOrEqualTo((BURSTS - 1) / BURSTS_A_SWITCH);

      queue.admin().switchElevator("none");
      assertThat(context.icqs()).as("of other queues").isEqualTo(others.size());
      for (RequestQueue other : others.values()) {
        assertThat(IdleQueueCheck.icqs(other))
            .as("icqs of %s", other.admin().elevator())
            .isEqualTo(1);
        read(layer, other, bystander, memory);
        IdleQueueCheck.settle(other);
        IdleQueueCheck.validate(other, other.admin().elevator());
      }
      bystander.exit();
    }
    assertThat(problems).isEmpty();
  }
}
