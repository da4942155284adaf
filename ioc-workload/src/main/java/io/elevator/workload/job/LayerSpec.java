package io.elevator.workload.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of a job for the block layer, which fio does not have.
 *
 * @param elevator elevator of the drives that the job uses, null for that of the run
 * @param attributes tunables of that elevator
 * @param ioContext name of an io context that all jobs with the same name share; null for an io
 *     context of its own
 * @param group path of the group that the job belongs to, null for the root
 * @param weight weight to set for that group, null to leave it unchanged
 * @param driver name of the driver, null for the driver of the job's engine
 */
public record LayerSpec(
    @Nullable String elevator,
    Map<String, String> attributes,
    @Nullable String ioContext,
    @Nullable String group,
    @Nullable Integer weight,
    @Nullable String driver) {
  public LayerSpec {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
