package io.elevator.kyber;

import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** Keeps what is described as text by path, such as {@code read_tokens/depth}. */
final class RecordedState implements StateWriter {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Deque<String> paths = new ArrayDeque<>();
  private String path = "";

  String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new NoSuchElementException(name + " is not among " + values.keySet());
    }
    return value;
  }

  Map<String, String> values() {
    return values;
  }

  boolean isBalanced() {
    return paths.isEmpty();
  }

  @Override
  public void number(String name, long value) {
    values.put(path + name, Long.toString(value));
  }

  @Override
  public void text(String name, String value) {
    values.put(path + name, value);
  }

  @Override
  public void latency(String name, LatencyHistogram histogram) {
    values.put(path + name, histogram.total() + " samples");
  }

  @Override
  public void begin(String name) {
    paths.push(path);
    path += name + "/";
  }

  @Override
  public void end() {
    path = paths.pop();
  }
}
