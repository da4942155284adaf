package io.elevator.workload.job;

import io.elevator.api.PriorityClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the block layer of one job, filled in by its options; the initial values are
 * fio's defaults.
 */
final class LayerSettings {
  /** Greatest hint of an I/O priority, which has ten bits for it. */
  private static final int MAX_HINT = 1023;

  @Nullable IoEngine engine;
  boolean direct;
  int nice;
  @Nullable PriorityClass priorityClass;
  @Nullable Integer priorityLevel;
  List<Integer> commandPercents = List.of(0, 0);
  List<PriorityClass> commandClasses = List.of(PriorityClass.REALTIME, PriorityClass.REALTIME);
  List<Integer> commandLevels = List.of(0, 0);
  List<String> commandSplits = List.of("", "");

  @Nullable String elevator;
  final Map<String, String> attributes = new LinkedHashMap<>();
  @Nullable String ioContext;
  @Nullable String group;
  @Nullable Integer weight;
  @Nullable String driver;

  boolean synchronous() {
    return engine != null && engine.synchronous();
  }

  /** Checks combinations of options. */
  void check(JobSettings job) {
    boolean split = commandSplits.stream().anyMatch(text -> !text.isEmpty());
    if (split && commandPercents.stream().anyMatch(percent -> percent > 0)) {
      throw job.error("cmdprio_bssplit", "cmdprio_percentage is given, too; expected one of them");
    }
    if (weight != null && group == null) {
      throw job.error("weight", "it is that of a group, and the job names none; expected group=");
    }
    commandPriority(job, 0);
    commandPriority(job, 1);
  }

  /**
   * Returns the priority class. A level without a class means best effort, the only class with
   * levels that needs no privilege.
   */
  PriorityClass effectiveClass() {
    if (priorityClass != null) {
      return priorityClass;
    }
    return priorityLevel == null ? PriorityClass.NONE : PriorityClass.BEST_EFFORT;
  }

  /** Returns the priorities of single reads (index 0) or writes (index 1). */
  CommandPriority commandPriority(JobSettings job, int index) {
    String text = commandSplits.get(index);
    PriorityClass defaultClass = commandClasses.get(index);
    int defaultLevel = commandLevels.get(index);
    if (text.isEmpty()) {
      int percent = commandPercents.get(index);
      return percent == 0
          ? CommandPriority.NONE
          : new CommandPriority(
              List.of(new CommandPriority.Share(0, percent, defaultClass, defaultLevel)));
    }
    OptionValue value = job.value("cmdprio_bssplit");
    List<CommandPriority.Share> shares = new ArrayList<>();
    Map<Integer, Integer> sums = new LinkedHashMap<>();
    for (String part : text.split(":", -1)) {
      String[] words = part.split("/", -1);
      if (words.length != 2 && words.length != 4 && words.length != 5) {
        throw value.error("'" + part + "' is not SIZE/PERCENT or SIZE/PERCENT/CLASS/LEVEL[/HINT]");
      }
      if (words.length == 5) {
        // fio versions after 3.33 accept a hint for drives with duration limits. It is checked and
        // ignored.
        value.number(words[4], 0, MAX_HINT);
      }
      int bytes = (int) value.number(words[0], 1, Integer.MAX_VALUE);
      int percent = (int) value.number(words[1], 0, 100);
      if (sums.merge(bytes, percent, Integer::sum) > 100) {
        throw value.error("the percentages of " + words[0] + " add up to more than 100");
      }
      shares.add(
          new CommandPriority.Share(
              bytes,
              percent,
              words.length == 2
                  ? defaultClass
                  : PriorityClass.of((int) value.number(words[2], 0, 3)),
              words.length == 2 ? defaultLevel : (int) value.number(words[3], 0, 7)));
    }
    return new CommandPriority(shares);
  }

  LayerSpec spec() {
    return new LayerSpec(elevator, attributes, ioContext, group, weight, driver);
  }
}
