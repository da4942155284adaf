package io.elevator.workload.job;

import io.elevator.api.PriorityClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way one job's I/Os take, while its options are being collected; fio's defaults. */
final class LayerSettings {
  /** Greatest hint beside an I/O priority, which has ten bits for it. */
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

  /** Checks what single options can not know. */
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

  /** A level without a class is one of best effort, the class that uses levels for everybody. */
  PriorityClass effectiveClass() {
    if (priorityClass != null) {
      return priorityClass;
    }
    return priorityLevel == null ? PriorityClass.NONE : PriorityClass.BEST_EFFORT;
  }

  /** Which reads (0) or writes (1) get a priority of their own. */
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
        // Newer than fio 3.33: a hint for drives with limits of duration, of which there are none.
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
