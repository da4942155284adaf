package io.elevator.integration.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.distribution.Distribution;
import io.elevator.integration.scene.FailingElevator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flight recording has one event for each request, and the events add up to the counters. */
class RecordedRequestsTest {
  private static final String PREFIX = "io.elevator.";
  private static final List<String> STAGES =
      List.of(
          "Queued", "Tagged", "Inserted", "Merged", "Absorbed", "Issued", "Requeued", "Completed");

  @TempDir private Path folder;
  private final List<String> defects = new ArrayList<>();

  private synchronized void recordDefect(String defect) {
    defects.add(defect);
  }

  private BlockLayers.Builder builder() {
    return BlockLayers.builder()
        .stripes(2)
        .seed(11)
        .plugins(Distribution.pluginFolders())
        .errors((where, defect) -> recordDefect(where + ": " + defect));
  }

  /**
   * Configures a drive that is slow enough for queues to form, and that refuses, returns and fails
   * requests.
   */
  private static QueueConfig drive(String elevator) {
    return QueueConfig.onDriver("memory")
        .withName("drive")
        .withElevator(elevator)
        .withDriverOption("size", "64m")
        .withDriverOption("max_sectors", "64")
        .withDriverOption("hw_queue_depth", "4")
        .withDriverOption("irqmode", "2")
        .withDriverOption("volatile_cache", "1")
        .withDriverOption("fua", "0")
        .withDriverOption("faults", "busy share=0.03; requeue share=0.03; fail=medium share=0.01");
  }

  private static Recording recording(boolean stages) {
    Recording recording = new Recording();
    for (String event : List.of("Request", "Decision", "Switch", "ContextExit")) {
      recording.enable(PREFIX + event);
    }
    if (stages) {
      STAGES.forEach(each -> recording.enable(PREFIX + each));
    }
    return recording;
  }

  private List<RecordedEvent> events(Recording recording) throws IOException {
    Path file = folder.resolve("recording" + recording.getId() + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(each -> each.getEventType().getName().startsWith(PREFIX))
        .toList();
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(each -> each.getEventType().getName().equals(PREFIX + name))
        .toList();
  }

  private static long sum(List<RecordedEvent> events, ToLongFunction<RecordedEvent> figure) {
    return events.stream().mapToLong(figure).sum();
  }

  private static boolean isOwnFlush(RecordedEvent each) {
    return each.getLong("task") == 0;
  }

  private static long disk(RequestQueue queue, String name) {
    StatisticsNode disk = queue.metrics().statistics().children().getFirst();
    assertThat(disk.name()).isEqualTo("disk");
    return (Long) disk.values().get(name);
  }

  private static void assertAgree(RequestQueue queue, List<RecordedEvent> events, boolean stages) {
    List<RecordedEvent> all = of(events, "Request");
    List<RecordedEvent> requests = all.stream().filter(each -> !isOwnFlush(each)).toList();
    List<RecordedEvent> flushes = all.stream().filter(RecordedRequestsTest::isOwnFlush).toList();
    assertThat(all).allSatisfy(RecordedRequestsTest::assertComplete);
    for (String kind : List.of("read", "write")) {
      List<RecordedEvent> these =
          requests.stream()
              .filter(each -> each.getString("operation").equalsIgnoreCase(kind))
              .toList();
      assertThat(these).as(kind).hasSize((int) disk(queue, kind + "_ios"));
      assertThat(sum(these, each -> each.getLong("sectors")))
          .as(kind + " sectors")
          .isEqualTo(disk(queue, kind + "_sectors"));
      assertThat(sum(these, each -> each.getLong("queueTime") + each.getLong("deviceTime")))
          .as(kind + " time")
          .isEqualTo(disk(queue, kind + "_nanos"));
    }
    assertThat(flushes).hasSize((int) disk(queue, "flush_ios"));
    assertThat(sum(flushes, each -> each.getLong("queueTime") + each.getLong("deviceTime")))
        .isEqualTo(disk(queue, "flush_nanos"));
    if (stages) {
      assertStagesAgree(queue, events, requests, flushes.size());
    }
  }

  private static void assertComplete(RecordedEvent each) {
    assertThat(each.getString("queue")).isEqualTo("drive");
    if (!isOwnFlush(each)) {
      assertThat(each.getLong("submitted")).isLessThanOrEqualTo(each.getLong("ended"));
      assertThat(each.getInt("bios")).isPositive();
      assertThat(each.getString("taskName")).startsWith("task");
      assertThat(each.getLong("waitTime")).isNotNegative();
    }
    assertThat(each.getLong("queueTime")).isNotNegative();
    assertThat(each.getLong("deviceTime")).isNotNegative();
    assertThat(each.getLong("ended") - each.getLong("tagged"))
        .isEqualTo(each.getLong("queueTime") + each.getLong("deviceTime"));
    if (each.getLong("inserted") != 0) {
      assertThat(each.getLong("inserted")).isGreaterThanOrEqualTo(each.getLong("tagged"));
    }
    if (each.getLong("issued") != 0) {
      assertThat(each.getLong("issued")).isGreaterThanOrEqualTo(each.getLong("tagged"));
    } else {
      // The flush before the data failed, so the write was never sent to the drive.
      assertThat(each.getString("status")).isEqualTo("MEDIUM");
      assertThat(each.getLong("deviceTime")).isZero();
    }
    assertThat(each.getString("status")).isIn("OK", "MEDIUM");
  }

  private static void assertStagesAgree(
      RequestQueue queue, List<RecordedEvent> events, List<RecordedEvent> requests, int flushes) {
    int tagged = of(events, "Tagged").size();
    int merged = of(events, "Merged").size();
    int absorbed = of(events, "Absorbed").size();
    int requeued = of(events, "Requeued").size();
    assertThat(of(events, "Queued")).as("bios and pieces").hasSize(tagged + merged);
    assertThat(tagged).as("requests").isEqualTo(absorbed + requests.size());
    assertThat(of(events, "Completed")).hasSize(requests.size() + flushes);
    long neverIssued = requests.stream().filter(each -> each.getLong("issued") == 0).count();
    assertThat(of(events, "Issued"))
        .hasSize(requests.size() - (int) neverIssued + flushes + requeued);
    assertThat(merged + absorbed)
        .as("merges")
        .isEqualTo((int) (disk(queue, "read_merges") + disk(queue, "write_merges")));
    assertThat(requeued).as("requeues").isPositive();
    assertThat(merged).as("merges").isPositive();
    if (!queue.admin().elevator().equals("none")) {
      assertThat(of(events, "Inserted")).as("insertions").isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void everyRequestIsRecordedInVirtualTime(String elevator) throws IOException {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = builder().time(time).build();
        Recording recording = recording(true);
        RequestQueue queue = layer.open(drive(elevator))) {
      recording.start();
      MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
      List<Task> tasks = new ArrayList<>();
      List<GroupsOfFour> loads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Task task = layer.tasks().newTask(TaskSpec.named("task" + i).withStripe(i % 2));
        tasks.add(task);
        loads.add(new GroupsOfFour(layer, queue, task, memory, i, 300).start());
      }
      time.runUntil(() -> loads.stream().allMatch(GroupsOfFour::isDone));
      tasks.forEach(Task::exit);
      recording.stop();
      List<RecordedEvent> events = events(recording);
      assertAgree(queue, events, true);
      assertThat(of(events, "ContextExit")).hasSize(elevator.equals("none") ? 0 : 3);
      assertThat(defects).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void everyRequestIsRecordedInRealTimeFromSeveralThreads(String elevator)
      throws IOException, InterruptedException {
    try (BlockLayer layer = builder().build();
        Recording recording = recording(true);
        RequestQueue queue = layer.open(drive(elevator))) {
      recording.start();
      MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
      List<GroupsOfFour> loads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Task task = layer.tasks().newTask(TaskSpec.named("task" + i).withStripe(i % 2));
        loads.add(new GroupsOfFour(layer, queue, task, memory, i, 200));
      }
      List<Thread> threads =
          loads.stream().map(load -> Thread.ofPlatform().start(load::start)).toList();
      for (Thread thread : threads) {
        thread.join();
      }
      for (GroupsOfFour load : loads) {
        load.await();
      }
      // The last callback is called before the last thread has left the queue, so the test waits
      // for that thread.
      queue.admin().startFreeze();
      queue.admin().awaitFrozen();
      queue.admin().unfreeze();
      recording.stop();
      assertAgree(queue, events(recording), true);
      assertThat(defects).isEmpty();
    }
  }

  @Test
  void stagesAreRecordedOnlyOnRequestAndOnlyWhileARecordingRuns() throws IOException {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = builder().time(time).build();
        RequestQueue queue = layer.open(drive("mq-deadline"))) {
      MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
      Task task = layer.tasks().newTask(TaskSpec.named("task"));
      Recording first = recording(false);
      Recording second = recording(false);
      first.start();
      second.start();
      GroupsOfFour load = new GroupsOfFour(layer, queue, task, memory, 1, 50).start();
      time.runUntil(load::isDone);
      first.stop();
      GroupsOfFour more = new GroupsOfFour(layer, queue, task, memory, 2, 50).start();
      time.runUntil(more::isDone);
      second.stop();
      List<RecordedEvent> events = events(second);
      assertAgree(queue, events, false);
      assertThat(events(first)).as("until it was stopped").hasSizeLessThan(events.size());
      for (String stage : STAGES) {
        assertThat(of(events, stage)).as(stage).isEmpty();
      }
      GroupsOfFour unheard = new GroupsOfFour(layer, queue, task, memory, 3, 50).start();
      time.runUntil(unheard::isDone);
      assertThat(events(second)).hasSameSizeAs(events);
      first.close();
      second.close();
    }
  }

  @Test
  void switchesAreRecordedAndFailedOnesWithTheirReasons() throws IOException {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = builder().time(time).build();
        Recording recording = recording(false);
        RequestQueue queue = layer.open(drive("none"))) {
      recording.start();
      queue.admin().switchElevator("bfq");
      time.advanceTo(time.now() + 1_000_000);
      queue.admin().switchElevator("kyber");
      recording.stop();
      List<RecordedEvent> switches =
          of(events(recording), "Switch").stream()
              .sorted((a, b) -> Long.compare(a.getLong("now"), b.getLong("now")))
              .toList();
      assertThat(switches.stream().map(each -> each.getString("from") + ">" + each.getString("to")))
          .containsExactly("none>bfq", "bfq>kyber");
      assertThat(switches).allMatch(each -> each.getString("failure").isEmpty());
      assertThat(switches).allMatch(each -> each.getLong("frozenTime") == 0);
    }
  }

  /**
   * Switches that fail under load, when the new elevator is attached or at its second hardware
   * queue: the load continues.
   */
  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void switchThatFailsIsRecordedWithItsReasonAndTime(String elevator) throws IOException {
    var failing = new FailingElevator("failing", FailingElevator.AT_ATTACH);
    var longest = new AtomicLong();
    List<String> heard = new ArrayList<>();
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = builder().elevator(failing).time(time).build();
        Recording recording = recording(false);
        RequestQueue queue =
            layer.open(drive(elevator).withDriverOption("submit_queues", "2").withStripes(2))) {
      recording.start();
      queue
          .metrics()
          .addListener(
              new QueueListener() {
                @Override
                public void switchFailed(
                    String from, String to, Throwable reason, long began, long now) {
                  longest.accumulateAndGet(now - began, Math::max);
                  heard.add(from + ">" + to + " " + (now - began) + " at " + now);
                }
              });
      MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
      Task task = layer.tasks().newTask(TaskSpec.named("task0"));
      GroupsOfFour load = new GroupsOfFour(layer, queue, task, memory, 5, 100).start();
      for (int at : new int[] {FailingElevator.AT_ATTACH, 1}) {
        failing.failsAt = at;
        assertThatIllegalStateException().isThrownBy(() -> queue.admin().switchElevator("failing"));
        assertThat(queue.admin().elevator()).isEqualTo(elevator);
      }
      failing.failsAt = FailingElevator.NEVER;
      queue.admin().switchElevator("failing");
      time.runUntil(load::isDone);
      task.exit();
      recording.stop();
      List<RecordedEvent> events = events(recording);
      List<RecordedEvent> failed =
          of(events, "Switch").stream()
              .filter(each -> !each.getString("failure").isEmpty())
              .sorted((a, b) -> Long.compare(a.getLong("now"), b.getLong("now")))
              .toList();
      assertThat(failed)
          .extracting(each ->
              each.getString("from")
                  + ">"
                  + each.getString("to")
                  + " "
                  + each.getLong("frozenTime")
                  + " at "
                  + each.getLong("now"))
          .isEqualTo(heard)
          .hasSize(2);
      assertThat(failed)
          .allSatisfy(each -> {
            assertThat(each.getString("queue")).isEqualTo("drive");
            assertThat(each.getString("failure")).contains("fails on purpose");
          });
      assertThat(longest.get()).as("it was waited for what was inside").isPositive();
      assertThat(of(events, "Switch"))
          .extracting(each -> each.getString("to") + each.getString("failure").isEmpty())
          .containsExactlyInAnyOrder("failingfalse", "failingfalse", "failingtrue");
      assertAgree(queue, events, false);
      assertThat(defects).isEmpty();
    }
  }
}
