package io.elevator.testkit.fake;

import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The description that an elevator, an icq or a driver writes, as a map in order of writing. A key
 * is the name, preceded by the names of the enclosing parts and joined by dots: {@code
 * read_tokens.depth}. A value is a {@link Long}, a {@link String}, or the {@link
 * io.elevator.api.LatencySummary} of a histogram.
 */
public final class RecordedState implements StateWriter {
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Deque<String> outerPrefixes = new ArrayDeque<>();
  private String prefix = "";

  private RecordedState() {}

  /**
   * Returns the description that a method writes.
   *
   * @param describe method that writes, such as {@code elevator::describe}
   * @throws AssertionError if the method writes one name twice, or begins a part that it does not
   *     end
   */
  public static Map<String, Object> of(Consumer<StateWriter> describe) {
    RecordedState state = new RecordedState();
    describe.accept(state);
    if (!state.outerPrefixes.isEmpty()) {
      throw new AssertionError("the part " + state.prefix + " was begun and not ended");
    }
    return Collections.unmodifiableMap(state.values);
  }

  private void put(String name, Object value) {
    if (values.putIfAbsent(prefix + name, value) != null) {
      throw new AssertionError(prefix + name + " was written twice");
    }
  }

  @Override
  public void number(String name, long value) {
    put(name, value);
  }

  @Override
  public void text(String name, String value) {
    put(name, value);
  }

  @Override
  public void latency(String name, LatencyHistogram histogram) {
    put(name, histogram.summary());
  }

  @Override
  public void begin(String name) {
    outerPrefixes.push(prefix);
    prefix += name + ".";
  }

  @Override
  public void end() {
    prefix = outerPrefixes.pop();
  }
}
