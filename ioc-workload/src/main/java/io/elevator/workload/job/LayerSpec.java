package io.elevator.workload.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of the block layer that fio has no words for.
 *
 * @param elevator of the drives it works on, null for the run's
 * @param attributes of that elevator
 * @param ioContext jobs of the same name share one I/O context; null for one of its own
 * @param group path of the group it belongs to, null for the root
 * @param weight of that group, null to leave it alone
 * @param driver by name, null for what its engine stands for
 */
public record LayerSpec(
    @Nullable String elevator,
    Map<String, String> attributes,
    @Nullable String ioContext,
    @Nullable String group,
    @Nullable Integer weight,
    @Nullable String driver) {
  /** Nothing. */
  public static final LayerSpec NONE = new LayerSpec(null, Map.of(), null, null, null, null);

  public LayerSpec {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
