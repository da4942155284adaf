package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.LatencySummary;
import io.elevator.api.LinuxFormat;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares all figures with a model: a drive that takes one request at a time, in order of arrival,
 * for a time that the test chooses. So the time that each request spends before the drive and in it
 * follows from the arrivals alone, to the nanosecond, whether it is shorter than a tick or not.
 */
class StatisticsModelTest {
  private static final int SECTOR = 512;

  private static final class Sums {
    long ios;
    long sectors;
    long queueNanos;
    long deviceNanos;

    void add(long moved, long queue, long device) {
      ios++;
      sectors += moved;
      queueNanos += queue;
      deviceNanos += device;
    }
  }

  /** Computes the figures that the queue must show. */
  private static final class Model {
    final Map<String, Sums> sums = new HashMap<>();
    final Map<String, List<Long>> latencies = new HashMap<>();
    private long busyTicks;
    private long stamp;
    private final java.util.function.LongUnaryOperator tickOf;

    /** Times at which the requests in the drive will end, in order, in nanoseconds. */
    private final java.util.ArrayDeque<Long> ends = new java.util.ArrayDeque<>();

    private long free;

    Model(java.util.function.LongUnaryOperator tickOf, long now) {
      this.tickOf = tickOf;
      this.stamp = tickOf.applyAsLong(now);
      this.free = now;
    }

    Sums sums(String of) {
      return sums.computeIfAbsent(of, each -> new Sums());
    }

    private void tick(long now, boolean isBusy) {
      long tick = tickOf.applyAsLong(now);
      if (tick > stamp) {
        busyTicks += isBusy ? tick - stamp : 0;
        stamp = tick;
      }
    }

    /** Removes all requests that end by the given time, and counts the drive's busy ticks. */
    void advance(long now) {
      while (!ends.isEmpty() && ends.peek() <= now) {
        tick(ends.remove(), true);
      }
    }

    void arrive(long now, boolean write, long moved, long service, String... whose) {
      advance(now);
      tick(now, !ends.isEmpty());
      long start = Math.max(now, free);
      free = start + service;
      ends.add(free);
      String direction = write ? "write" : "read";
      sums(direction).add(moved, start - now, service);
      for (String each : whose) {
        sums(each + " " + direction).add(moved, start - now, service);
      }
      latencies.computeIfAbsent(direction + "_queue", k -> new ArrayList<>()).add(start - now);
      latencies.computeIfAbsent(direction + "_device", k -> new ArrayList<>()).add(service);
    }

    long busyTicks(long now) {
      advance(now);
      if (!ends.isEmpty()) {
        tick(now, true);
      }
      return busyTicks;
    }
  }

  private static StatisticsNode child(StatisticsNode node, String... path) {
    StatisticsNode at = node;
    for (String name : path) {
      StatisticsNode in = at;
      at =
          in.children().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new AssertionError(in.name() + " has no part " + name));
    }
    return at;
  }

  private static long number(StatisticsNode node, String name) {
    return (Long) node.values().get(name);
  }

  private static void assertSums(StatisticsNode node, String direction, Sums sums, String where) {
    assertThat(number(node, direction + "_ios")).as(where).isEqualTo(sums.ios);
    assertThat(number(node, direction + "_sectors")).as(where).isEqualTo(sums.sectors);
    assertThat(number(node, direction + "_queue_nanos")).as(where).isEqualTo(sums.queueNanos);
    assertThat(number(node, direction + "_device_nanos")).as(where).isEqualTo(sums.deviceNanos);
  }

  private static void assertLatency(LatencySummary shown, List<Long> values, String where) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    var digits = new Histogram(1, 1L << 42, 2);
    long max = sorted[sorted.length - 1];
    assertThat(shown.count()).as(where).isEqualTo(sorted.length);
    assertThat(shown.min()).as(where).isEqualTo(sorted[0]);
    assertThat(shown.max()).as(where).isEqualTo(max);
    double[] percents = {50, 90, 99, 99.9};
    long[] percentiles = {shown.p50(), shown.p90(), shown.p99(), shown.p999()};
    for (int i = 0; i < percents.length; i++) {
      long exact = sorted[Math.max(1, (int) Math.ceil(sorted.length * percents[i] / 100)) - 1];
      assertThat(percentiles[i])
          .as("%s, %s %%", where, percents[i])
          .isEqualTo(Math.min(digits.highestEquivalentValue(exact), max));
    }
    double mean = Arrays.stream(sorted).average().orElseThrow();
    assertThat(shown.mean()).as(where).isBetween(mean * 0.995, mean * 1.005);
  }

  /**
   * {@code longest} is the upper limit of a service time, in nanoseconds. Requests arrive at about
   * the rate that the drive can serve.
   */
  @ParameterizedTest
  @CsvSource({"none, 300000", "list, 300000", "recording, 300000", "recording, 40000000"})
  void allFiguresAreExact(String elevator, long longest) {
    for (long seed = 0; seed < 5; seed++) {
      run(elevator, longest, seed);
    }
  }

  private static void run(String elevator, long longest, long seed) {
    String where = elevator + ", seed " + seed;
    var random = new SplittableRandom(seed);
    try (var world = QueueWorld.virtual()) {
      world.with(new ListElevatorType()).with(new RecordingElevatorType());
      Map<Long, Long> services = new HashMap<>();
      var driver = new TimedDriver(world.time, 1, rq -> services.get(rq.offset() / 512));
      BlockQueue queue = world.queue(driver);
      world.groups.addListener(queue);
      queue.admin().switchElevator(elevator);
      if (!elevator.equals("none")) {
        queue.admin().setAttribute("nr_requests", "2048");
      }
      Group a = world.groups.create(world.groups.root(), "a", 100);
      Group b = world.groups.create(a, "b", 100);
      List<Task> tasks = List.of(task(world, "0"), task(world, "1"), task(world, "2"));
      world.groups.move(tasks.get(1), a);
      world.groups.move(tasks.get(2), b);
      String[] groups = {"/", "a", "a/b"};
      var model = new Model(world.time::tick, world.time.now());
      long busyRead = 0;
      for (int i = 0; i < 1_000; i++) {
        // Without an elevator there is only one tag. A bio submitted before the tag is free would
        // wait outside the statistics, so the test waits first.
        long free = model.free;
        world.pass(random.nextLong(longest));
        if (elevator.equals("none") && world.time.now() < free) {
          world.pass(free - world.time.now());
        }
        if (random.nextInt(10) == 0) {
          busyRead = model.busyTicks(world.time.now());
          assertThat(LinuxFormat.stat(queue.metrics().disk()).split(" ", -1)[9])
              .as(where + ", io_ticks after " + i)
              .isEqualTo(Long.toString(busyRead));
        }
        int who = random.nextInt(3);
        boolean write = random.nextBoolean();
        int sectors = 1 + random.nextInt(64);
        long sector = i * 1000L;
        long service = 1 + random.nextLong(longest);
        services.put(sector, service);
        Bio bio = write ? world.write(sector, sectors) : world.read(sector, sectors);
        queue.submit(bio.task(tasks.get(who)));
        model.arrive(world.time.now(), write, sectors, service, groups[who], "task " + who);
      }
      world.pass(1_000 * longest);
      StatisticsNode all = queue.metrics().statistics();
      assertThat(number(child(all, "disk"), "io_ticks"))
          .as(where)
          .isEqualTo(model.busyTicks(world.time.now()));
      for (String direction : List.of("read", "write")) {
        assertSums(child(all, "disk"), direction, model.sums(direction), where);
        assertSums(child(all, "elevators", elevator), direction, model.sums(direction), where);
        for (String group : groups) {
          assertSums(
              child(all, "groups", group),
              direction,
              model.sums(group + " " + direction),
              where + ", group " + group);
        }
        for (String part : List.of(direction + "_queue", direction + "_device")) {
          assertLatency(
              (LatencySummary) child(all, "disk", "latency").values().get(part),
              model.latencies.get(part),
              where + ", " + part);
        }
      }
      assertStat(queue, model, where);
      assertTasks(queue, elevator, tasks, model, where);
      tasks.forEach(Task::exit);
      world.runAll();
    }
  }

  private static Task task(QueueWorld world, String name) {
    return world.tasks.newTask(TaskSpec.named(name).withStripe(0));
  }

  private static void assertStat(BlockQueue queue, Model model, String where) {
    String[] stat = LinuxFormat.stat(queue.metrics().disk()).split(" ", -1);
    long read = model.sums("read").queueNanos + model.sums("read").deviceNanos;
    long write = model.sums("write").queueNanos + model.sums("write").deviceNanos;
    assertThat(stat[3]).as(where).isEqualTo(Long.toString(read / 1_000_000));
    assertThat(stat[7]).as(where).isEqualTo(Long.toString(write / 1_000_000));
    assertThat(stat[10]).as(where).isEqualTo(Long.toString((read + write) / 1_000_000));
  }

  private static void assertTasks(
      BlockQueue queue, String elevator, List<Task> tasks, Model model, String where) {
    List<StatisticsNode> shown = child(queue.metrics().statistics(), "tasks").children();
    if (!elevator.equals("recording")) {
      assertThat(shown).as(where).isEmpty();
      assertThat(queue.metrics().statistics(tasks.getFirst())).as(where).isNull();
      return;
    }
    assertThat(shown).hasSize(3);
    for (int i = 0; i < 3; i++) {
      StatisticsNode node = queue.metrics().statistics(tasks.get(i));
      assertThat(node).as(where).isNotNull();
      assertThat(shown).contains(node);
      Sums read = model.sums("task " + i + " read");
      Sums write = model.sums("task " + i + " write");
      assertThat(number(node, "context")).isEqualTo(tasks.get(i).ioContext().id());
      assertThat(number(node, "queued")).as(where).isEqualTo(read.ios + write.ios);
      assertThat(number(node, "dispatched")).as(where).isEqualTo(read.ios + write.ios);
      assertThat(number(node, "bytes"))
          .as(where)
          .isEqualTo((read.sectors + write.sectors) * SECTOR);
      assertThat(number(node, "queue_nanos"))
          .as(where)
          .isEqualTo(read.queueNanos + write.queueNanos);
      assertThat(number(node, "device_nanos"))
          .as(where)
          .isEqualTo(read.deviceNanos + write.deviceNanos);
    }
  }

  @Test
  void figuresAreSplitByElevator() {
    try (var world = QueueWorld.virtual()) {
      world.with(new ListElevatorType()).with(new RecordingElevatorType());
      BlockQueue queue = world.queue(new TimedDriver(world.time, 1, rq -> 7_000));
      long sector = 0;
      Map<String, Integer> ios = new HashMap<>();
      for (String name : List.of("none", "list", "recording", "list", "none", "list")) {
        queue.admin().switchElevator(name);
        int count = 1 + ios.size() * 3;
        for (int i = 0; i < count; i++) {
          assertThat(queue.submitAndWait(world.read(sector += 1000, 8))).isEqualTo(BioStatus.OK);
        }
        ios.merge(name, count, Integer::sum);
      }
      StatisticsNode elevators = child(queue.metrics().statistics(), "elevators");
      assertThat(elevators.children().stream().map(StatisticsNode::name))
          .containsExactly("none", "list", "recording");
      ios.forEach((name, count) -> {
        assertThat(number(child(elevators, name), "read_ios")).isEqualTo((long) count);
        assertThat(number(child(elevators, name), "read_device_nanos")).isEqualTo(count * 7_000L);
        assertThat(number(child(elevators, name), "write_ios")).isZero();
      });
      assertThat(number(child(elevators, "list"), "uses")).isEqualTo(3);
      world.runAll();
    }
  }

  @Test
  void figuresOfARemovedGroupStayWithTheRoot() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      world.groups.addListener(queue);
      Group group = world.groups.create(world.groups.root(), "short-lived", 100);
      Task task = task(world, "member");
      world.groups.move(task, group);
      queue.submitAndWait(world.read(0, 8).task(task));
      queue.submitAndWait(world.read(100, 8));
      assertThat(number(child(queue.metrics().statistics(), "groups", "short-lived"), "read_ios"))
          .isEqualTo(1);
      assertThat(number(child(queue.metrics().statistics(), "groups", "/"), "read_ios"))
          .isEqualTo(1);
      world.groups.move(task, world.groups.root());
      world.groups.remove(group);
      // The bio belongs to a removed group: it is counted for the root group and does not bring the
      // removed group back.
      queue.submitAndWait(world.read(200, 8).task(task).group(group));
      StatisticsNode groups = child(queue.metrics().statistics(), "groups");
      assertThat(groups.children().stream().map(StatisticsNode::name)).containsExactly("/");
      assertThat(number(child(groups, "/"), "read_ios")).isEqualTo(3);
      task.exit();
    }
  }

  @Test
  void figuresOfManyGroupsAreFoundAgain() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      world.groups.addListener(queue);
      List<Group> groups = new ArrayList<>();
      Task task = task(world, "member");
      for (int i = 0; i < 100; i++) {
        groups.add(world.groups.create(world.groups.root(), "g" + i, 100));
        for (int n = 0; n <= i % 3; n++) {
          queue.submitAndWait(world.write(0, 8).task(task).group(groups.get(i)));
        }
      }
      for (int i = 0; i < 100; i += 2) {
        world.groups.remove(groups.get(i));
      }
      StatisticsNode node = child(queue.metrics().statistics(), "groups");
      assertThat(node.children()).hasSize(51);
      long left = 0;
      for (int i = 0; i < 100; i++) {
        if (i % 2 == 1) {
          assertThat(number(child(node, "g" + i), "write_ios")).isEqualTo(1 + i % 3);
        } else {
          left += 1 + i % 3;
        }
      }
      assertThat(number(child(node, "/"), "write_ios")).isEqualTo(left);
      task.exit();
    }
  }
}
