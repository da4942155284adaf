package io.elevator.bfq;

import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what an elevator tells of itself, nested parts joined by dots. */
final class Figures implements StateWriter {
  final Map<String, Object> all = new LinkedHashMap<>();
  private final List<String> path = new ArrayList<>();

  private String name(String last) {
    return path.isEmpty() ? last : String.join(".", path) + "." + last;
  }

  @Override
  public void number(String name, long value) {
    all.put(name(name), value);
  }

  @Override
  public void text(String name, String value) {
    all.put(name(name), value);
  }

  @Override
  public void latency(String name, LatencyHistogram histogram) {
    all.put(name(name), histogram);
  }

  @Override
  public void begin(String name) {
    path.add(name);
  }

  @Override
  public void end() {
    path.removeLast();
  }
}
