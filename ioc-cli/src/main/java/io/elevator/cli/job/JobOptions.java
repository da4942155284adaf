package io.elevator.cli.job;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.elevator.api.PriorityClass;
import io.elevator.cli.input.NearestName;
import io.elevator.cli.input.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of job files: those that {@code ioc} carries out, and those of fio that it refuses by
 * name.
 */
final class JobOptions {
  private static final int MAX_BLOCK_BYTES = 1 << 30;
  private static final int MAX_DEPTH = 1 << 20;
  private static final int MAX_CLONES = 1 << 16;
  private static final int MAX_FILES = 1 << 16;
  private static final int MAX_PERCENTILES = 20;

  private static final Map<String, AccessMode> MODES = modes();
  private static final Map<String, Boolean> SEQUENCERS =
      new TreeMap<>(Map.of("sequential", false, "identical", true));

  private static final List<JobOption> ALL =
      List.of(
          // What it is called.
          JobOption.of("name", (s, v) -> s.name = v.text()),
          JobOption.of("description", (s, v) -> s.description = v.text()),
          // On which files.
          JobOption.of("filename", (s, v) -> s.filenames = v.names()),
          JobOption.of("directory", (s, v) -> s.directories = v.names()),
          JobOption.of("nrfiles", "nr_files", (s, v) -> s.fileCount = v.number(1, MAX_FILES)),
          JobOption.of("size", (s, v) -> s.size = v.sizeLimit(1)),
          JobOption.of("filesize", (s, v) -> s.fileSize = v.number(1)),
          JobOption.of("offset", "fileoffset", (s, v) -> s.offset = v.sizeLimit(0)),
          JobOption.of("offset_increment", (s, v) -> s.offsetIncrement = v.sizeLimit(0)),
          JobOption.of("io_size", "io_limit", (s, v) -> s.ioSize = v.number(1)),
          // What it does there.
          JobOption.of("rw", "readwrite", JobOptions::setMode),
          JobOption.of("rw_sequencer", (s, v) -> s.repeatOffset = v.oneOf(v.text(), SEQUENCERS)),
          JobOption.of("bs", "blocksize", JobOptions::setBlockSizes),
          JobOption.of("rwmixread", (s, v) -> s.readPercent = v.number(0, 100)),
          JobOption.of("rwmixwrite", (s, v) -> s.readPercent = 100 - v.number(0, 100)),
          JobOption.of("norandommap", (s, v) -> s.randomMap = !v.flag()),
          JobOption.of("randrepeat", (s, v) -> s.repeatable = v.bool()),
          JobOption.of("randseed", (s, v) -> s.seed = v.number(0)),
          JobOption.of("number_ios", (s, v) -> s.numberIos = v.number(0)),
          JobOption.of("loops", (s, v) -> s.loops = v.number(1)),
          // When, and how many at once.
          JobOption.of("iodepth", (s, v) -> s.depth = v.number(1, MAX_DEPTH)),
          JobOption.of("runtime", "timeout", (s, v) -> s.runtimeNanos = v.nanos(SECONDS)),
          JobOption.of("time_based", (s, v) -> s.timeBased = v.flag()),
          JobOption.of("startdelay", JobOptions::setStartDelay),
          JobOption.of("thinktime", (s, v) -> s.thinkNanos = v.nanos(MICROSECONDS)),
          JobOption.of("thinktime_blocks", (s, v) -> s.thinkBlocks = v.number(1)),
          // By which way.
          JobOption.of("ioengine", (s, v) -> s.engine = v.oneOf(v.text(), IoEngine.BY_NAME)),
          JobOption.of("direct", (s, v) -> s.direct = v.bool()),
          JobOption.of("buffered", (s, v) -> s.direct = !v.bool()),
          JobOption.of("prioclass", (s, v) -> s.priorityClass = PriorityClass.of(v.number(0, 3))),
          JobOption.of("prio", (s, v) -> s.priorityLevel = v.number(0, 7)),
          // As one of several.
          JobOption.of("numjobs", (s, v) -> s.clones = v.number(1, MAX_CLONES)),
          JobOption.of("thread", (s, v) -> v.flag()),
          JobOption.of("stonewall", "wait_for_previous", (s, v) -> s.stonewall = v.flag()),
          JobOption.of("new_group", (s, v) -> s.newGroup = v.flag()),
          JobOption.of("group_reporting", (s, v) -> s.groupReporting = v.flag()),
          JobOption.of("percentile_list", JobOptions::setPercentiles),
          JobOption.of(JobSettings.KB_BASE, JobOptions::checkKbBase));

  private static final Map<String, JobOption> BY_NAME = byName();

  private JobOptions() {}

  /**
   * The option that {@code assignment} names; an error that suggests or explains if there is none.
   */
  static JobOption find(Assignment assignment) {
    JobOption option = BY_NAME.get(assignment.name());
    if (option == null) {
      throw unknown(assignment);
    }
    return option;
  }

  /** Every name that {@link #find} knows. */
  static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  private static UserError unknown(Assignment assignment) {
    String name = assignment.name();
    if (FioOptions.contains(name)) {
      String reason = FioOptions.reason(name);
      return assignment.error(
          "fio has the option '"
              + name
              + "', ioc does not"
              + (reason.isEmpty() ? "" : ": " + reason));
    }
    List<String> candidates = new ArrayList<>(BY_NAME.keySet());
    candidates.addAll(FioOptions.names());
    return assignment.error("no such option: '" + name + "'" + NearestName.hint(name, candidates));
  }

  private static void setMode(JobSettings s, OptionValue v) {
    String text = v.text();
    int colon = text.indexOf(':');
    s.mode = v.oneOf(colon < 0 ? text : text.substring(0, colon), MODES);
    s.sequence = colon < 0 ? 0 : v.number(text.substring(colon + 1), 1, Integer.MAX_VALUE);
  }

  private static void setBlockSizes(JobSettings s, OptionValue v) {
    BlockSizes old = s.blockSizes;
    int[] sizes =
        v.perDirection(new int[] {old.read(), old.write(), old.trim()}, 1, MAX_BLOCK_BYTES);
    s.blockSizes = new BlockSizes(sizes[0], sizes[1], sizes[2]);
  }

  private static void setStartDelay(JobSettings s, OptionValue v) {
    String[] words = v.text().split("[-:]", 2);
    long first = v.nanos(words[0], SECONDS);
    long second = words.length == 1 ? first : v.nanos(words[1], SECONDS);
    s.startDelayMinNanos = Math.min(first, second);
    s.startDelayMaxNanos = Math.max(first, second);
  }

  private static void setPercentiles(JobSettings s, OptionValue v) {
    List<Double> percentiles = new ArrayList<>();
    for (String word : v.text().split(":", -1)) {
      double percentile;
      try {
        percentile = Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw v.error("'" + word + "' is not a number; expected percentiles such as 50:99:99.9");
      }
      if (!(percentile > 0 && percentile <= 100)) {
        throw v.error("'" + word + "' is out of range; expected more than 0, at most 100");
      }
      percentiles.add(percentile);
    }
    if (percentiles.size() > MAX_PERCENTILES) {
      throw v.error("more than " + MAX_PERCENTILES + " percentiles");
    }
    s.percentiles = percentiles.stream().sorted().toList();
  }

  /** The base takes effect before all other options, so here it is only checked. */
  private static void checkKbBase(JobSettings s, OptionValue v) {
    kbBase(v.assignment());
  }

  /** The value of a {@code kb_base} option: 1000 or 1024. */
  static int kbBase(Assignment assignment) {
    return switch (new OptionValue(assignment, JobSettings.DEFAULT_KB_BASE).text()) {
      case "1000" -> 1000;
      case "1024" -> 1024;
      default -> throw assignment.error("'" + assignment.value() + "' is neither 1000 nor 1024");
    };
  }

  private static Map<String, AccessMode> modes() {
    Map<String, AccessMode> modes = new LinkedHashMap<>();
    for (AccessMode mode : AccessMode.values()) {
      modes.put(mode.fioName(), mode);
    }
    modes.put("readwrite", AccessMode.RW);
    return modes;
  }

  private static Map<String, JobOption> byName() {
    Map<String, JobOption> options = new LinkedHashMap<>();
    for (JobOption option : ALL) {
      options.put(option.name(), option);
      option.aliases().forEach(alias -> options.put(alias, option));
    }
    return options;
  }
}
