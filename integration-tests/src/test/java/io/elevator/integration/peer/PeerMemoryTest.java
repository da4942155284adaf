package io.elevator.integration.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.distribution.Distribution;
import io.elevator.integration.integrity.PatternLoad;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counts the objects that remain of a block layer that was loaded, used and closed. */
class PeerMemoryTest {
  private static final String[] ELEVATORS = {"none", "mq-deadline", "kyber", "bfq", "fairway"};

  private final List<String> defects = new ArrayList<>();

  /** Loads the plugins, performs I/O with each elevator, and closes the layer. */
  private void loadUseUnload() {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .time(time)
                .seed(27)
                .stripes(2)
                .plugins(Distribution.pluginFolders())
                .errors((where, defect) -> defects.add(where + ": " + defect))
                .build();
        Arena arena = Arena.ofShared()) {
      for (String elevator : ELEVATORS) {
        try (RequestQueue queue =
            layer.open(
                QueueConfig.onDriver("memory")
                    .withElevator(elevator)
                    .withDriverOption("size", "4m")
                    .withDriverOption("irqmode", "2"))) {
          var load = new PatternLoad(layer, queue, arena, 27, 8192, false);
          for (int i = 0; i < 200; i++) {
            time.runUntil(() -> load.inFlight() < 32);
            load.submitSome();
          }
          time.runUntil(() -> load.inFlight() == 0);
          assertThat(load.failures()).isEmpty();
          load.close();
        }
      }
    }
  }

  /**
   * Returns the number of remaining objects of the library, by class. Waits until the number no
   * longer changes, because the virtual machine keeps a thread that has ended for a short time.
   */
  private static Map<String, Long> remainingObjects() {
    Map<String, Long> before = reachableObjects();
    for (Map<String, Long> now = reachableObjects();
        !now.equals(before);
        now = reachableObjects()) {
      before = now;
    }
    return before;
  }

  /** Returns the number of reachable objects of the library, by class. */
  private static Map<String, Long> reachableObjects() {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      Map<String, Long> counts = new TreeMap<>();
      for (String line : histogram.toString().lines().toList()) {
        String[] parts = line.strip().split("\\s+", -1);
        if (parts.length >= 4
            && parts[3].contains("io.elevator.")
            && !parts[3].contains("io.elevator.integration.")) {
          counts.merge(parts[3], Long.parseLong(parts[1]), Long::sum);
        }
      }
      return counts;
    } catch (JMException e) {
      throw new IllegalStateException("the virtual machine counts no objects", e);
    }
  }

  /**
   * Runs the same load five times. The first run also fills the caches of threads, so it is not
   * counted.
   */
  @Test
  @Timeout(120)
  void closedLayerLeavesNoReachableObject() {
    loadUseUnload();
    loadUseUnload();
    Map<String, Long> first = remainingObjects();
    for (int round = 2; round <= 5; round++) {
      loadUseUnload();
      assertThat(remainingObjects()).as("after round %s", round).isEqualTo(first);
    }
    assertThat(first).as("of a thread's own").isNotEmpty();
    assertThat(defects).isEmpty();
  }
}
