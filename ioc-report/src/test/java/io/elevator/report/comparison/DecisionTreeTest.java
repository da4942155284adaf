package io.elevator.report.comparison;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.api.DecisionSpec;
import io.elevator.api.IoContext;
import io.elevator.api.IoPriority;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.api.Tasks;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.workload.compare.DecisionLog;
import io.elevator.workload.compare.DecisionTimeline;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DecisionTreeTest {
  private static final long MS = 1_000_000;
  private static final List<DecisionSpec> SPECS =
      List.of(
          new DecisionSpec("serve", "turn", "Its turn begins.", "sectors"),
          new DecisionSpec("expire", "timeout", "Its turn ends.", "sectors served"));

  private final DecisionLog log = new DecisionLog(1_000 * MS);

  private final VirtualTime time = new VirtualTime();
  private final BlockLayer layer = BlockLayers.builder().time(time).build();

  @AfterEach
  void close() {
    layer.close();
    time.close();
  }

  private IoContext newContext() {
    TaskSpec spec = TaskSpec.named("holder").withPriority(IoPriority.bestEffort(4));
    return requireNonNull(layer.tasks().newTask(spec).ioContext());
  }

  /** Returns a request of which only the context and the task are known. */
  private static RequestView request(IoContext context, Task task) {
    Map<String, Object> answers = Map.of("context", context, "task", task);
    return (RequestView)
        Proxy.newProxyInstance(
            RequestView.class.getClassLoader(),
            new Class<?>[] {RequestView.class},
            (proxy, method, arguments) -> {
              Object answer = answers.get(method.getName());
              if (answer == null) {
                throw new AssertionError("nobody expected " + method);
              }
              return answer;
            });
  }

  private ObjectNode tree(long origin) {
    DecisionTimeline timeline = log.timeline(origin, SPECS);
    ObjectNode tree = DecisionTree.of(timeline, timeline.widthNanos());
    assertThat(tree).isNotNull();
    return tree;
  }

  private static List<String> words(ObjectNode tree) {
    List<String> words = new ArrayList<>();
    tree.get("kinds")
        .forEach(kind ->
            words.add(kind.get("decision").asString() + " " + kind.get("reason").asString()));
    return words;
  }

  private static List<Long> numbers(JsonNode node) {
    List<Long> numbers = new ArrayList<>();
    node.forEach(each -> numbers.add(each.asLong()));
    return numbers;
  }

  @Test
  void eachKindIsCountedOverTimeAndSingleDecisionsHaveTheirFigures() {
    log.decided("expire", "timeout", null, 8, 1_000 * MS);
    log.decided("expire", "timeout", null, 16, 1_002 * MS + 500);
    log.decided("expire", "timeout", null, 24, 1_002 * MS + 700_000);
    log.decided("serve", "turn", null, 1, 1_001 * MS);
    ObjectNode tree = tree(999 * MS);
    assertThat(tree.get("from_ns").asLong()).isEqualTo(MS);
    assertThat(tree.get("bin_ns").asLong()).isEqualTo(MS);
    // The kinds of decisions are in the order in which the elevator lists them, not in the order of
    // their occurrence.
    assertThat(words(tree)).containsExactly("serve turn", "expire timeout");
    JsonNode expire = tree.get("kinds").get(1);
    assertThat(expire.get("meaning").asString()).isEqualTo("Its turn ends.");
    assertThat(expire.get("figure").asString()).isEqualTo("sectors served");
    assertThat(expire.get("total").asLong()).isEqualTo(3);
    assertThat(numbers(expire.get("counts"))).containsExactly(1L, 0L, 2L);
    assertThat(numbers(expire.get("us"))).containsExactly(1_000L, 3_000L, 3_700L);
    assertThat(numbers(expire.get("value"))).containsExactly(8L, 16L, 24L);
    assertThat(numbers(expire.get("task"))).containsOnly(-1L);
  }

  @Test
  void aDecisionHasTheNameOfItsTaskOnceARequestHasGivenTheName() {
    IoContext reader = newContext();
    IoContext stranger = newContext();
    log.decided("serve", "turn", reader, 1, 1_001 * MS);
    Tasks tasks = layer.tasks();
    log.inserted(request(reader, tasks.newTask(TaskSpec.named("reader"))), 1_001 * MS);
    log.inserted(request(reader, tasks.newTask(TaskSpec.named("its kin"))), 1_002 * MS);
    log.decided("serve", "turn", stranger, 2, 1_003 * MS);
    log.decided("serve", "turn", reader, 3, 1_004 * MS);
    ObjectNode tree = tree(1_000 * MS);
    List<String> names = new ArrayList<>();
    tree.get("tasks").forEach(each -> names.add(each.asString()));
    assertThat(numbers(tree.get("kinds").get(0).get("task")))
        .extracting(index -> names.get(index.intValue()))
        .containsExactly("reader", "another task", "reader");
  }

  @Test
  void unexplainedDecisionsComeLastWithTheirOwnNames() {
    log.decided("zigzag", "b", null, 0, 1_000 * MS);
    log.decided("zigzag", "a", null, 0, 1_000 * MS);
    log.decided("serve", "turn", null, 0, 1_000 * MS);
    ObjectNode tree = tree(1_000 * MS);
    assertThat(words(tree)).containsExactly("serve turn", "zigzag a", "zigzag b");
    assertThat(tree.get("kinds").get(1).has("meaning")).isFalse();
  }

  @Test
  void kindsAndTasksBeyondTheLimitsAreCountedTogether() {
    Stream.iterate(0, i -> i < 1_000, i -> i + 1)
        .forEach(i -> log.decided("made up " + i, "", newContext(), i, (1_000 + i) * MS));
    for (int i = 0; i < 100_000; i++) {
      log.decided("serve", "turn", null, i, (1_000 + i) * MS);
    }
    ObjectNode tree = tree(1_000 * MS);
    assertThat(words(tree)).hasSize(DecisionLog.KINDS + 1).contains("others ");
    long total = 0;
    for (JsonNode kind : tree.get("kinds")) {
      total += kind.get("total").asLong();
      assertThat(numbers(kind.get("counts")).stream().mapToLong(Long::longValue).sum())
          .isEqualTo(kind.get("total").asLong());
      assertThat(kind.get("counts").size()).isLessThanOrEqualTo(240);
      assertThat(kind.get("us").size()).isBetween(1, DecisionLog.SAMPLES);
    }
    assertThat(total).isEqualTo(101_000);
    // All contexts except the first are treated as one context, and their names are unknown, too.
    assertThat(tree.get("tasks").size()).isEqualTo(1);
  }

  @Test
  void concurrentDecisionsAreAllCounted() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String reason = "reason " + t % 2;
      IoContext context = newContext();
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  log.decided("serve", reason, context, i, (1_000 + i) * MS);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    ObjectNode tree = tree(1_000 * MS);
    assertThat(words(tree)).containsExactly("serve reason 0", "serve reason 1");
    tree.get("kinds")
        .forEach(kind -> {
          assertThat(kind.get("total").asLong()).isEqualTo(40_000);
          assertThat(numbers(kind.get("counts")).stream().mapToLong(Long::longValue).sum())
              .isEqualTo(40_000);
        });
  }

  @Test
  void withoutDecisionsThereIsNoTree() {
    assertThat(DecisionTree.of(log.timeline(0, SPECS), 1)).isNull();
    assertThat(DecisionTree.of(DecisionTimeline.NONE, 1)).isNull();
  }
}
