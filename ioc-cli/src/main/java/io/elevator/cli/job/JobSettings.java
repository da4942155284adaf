package io.elevator.cli.job;

import io.elevator.api.PriorityClass;
import io.elevator.cli.input.Place;
import io.elevator.cli.input.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of one job while they are being collected, with fio's defaults; {@link #spec} turns
 * them into what a clone of the job does. One section, one object; not shared between threads.
 */
final class JobSettings {
  static final String KB_BASE = "kb_base";
  static final int DEFAULT_KB_BASE = 1024;

  private static final List<Double> DEFAULT_PERCENTILES =
      List.of(
          1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0, 99.5, 99.9,
          99.95, 99.99);

  private final Place place;
  private final Map<String, Assignment> given = new HashMap<>();

  String name;
  @Nullable String description;
  List<String> filenames = List.of();
  List<String> directories = List.of();
  int fileCount = 1;
  SizeLimit size = new SizeLimit.Whole();
  @Nullable Long fileSize;
  SizeLimit offset = new SizeLimit.Bytes(0);
  SizeLimit offsetIncrement = new SizeLimit.Bytes(0);
  @Nullable Long ioSize;

  AccessMode mode = AccessMode.READ;
  long sequence;
  boolean repeatOffset;
  BlockSizes blockSizes = BlockSizes.of(4096);
  int readPercent = 50;
  boolean randomMap = true;
  boolean repeatable = true;
  @Nullable Long seed;
  long numberIos;
  long loops = 1;

  int depth = 1;
  long runtimeNanos;
  boolean timeBased;
  long startDelayMinNanos;
  long startDelayMaxNanos;
  long thinkNanos;
  long thinkBlocks = 1;

  @Nullable IoEngine engine;
  boolean direct;
  @Nullable PriorityClass priorityClass;
  @Nullable Integer priorityLevel;

  int clones = 1;
  boolean stonewall;
  boolean newGroup;
  boolean groupReporting;
  List<Double> percentiles = DEFAULT_PERCENTILES;

  JobSettings(Place place, String sectionName) {
    this.place = place;
    this.name = sectionName;
  }

  /** Carries out one assignment. */
  void set(Assignment assignment, int kbBase) {
    JobOption option = JobOptions.find(assignment);
    option.setter().set(this, new OptionValue(assignment, kbBase));
    given.put(option.name(), assignment);
  }

  /**
   * Checks what single options can not know, and adds what a reader of the report should know to
   * {@code notes}.
   */
  void check(List<String> notes) {
    int smallest = blockSizes.smallest(mode);
    if (size instanceof SizeLimit.Bytes(long bytes) && bytes < smallest) {
      throw error("size", "smaller than a block of " + smallest + " bytes");
    }
    if (fileSize != null && fileSize < smallest) {
      throw error("filesize", "smaller than a block of " + smallest + " bytes");
    }
    if (ioSize != null && ioSize < smallest) {
      throw error("io_size", "smaller than a block of " + smallest + " bytes");
    }
    if (timeBased && runtimeNanos == 0) {
      notes.add(name + ": time_based has no effect without runtime");
    }
    if (depth > 1 && engine != null && engine.synchronous()) {
      notes.add(
          name
              + ": the engine "
              + engine.fioName()
              + " is synchronous, so iodepth="
              + depth
              + " is taken as 1");
    }
  }

  /** What clone number {@code clone} does. */
  JobSpec spec(int clone) {
    return new JobSpec(
        place,
        name,
        description,
        clone,
        new FileSpec(paths(clone), !filenames.isEmpty(), size, fileSize, offset, offsetIncrement),
        new AccessSpec(
            mode,
            blockSizes,
            readPercent,
            sequence,
            repeatOffset,
            randomMap,
            ioSize,
            numberIos,
            seed,
            repeatable),
        new PaceSpec(
            engine != null && engine.synchronous() ? 1 : depth,
            startDelayMinNanos,
            startDelayMaxNanos,
            runtimeNanos,
            timeBased && runtimeNanos > 0,
            loops,
            thinkNanos,
            thinkBlocks),
        engine,
        direct,
        effectiveClass(),
        priorityLevel == null ? 0 : priorityLevel,
        groupReporting,
        percentiles);
  }

  /** A level without a class is one of best effort, the class that uses levels for everybody. */
  private PriorityClass effectiveClass() {
    if (priorityClass != null) {
      return priorityClass;
    }
    return priorityLevel == null ? PriorityClass.NONE : PriorityClass.BEST_EFFORT;
  }

  /**
   * Names that the job file gives lie in the first directory and are shared by all clones; names
   * made up are {@code job.clone.file}, and clones take the directories in turn.
   */
  private List<Path> paths(int clone) {
    List<Path> paths = new ArrayList<>();
    if (!filenames.isEmpty()) {
      String directory = directories.isEmpty() ? null : directories.getFirst();
      filenames.forEach(filename -> paths.add(path("filename", directory, filename)));
    } else {
      String directory = directories.isEmpty() ? null : directories.get(clone % directories.size());
      for (int file = 0; file < fileCount; file++) {
        paths.add(path("name", directory, name + "." + clone + "." + file));
      }
    }
    return paths;
  }

  private Path path(String option, @Nullable String directory, String filename) {
    try {
      return directory == null ? Path.of(filename) : Path.of(directory + "/" + filename);
    } catch (InvalidPathException e) {
      throw error(option, "'" + e.getInput() + "' is not a valid path: " + e.getReason());
    }
  }

  /** An error at the place where {@code option} was given, or else at the job's header. */
  private UserError error(String option, String message) {
    Assignment assignment = given.get(option);
    return assignment == null
        ? place.error("job " + name + ": " + message)
        : assignment.error(message);
  }
}
