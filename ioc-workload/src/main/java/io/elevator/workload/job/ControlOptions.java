package io.elevator.workload.job;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.elevator.workload.job.ControlSpec.Criterion;
import io.elevator.workload.job.ControlSpec.ErrorKind;
import io.elevator.workload.job.ControlSpec.ExitAll;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Options for the relations between jobs, and for the conditions that end a job. */
final class ControlOptions {
  private static final int MAX_CLONES = 1 << 16;

  /** Linux error numbers by name, for {@code ignore_error}. */
  private static final Map<String, Integer> ERRORS =
      Map.ofEntries(
          Map.entry("EIO", 5),
          Map.entry("EAGAIN", 11),
          Map.entry("ENOMEM", 12),
          Map.entry("EACCES", 13),
          Map.entry("EBUSY", 16),
          Map.entry("EINVAL", 22),
          Map.entry("EFBIG", 27),
          Map.entry("ENOSPC", 28),
          Map.entry("EROFS", 30),
          Map.entry("ETIME", 62),
          Map.entry("EILSEQ", 84),
          Map.entry("EOPNOTSUPP", 95),
          Map.entry("ETIMEDOUT", 110),
          Map.entry("EREMOTEIO", 121),
          Map.entry("EDQUOT", 122));

  private static final Map<String, ExitAll> EXITS = exits();
  private static final Map<String, Set<ErrorKind>> CONTINUES = continues();
  private static final Map<String, Criterion> CRITERIA = criteria();

  static final List<JobOption> ALL =
      List.of(
          JobOption.of("numjobs", (s, v) -> s.clones = v.number(1, MAX_CLONES)),
          JobOption.bare("thread", "threads", (s, v) -> v.flag()),
          JobOption.bare("stonewall", "wait_for_previous", (s, v) -> s.stonewall = v.flag()),
          JobOption.bare("new_group", (s, v) -> s.newGroup = v.flag()),
          JobOption.of("wait_for", (s, v) -> s.control.waitFor = v.text()),
          JobOption.of("flow", (s, v) -> s.control.flow = v.number(0, 1 << 20)),
          JobOption.of("flow_id", (s, v) -> s.control.flowId = v.number(0, Integer.MAX_VALUE)),
          JobOption.of("flow_sleep", (s, v) -> s.control.flowSleepNanos = v.nanos(MICROSECONDS)),
          JobOption.bare("exitall", (s, v) -> s.control.exitAll = v.flag()),
          JobOption.of("exit_what", (s, v) -> s.control.exitWhat = v.oneOf(v.text(), EXITS)),
          JobOption.bare("exitall_on_error", (s, v) -> s.control.exitAllOnError = v.flag()),
          JobOption.of(
              "continue_on_error", (s, v) -> s.control.continueOn = v.oneOf(v.text(), CONTINUES)),
          JobOption.of("ignore_error", ControlOptions::setIgnored),
          JobOption.of("error_dump", (s, v) -> s.control.errorDump = v.bool()),
          JobOption.of(
              "max_latency",
              (s, v) ->
                  s.control.maxLatency =
                      v.each(s.control.maxLatency, word -> v.nanos(word, MICROSECONDS))),
          JobOption.of("latency_target", (s, v) -> s.control.targetNanos = v.nanos(MICROSECONDS)),
          JobOption.of("latency_window", (s, v) -> s.control.windowNanos = v.nanos(MICROSECONDS)),
          JobOption.of(
              "latency_percentile",
              (s, v) -> s.control.targetPercentile = v.decimal(v.text(), 0.0001, 100)),
          JobOption.of("latency_run", (s, v) -> s.control.keepsRunning = v.bool()),
          JobOption.of("steadystate", "ss", ControlOptions::setSteady),
          JobOption.of(
              "steadystate_duration", "ss_dur", (s, v) -> s.control.steadyNanos = v.nanos(SECONDS)),
          JobOption.of(
              "steadystate_ramp_time",
              "ss_ramp",
              (s, v) -> s.control.steadyRampNanos = v.nanos(SECONDS)));

  private ControlOptions() {}

  private static Map<String, ExitAll> exits() {
    Map<String, ExitAll> exits = new LinkedHashMap<>();
    exits.put("group", ExitAll.GROUP);
    exits.put("stonewall", ExitAll.STONEWALL);
    exits.put("all", ExitAll.ALL);
    return exits;
  }

  private static Map<String, Set<ErrorKind>> continues() {
    Map<String, Set<ErrorKind>> kinds = new LinkedHashMap<>();
    kinds.put("none", Set.of());
    kinds.put("read", EnumSet.of(ErrorKind.READ));
    kinds.put("write", EnumSet.of(ErrorKind.WRITE));
    kinds.put("io", EnumSet.of(ErrorKind.READ, ErrorKind.WRITE));
    kinds.put("verify", EnumSet.of(ErrorKind.VERIFY));
    kinds.put("all", EnumSet.allOf(ErrorKind.class));
    kinds.put("0", Set.of());
    kinds.put("1", EnumSet.allOf(ErrorKind.class));
    return kinds;
  }

  private static Map<String, Criterion> criteria() {
    Map<String, Criterion> criteria = new LinkedHashMap<>();
    for (Criterion criterion : Criterion.values()) {
      criteria.put(criterion.fioName(), criterion);
    }
    return criteria;
  }

  /**
   * Sets the errors to ignore: lists for reads, writes and verification, separated by commas, each
   * with its errors separated by colons.
   */
  private static void setIgnored(JobSettings s, OptionValue v) {
    List<Set<Integer>> ignored = new ArrayList<>(ControlSpec.NONE.ignored());
    String[] kinds = v.text().split(",", -1);
    if (kinds.length > ignored.size()) {
      throw v.error("more than three lists; expected those of reads, writes and verification");
    }
    for (int i = 0; i < kinds.length; i++) {
      Set<Integer> numbers = new HashSet<>();
      for (String word : kinds[i].split(":", -1)) {
        if (!word.isEmpty()) {
          Integer known = ERRORS.get(word);
          numbers.add(known != null ? known : (int) v.number(word, 1, 4095));
        }
      }
      ignored.set(i, Set.copyOf(numbers));
    }
    s.control.ignored = ignored;
  }

  private static void setSteady(JobSettings s, OptionValue v) {
    String[] words = v.text().split(":", 2);
    s.control.criterion = v.oneOf(words[0], CRITERIA);
    if (words.length == 1) {
      throw v.error("the limit is missing; expected one such as " + words[0] + ":2%");
    }
    s.control.steadyPercent = words[1].endsWith("%");
    String number =
        s.control.steadyPercent ? words[1].substring(0, words[1].length() - 1) : words[1];
    s.control.steadyLimit = v.decimal(number, 0, 1e15);
  }
}
