package io.elevator.core.statistics;

import io.elevator.api.LatencySummary;
import io.elevator.api.StatisticsNode;
import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects figures that are written one by one, and returns them as a tree of {@link
 * StatisticsNode}s. If two figures have the same name, the later value replaces the earlier one.
 * Not thread-safe.
 */
public final class StatisticsTree implements StateWriter {
  private static final class Open {
    private final String name;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<StatisticsNode> children = new ArrayList<>();

    Open(String name) {
      this.name = name;
    }

    StatisticsNode close() {
      return new StatisticsNode(name, values, children);
    }
  }

  private final Deque<Open> open = new ArrayDeque<>();

  /** Creates a tree whose root has the given name. */
  public StatisticsTree(String name) {
    open.push(new Open(name));
  }

  private Open top() {
    Open top = open.peek();
    if (top == null) {
      throw new IllegalStateException("the tree of statistics was taken already");
    }
    return top;
  }

  @Override
  public void number(String name, long value) {
    top().values.put(name, value);
  }

  /** Writes a figure that may have a fraction. */
  public void fraction(String name, double value) {
    top().values.put(name, value);
  }

  @Override
  public void text(String name, String value) {
    top().values.put(name, value);
  }

  @Override
  public void latency(String name, LatencyHistogram histogram) {
    top().values.put(name, histogram.summary());
  }

  /** Writes a summary of latencies as one part of the tree. */
  public void latency(String name, LatencySummary summary) {
    top().values.put(name, summary);
  }

  /** Adds a complete subtree to the part that is open. */
  public void add(StatisticsNode part) {
    top().children.add(part);
  }

  @Override
  public void begin(String name) {
    open.push(new Open(name));
  }

  @Override
  public void end() {
    if (open.size() < 2) {
      throw new IllegalStateException("end() without begin()");
    }
    StatisticsNode part = open.pop().close();
    top().children.add(part);
  }

  /**
   * Returns the number of open parts: those that were begun and not ended. The root does not count.
   */
  public int depth() {
    return open.size() - 1;
  }

  /**
   * Ends open parts until a number of them remains. For a caller whose writer failed while parts
   * were open.
   *
   * @param depth number of parts that stay open
   */
  public void endDownTo(int depth) {
    while (depth() > depth) {
      end();
    }
  }

  /** Ends all open parts and returns the tree. No figure can be written afterwards. */
  public StatisticsNode take() {
    endDownTo(0);
    return open.pop().close();
  }
}
