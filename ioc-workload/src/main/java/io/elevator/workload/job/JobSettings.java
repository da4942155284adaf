package io.elevator.workload.job;

import io.elevator.workload.input.Place;
import io.elevator.workload.input.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings of one job section, filled in by its options; the initial values are fio's
 * defaults. {@link #spec} creates the specification of each clone. Not thread-safe.
 */
final class JobSettings {
  static final String KB_BASE = "kb_base";
  static final int DEFAULT_KB_BASE = 1024;

  /** Options that set block sizes. */
  private static final Set<String> BLOCK_SIZES = Set.of("bs", "bsrange", "bssplit");

  private final Place place;
  private final Map<String, Assignment> given = new HashMap<>();
  private final int kbBase;
  private Place blockSizePlace;

  final FileSettings files = new FileSettings();
  final AccessSettings access = new AccessSettings();
  final PaceSettings pace = new PaceSettings();
  final DataSettings data = new DataSettings();
  final ControlSettings control = new ControlSettings();
  final ReportSettings report = new ReportSettings();
  final LayerSettings layer = new LayerSettings();

  String name;
  @Nullable String description;
  int clones = 1;
  boolean stonewall;
  boolean newGroup;

  JobSettings(Place place, String sectionName, int kbBase) {
    this.place = place;
    this.blockSizePlace = place;
    this.name = sectionName;
    this.kbBase = kbBase;
  }

  /** Applies one assignment. */
  void set(Assignment assignment) {
    JobOption option = JobOptions.find(assignment);
    option.setter().set(this, new OptionValue(assignment, kbBase));
    given.put(option.name(), assignment);
    if (BLOCK_SIZES.contains(option.name())) {
      blockSizePlace = assignment.place();
    }
  }

  /** Returns the value of an option that was given. */
  OptionValue value(String option) {
    return new OptionValue(Objects.requireNonNull(given.get(option), option), kbBase);
  }

  /** Checks combinations of options, and adds notes for readers of the report to {@code notes}. */
  void check(List<String> notes) {
    int smallest = access.blockSizes().leastRegion(access.mode);
    requireBlock("size", files.size, smallest);
    requireBlock("io_size", files.ioSize, smallest);
    Long fileSize = files.fileSizeMin;
    if (fileSize != null && fileSize < smallest) {
      throw error("filesize", "smaller than a block of " + smallest + " bytes");
    }
    access.check(this);
    pace.check(this);
    data.check(this);
    layer.check(this);
    control.check(this, notes);
    if (pace.timeBased && pace.runtimeNanos == 0) {
      notes.add(name + ": time_based has no effect without runtime");
    }
    if (pace.depth > 1 && !layer.synchronous() && writesParts()) {
      notes.add(
          name
              + ": it writes parts of sectors, which is done one I/O at a time, so iodepth="
              + pace.depth
              + " is taken as 1");
    }
    IoEngine engine = layer.engine;
    if (pace.depth > 1 && engine != null && engine.synchronous()) {
      notes.add(
          name
              + ": the engine "
              + engine.fioName()
              + " is synchronous, so iodepth="
              + pace.depth
              + " is taken as 1");
    }
  }

  /** Returns whether the job writes parts of sectors, which limits it to one I/O in flight. */
  private boolean writesParts() {
    return !layer.direct
        && access.mode.writes()
        && !data.verifyOnly
        && !(access.inSectors() && files.inSectors());
  }

  private void requireBlock(String option, @Nullable SizeLimit limit, int smallest) {
    if (limit instanceof SizeLimit.Bytes(long bytes) && bytes < smallest) {
      throw error(option, "smaller than a block of " + smallest + " bytes");
    }
  }

  /** Returns the specification of clone number {@code clone}. */
  JobSpec spec(int clone) {
    return new JobSpec(
        place,
        blockSizePlace,
        name,
        description,
        clone,
        files.spec(this, clone),
        access.spec(files.ioSize),
        pace.spec(layer.synchronous() || writesParts()),
        layer.engine,
        layer.direct,
        layer.nice,
        layer.effectiveClass(),
        layer.priorityLevel == null ? 0 : layer.priorityLevel,
        List.of(layer.commandPriority(this, 0), layer.commandPriority(this, 1)),
        layer.spec(),
        data.syncs(),
        data.content(),
        new MemorySpec(data.memoryAlign, data.registered, data.softMap),
        data.verify(),
        control.spec(),
        report.grouped,
        report.percentiles,
        report.spec(name));
  }

  /**
   * Returns an error at the place where {@code option} was given, or at the job's header if it was
   * not.
   */
  UserError error(String option, String message) {
    Assignment assignment = given.get(option);
    return assignment == null
        ? place.error("job " + name + ": " + message)
        : assignment.error(message);
  }
}
