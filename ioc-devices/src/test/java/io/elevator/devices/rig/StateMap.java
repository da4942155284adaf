package io.elevator.devices.rig;

import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.BlockDriver;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a drive says of itself, as a flat map. */
public final class StateMap implements StateWriter {
  private final Map<String, Object> values = new LinkedHashMap<>();

  private StateMap() {}

  /** Asks a drive. */
  public static Map<String, Object> of(BlockDriver driver) {
    StateMap map = new StateMap();
    driver.describe(map);
    return map.values;
  }

  @Override
  public void number(String name, long value) {
    values.put(name, value);
  }

  @Override
  public void text(String name, String value) {
    values.put(name, value);
  }

  @Override
  public void latency(String name, LatencyHistogram histogram) {
    values.put(name, histogram.summary());
  }

  @Override
  public void begin(String name) {
    values.put(name, name);
  }

  @Override
  public void end() {}
}
