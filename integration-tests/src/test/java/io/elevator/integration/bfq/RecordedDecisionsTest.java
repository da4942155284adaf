package io.elevator.integration.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.VirtualLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flight recording contains every decision of BFQ with its reason, context and time. */
class RecordedDecisionsTest {
  private static final String DECISION = "io.elevator.Decision";
  private static final int SECTORS_64_KIB = 128;
  private static final int AREAS = 16;

  @TempDir private Path folder;

  private static QueueConfig disk() {
    return QueueConfig.onDriver("sim-hdd")
        .withName("disk")
        .withDriverOption("hw_queue_depth", "1")
        .withDriverOption("data", "0")
        .withElevator("bfq");
  }

  private static Load load(VirtualLayer layer, RequestQueue queue, Task task, int area, int seed) {
    SplittableRandom random = seed == 0 ? null : new SplittableRandom(seed);
    return new Load(layer, queue, task, area, AREAS, SECTORS_64_KIB, false, random);
  }

  private List<RecordedEvent> decisions(Recording recording) throws IOException {
    Path file = folder.resolve("bfq.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(each -> each.getEventType().getName().equals(DECISION))
        // A recording file does not store its events in the order of their times.
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String decision) {
    return events.stream().filter(each -> each.getString("decision").equals(decision)).toList();
  }

  private static List<String> reasonsAbout(List<RecordedEvent> events, String decision, Task task) {
    return of(events, decision).stream()
        .filter(each -> each.getLong("context") == task.ioContext().id())
        .map(each -> each.getString("reason"))
        .collect(Collectors.toList());
  }

  @Test
  void recordingContainsEachDecisionWithItsReasonAndTask() throws IOException {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(disk());
        Recording recording = new Recording()) {
      recording.enable(DECISION);
      recording.start();
      Task reader = layer.task("reader", 0);
      Task seeker = layer.task("seeker", 0);
      Load first = load(layer, queue, reader, 1, 0).start(1);
      layer.pass(1);
      Load second = load(layer, queue, seeker, 5, 1).start(2);
      layer.pass(40);
      first.stop();
      second.stop();
      layer.time.runAll();
      recording.stop();

      List<RecordedEvent> events = decisions(recording);
      assertThat(events).allMatch(each -> each.getString("queue").equals("disk"));
      assertThat(events.stream().mapToLong(each -> each.getLong("now"))).isSorted();
      assertThat(reasonsAbout(events, "raise", reader)).startsWith("interactive");
      assertThat(reasonsAbout(events, "raise", seeker)).startsWith("interactive");
      assertThat(reasonsAbout(events, "unraise", reader)).containsExactly("service");
      assertThat(reasonsAbout(events, "unraise", seeker)).containsExactly("time");
      assertThat(reasonsAbout(events, "idle", reader)).contains("alone");
      assertThat(reasonsAbout(events, "idle", seeker)).contains("raised");
      assertThat(reasonsAbout(events, "expire", reader)).contains("budget-exhausted", "preempted");
      assertThat(reasonsAbout(events, "inject", reader)).contains("woken");

      // The recording has as many events of each reason as the elevator has counted, so none was
      // lost.
      for (String reason : List.of("too-idle", "budget-timeout", "budget-exhausted", "preempted")) {
        assertThat(of(events, "expire"))
            .filteredOn(each -> each.getString("reason").equals(reason))
            .as(reason)
            .hasSize((int) VirtualLayer.figure(queue, "expired/" + reason));
      }
    }
  }

  @Test
  void queueOpenedDuringARecordingIsRecordedOnlyWhileTheRecordingRuns() throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable(DECISION);
      recording.start();
      try (VirtualLayer layer = new VirtualLayer(null, 1);
          RequestQueue queue = layer.open(disk())) {
        Load reading = load(layer, queue, layer.task("early", 0), 1, 0).atMost(50).start(1);
        layer.time.runAll();
        recording.stop();
        long after = layer.time.now();
        layer.pass(1);
        load(layer, queue, layer.task("late", 0), 2, 0).atMost(50).start(1);
        layer.time.runAll();

        assertThat(reading.ios).isEqualTo(50);
        assertThat(decisions(recording))
            .isNotEmpty()
            .allSatisfy(each -> assertThat(each.getLong("now")).isLessThanOrEqualTo(after));
        assertThat(VirtualLayer.figure(queue, "raised/interactive")).isEqualTo(2);
      }
    }
  }
}
