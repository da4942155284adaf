package io.elevator.integration.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With every elevator and with merges and splits, every sector that is read has the content last
 * acknowledged.
 */
class IntegrityTest {
  private static final int SECTORS = 8192;
  private static final List<String> ELEVATORS =
      List.of("none", "mq-deadline", "kyber", "bfq", "fairway");

  private final List<String> defects = new ArrayList<>();

  static Stream<Arguments> simulated() {
    return ELEVATORS.stream()
        .flatMap(elevator ->
            Stream.of("memory", "sim-hdd", "sim-ssd")
                .flatMap(driver -> Stream.of(1L, 2L).map(s -> Arguments.of(elevator, driver, s))));
  }

  private BlockLayer layer(VirtualTime time, long seed) {
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .errors((where, defect) -> recordDefect(where + ": " + defect))
            .seed(seed)
            .stripes(2);
    return (time == null ? builder : builder.time(time)).build();
  }

  private synchronized void recordDefect(String defect) {
    defects.add(defect);
  }

  private static QueueConfig config(String driver, String elevator) {
    QueueConfig config =
        QueueConfig.onDriver(driver).withElevator(elevator).withDriverOption("size", "8m");
    return driver.equals("memory")
        ? config.withDriverOption("volatile_cache", "1").withDriverOption("irqmode", "2")
        : config;
  }

  private void runVirtual(QueueConfig config, long seed, boolean mayFail) {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = layer(time, seed);
        Arena arena = Arena.ofShared();
        RequestQueue queue = layer.open(config)) {
      PatternLoad load = new PatternLoad(layer, queue, arena, seed, SECTORS, mayFail);
      for (int i = 0; i < 1_000; i++) {
        time.runUntil(() -> load.inFlight() < 48);
        load.submitSome();
      }
      time.runUntil(() -> load.inFlight() == 0);
      assertThat(load.failures()).isEmpty();
      assertThat(load.written()).isGreaterThan(300);
      assertThat(load.read()).isGreaterThan(300);
      if (mayFail) {
        assertThat(load.failed()).isPositive();
      }
      load.close();
      assertThat(defects).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("simulated")
  void dataIsIntactInVirtualTime(String elevator, String driver, long seed) {
    runVirtual(config(driver, elevator), seed, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void dataIsIntactOnADriveThatIsBusyReturnsDelaysAndFails(String elevator) {
    String faults =
        "busy share=0.05; busy=dev_resource share=0.05; requeue share=0.05;"
            + " delay=3ms share=0.02; fail=medium share=0.01; tear share=0.01";
    for (String driver : List.of("memory", "sim-ssd", "sim-hdd")) {
      runVirtual(config(driver, elevator).withDriverOption("faults", faults), 5, true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  void dataIsIntactOnAFileInRealTime(String elevator) throws IOException, InterruptedException {
    runReal("file", elevator, "1");
  }

  @ParameterizedTest
  @CsvSource({
    "none, 0",
    "mq-deadline, 0",
    "kyber, 0",
    "bfq, 0",
    "none, 1",
    "mq-deadline, 1",
    "kyber, 1",
    "bfq, 1",
    "fairway, 1"
  })
  @Requires(kernel = UringDriver.class)
  void dataIsIntactOnARingInRealTime(String elevator, String direct)
      throws IOException, InterruptedException {
    runReal("uring", elevator, direct);
  }

  /**
   * Registers memory with the drive for a limited time, which may end before, during or after I/O
   * from this memory.
   */
  @ParameterizedTest
  @CsvSource({"none, 0", "none, 1", "mq-deadline, 1"})
  @Requires(kernel = UringDriver.class)
  void dataIsIntactWhileMemoryIsRegisteredAndReleased(String elevator, String direct)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(4);
    Deque<MemoryRegistration> kept = new ArrayDeque<>();
    AtomicInteger registered = new AtomicInteger();
    StatisticsNode statistics =
        runReal(
            "uring",
            elevator,
            direct,
            (queue, arena) ->
                (bytes, align) -> {
                  MemorySegment memory = arena.allocate(bytes, align);
                  if (bytes <= 1 << 16 && random.nextBoolean()) {
                    MemoryRegistration made = queue.registerMemory(memory);
                    registered.addAndGet(made.refusal().isEmpty() ? 1 : 0);
                    kept.add(made);
                  }
                  while (kept.size() > random.nextInt(16)) {
                    kept.remove().close();
                  }
                  return memory;
                });
    // Registering memory fails before Linux 5.19, or if the process may lock hardly any memory.
    assertThat(figure(statistics, "registered") > 0).isEqualTo(registered.get() > 0);
  }

  private static long figure(StatisticsNode node, String name) {
    return node.values().get(name) instanceof Long here
        ? here
        : node.children().stream().mapToLong(child -> figure(child, name)).max().orElse(-1);
  }

  private void runReal(String driver, String elevator, String direct)
      throws IOException, InterruptedException {
    StatisticsNode _ = runReal(driver, elevator, direct, (queue, arena) -> arena);
  }

  private StatisticsNode runReal(
      String driver,
      String elevator,
      String direct,
      BiFunction<RequestQueue, Arena, SegmentAllocator> memory)
      throws IOException, InterruptedException {
    Path target = Files.createDirectories(Path.of("target"));
    Path file = Files.createTempFile(target, "integrity", ".drive");
    try {
      QueueConfig config =
          config(driver, elevator)
              .withDriverOption("filename", file.toString())
              .withDriverOption("direct", direct);
      try (BlockLayer layer = layer(null, 1);
          Arena arena = Arena.ofShared()) {
        PatternLoad load;
        StatisticsNode statistics;
        try (RequestQueue queue = layer.open(config)) {
          load = new PatternLoad(layer, queue, memory.apply(queue, arena), 9, SECTORS, false);
          for (int i = 0; i < 1_000; i++) {
            load.awaitBelow(48);
            load.submitSome();
          }
          load.awaitBelow(1);
          load.close();
          statistics = queue.metrics().statistics();
        }
        assertThat(load.failures()).isEmpty();
        assertThat(load.written()).isGreaterThan(300);
        assertThat(load.read()).isGreaterThan(300);
        assertThat(defects).isEmpty();
        return statistics;
      }
    } finally {
      Files.delete(file);
    }
  }
}
