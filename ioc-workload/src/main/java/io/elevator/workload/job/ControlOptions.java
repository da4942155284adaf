package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.choice;
import static io.elevator.workload.job.OptionType.decimal;
import static io.elevator.workload.job.OptionType.each;
import static io.elevator.workload.job.OptionType.flag;
import static io.elevator.workload.job.OptionType.text;
import static io.elevator.workload.job.OptionType.time;
import static io.elevator.workload.job.OptionType.whole;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.elevator.workload.job.ControlSpec.Criterion;
import io.elevator.workload.job.ControlSpec.ErrorKind;
import io.elevator.workload.job.ControlSpec.ExitAll;
import io.elevator.workload.job.ControlSpec.LatencyTarget;
import io.elevator.workload.job.ControlSpec.SteadyState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Job options for the relations between jobs, and for the conditions that end a job. */
final class ControlOptions extends OptionGroup {
  private static final int MAX_CLONES = 1 << 16;

  /** Errors to ignore by default: empty lists for reads, writes and verification. */
  private static final List<Set<Integer>> NO_ERRORS = List.of(Set.of(), Set.of(), Set.of());

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

  private static final OptionType<Criterion> CRITERION =
      choice(
          Stream.of(Criterion.values()).map(Criterion::fioName).collect(Collectors.joining(" ")),
          Criterion.values());

  private static final OptionType<Set<ErrorKind>> ERROR_KINDS =
      OptionType.<Set<ErrorKind>>choice(
          "none read write io verify all 0 1",
          Set.of(),
          EnumSet.of(ErrorKind.READ),
          EnumSet.of(ErrorKind.WRITE),
          EnumSet.of(ErrorKind.READ, ErrorKind.WRITE),
          EnumSet.of(ErrorKind.VERIFY),
          EnumSet.allOf(ErrorKind.class),
          Set.of(),
          EnumSet.allOf(ErrorKind.class));

  /**
   * Value of the option {@code steadystate}.
   *
   * @param criterion value that is judged, and how
   * @param limit limit of that value
   * @param percent whether the limit is a percentage
   */
  private record SteadyLimit(Criterion criterion, double limit, boolean percent) {}

  final JobOption<Integer> numjobs =
      option("numjobs", whole(1, MAX_CLONES), "1")
          .means("Clones, each a task with its own I/O context");
  final JobOption<Boolean> stonewall =
      option("stonewall wait_for_previous", flag(), "0")
          .means("The job begins when all jobs before it have ended, as in fio");
  final JobOption<Boolean> newGroup =
      option("new_group", flag(), "0").means("The job begins a reporting group, as in fio");
  final JobOption<String> waitFor =
      option("wait_for", text()).means("Name of the earlier job whose end the job waits for");
  private final JobOption<Integer> flow =
      option("flow", whole(0, 1 << 20), "0")
          .means(
              "As in fio: jobs of a flow do I/Os in proportion to these weights, counted anew when a"
                  + " job begins later; 0: no flow");
  private final JobOption<Integer> flowId =
      option("flow_id", whole(0, Integer.MAX_VALUE), "0").means("Number of the flow");
  private final JobOption<Long> flowSleep =
      option("flow_sleep", time(MICROSECONDS), 0L, "`50us`")
          .means(
              "Time after which a job that is ahead of its flow looks again; longer while no job of"
                  + " the flow does I/O");
  private final JobOption<Boolean> exitall =
      option("exitall", flag(), "0").means("Other jobs end with this job, as in fio");
  private final JobOption<ExitAll> exitWhat =
      option(
              "exit_what",
              choice("group stonewall all", ExitAll.GROUP, ExitAll.STONEWALL, ExitAll.ALL),
              "group")
          .means(
              "Jobs that `exitall` ends, as in fio: those of the reporting group, those that run,"
                  + " or all");
  private final JobOption<Boolean> exitallOnError =
      option("exitall_on_error", flag(), "0").means("All jobs end when this job fails, as in fio");
  private final JobOption<Set<ErrorKind>> continueOnError =
      option("continue_on_error", ERROR_KINDS, "none")
          .means("I/Os whose errors do not end the job");
  private final JobOption<List<Set<Integer>>> ignoreError =
      option(
              "ignore_error",
              OptionType.of("reads, writes and verification: `error:…`", ControlOptions::ignored),
              NO_ERRORS,
              "")
          .means("Errors that are ignored: names such as `EIO`, or numbers");
  private final JobOption<List<Long>> maxLatency =
      option("max_latency", each(time(MICROSECONDS)), "0")
          .means("An I/O that takes longer fails the job; 0: no limit");
  private final JobOption<Long> latencyTarget =
      option("latency_target", time(MICROSECONDS), "0")
          .means(
              "The job searches for the greatest depth with this latency; 0: no search. The depth"
                  + " is found by halving the range, one `latency_window` for each step");
  private final JobOption<Long> latencyWindow =
      option("latency_window", time(MICROSECONDS), "0")
          .means("Time for which each depth is tried; `latency_target` needs it");
  private final JobOption<Double> latencyPercentile =
      option("latency_percentile", decimal(0.0001, 100), "100")
          .means("Share of I/Os that have to meet `latency_target`, in percent");
  private final JobOption<Boolean> latencyRun =
      option("latency_run", bool(), "0")
          .means("1: the job continues after the search and goes on adapting the depth");
  private final JobOption<SteadyLimit> steadystate =
      option(
              "steadystate ss",
              OptionType.of(
                  CRITERION.values() + ", with `:LIMIT` or `:PERCENT%`", ControlOptions::steady))
          .means(
              "Ends the job when its IOPS or bandwidth, a sample a second, stay within the limit of"
                  + " their mean; with `_slope`, when the slope of a line through the samples is"
                  + " within the limit");
  private final JobOption<Long> steadystateDuration =
      option("steadystate_duration ss_dur", time(SECONDS), "0")
          .means("Length of the window that is judged; `steadystate` has no effect without it");
  private final JobOption<Long> steadystateRampTime =
      option("steadystate_ramp_time ss_ramp", time(SECONDS), "0")
          .means("Time before the first window");

  ControlOptions() {
    super("Several jobs, ends and errors");
    withoutEffect("thread threads", flag(), "jobs are tasks of one process either way");
    withoutEffect("error_dump", bool(), "errors are always shown");

    refuse(
        latencyTarget,
        "it needs a latency_window",
        job -> job.get(latencyTarget) > 0 && job.get(latencyWindow) == 0);
    note(
        job -> job.find(steadystate) != null && job.get(steadystateDuration) == 0,
        job -> "steadystate has no effect without steadystate_duration");
  }

  /**
   * Parses the value of {@code ignore_error}: lists of errors for reads, writes and verification,
   * separated by commas. The errors of a list are separated by colons.
   */
  private static List<Set<Integer>> ignored(OptionText text) {
    List<Set<Integer>> ignored = new ArrayList<>(NO_ERRORS);
    String[] kinds = text.text().split(",", -1);
    if (kinds.length > NO_ERRORS.size()) {
      throw text.error("more than three lists; expected those of reads, writes and verification");
    }
    for (int i = 0; i < kinds.length; i++) {
      Set<Integer> numbers = new HashSet<>();
      for (String word : kinds[i].split(":", -1)) {
        if (!word.isEmpty()) {
          Integer known = ERRORS.get(word);
          numbers.add(known != null ? known : text.part(word).number(1, 4095));
        }
      }
      ignored.set(i, Set.copyOf(numbers));
    }
    return ignored;
  }

  private static SteadyLimit steady(OptionText text) {
    String[] words = text.text().split(":", 2);
    Criterion criterion = CRITERION.parse(text.part(words[0]));
    if (words.length == 1) {
      throw text.error("the limit is missing; expected one such as " + words[0] + ":2%");
    }
    boolean percent = words[1].endsWith("%");
    String limit = percent ? words[1].substring(0, words[1].length() - 1) : words[1];
    return new SteadyLimit(criterion, text.part(limit).decimal(0, 1e15), percent);
  }

  ControlSpec spec(JobSettings job) {
    return new ControlSpec(
        job.find(waitFor),
        job.get(flow),
        job.get(flowId),
        job.get(flowSleep),
        job.get(exitall) ? job.get(exitWhat) : ExitAll.NONE,
        job.get(exitallOnError),
        job.get(continueOnError),
        job.get(ignoreError),
        job.get(maxLatency),
        latencyTarget(job),
        steadyState(job));
  }

  private @Nullable LatencyTarget latencyTarget(JobSettings job) {
    long nanos = job.get(latencyTarget);
    return nanos == 0
        ? null
        : new LatencyTarget(
            nanos, job.get(latencyWindow), job.get(latencyPercentile), job.get(latencyRun));
  }

  private @Nullable SteadyState steadyState(JobSettings job) {
    SteadyLimit steady = job.find(steadystate);
    long nanos = job.get(steadystateDuration);
    return steady == null || nanos == 0
        ? null
        : new SteadyState(
            steady.criterion, steady.limit, steady.percent, nanos, job.get(steadystateRampTime));
  }
}
