package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Part of the table of job options: options that belong together, and rules for their combinations.
 * The constructor of a subclass fills it; after that it does not change.
 */
abstract class OptionGroup {
  private record Rule(
      JobOption<?> option, Predicate<JobSettings> broken, Function<JobSettings, String> message) {}

  private record Note(Predicate<JobSettings> condition, Function<JobSettings, String> message) {}

  private final String title;
  private final List<JobOption<?>> options = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /** Creates an empty group with its heading in {@code docs/jobs.md}. */
  OptionGroup(String title) {
    this.title = title;
  }

  final String title() {
    return title;
  }

  final List<JobOption<?>> options() {
    return options;
  }

  /** Option that still lacks its meaning, without which it is not in the group. */
  interface Draft<T> {
    /** Adds the option to the group, with sentences for {@code docs/jobs.md}. */
    JobOption<T> means(String meaning);
  }

  /**
   * Begins an option whose default can be written in a job file.
   *
   * @param names names of the option, separated by blanks
   * @param byDefault default as a job file would state it
   */
  final <T> Draft<T> option(String names, OptionType<T> type, String byDefault) {
    Assignment assignment = new Assignment(SourcePosition.commandLine("default"), names, byDefault);
    T value = type.parse(new OptionText(assignment, OptionText.DEFAULT_KB_BASE));
    return option(names, type, value, "`" + byDefault + "`");
  }

  /** Begins an option whose default cannot be written in a job file; {@code shown} describes it. */
  final <T> Draft<T> option(String names, OptionType<T> type, T byDefault, String shown) {
    return draft(names, type, byDefault, shown, List.of());
  }

  /** Begins an option without a default. */
  final <T> Draft<T> option(String names, OptionType<T> type) {
    return draft(names, type, null, "", List.of());
  }

  /** Begins an option that sets the values of {@code targets}; the later assignment counts. */
  final <T> Draft<T> setting(List<JobOption<T>> targets, String names, OptionType<T> type) {
    return draft(names, type, null, "", targets);
  }

  /** Adds an option that is accepted and ignored, for {@code reason}. */
  final void withoutEffect(String names, OptionType<?> type, String reason) {
    option(names, type).means("No effect: " + reason);
  }

  private <T> Draft<T> draft(
      String names,
      OptionType<T> type,
      @Nullable T byDefault,
      String shown,
      List<JobOption<T>> targets) {
    return meaning -> {
      List<String> list = Arrays.asList(names.split(" ", -1));
      JobOption<T> option = new JobOption<>(list, type, byDefault, shown, meaning, targets);
      options.add(option);
      return option;
    };
  }

  /**
   * Adds a rule: a job for which {@code broken} is true is refused, with {@code message} at the
   * position of {@code option}.
   */
  final void refuse(JobOption<?> option, String message, Predicate<JobSettings> broken) {
    refuse(option, broken, job -> message);
  }

  /** Adds a rule whose message depends on the job. */
  final void refuse(
      JobOption<?> option, Predicate<JobSettings> broken, Function<JobSettings, String> message) {
    rules.add(new Rule(option, broken, message));
  }

  /** Adds a note for readers of the report about each job for which {@code condition} is true. */
  final void note(Predicate<JobSettings> condition, Function<JobSettings, String> message) {
    notes.add(new Note(condition, message));
  }

  /**
   * Checks the combinations of options of {@code job}, and adds its notes to {@code to}.
   *
   * @throws io.elevator.workload.input.UserError if the job breaks a rule
   */
  final void check(JobSettings job, List<String> to) {
    for (Rule rule : rules) {
      if (rule.broken.test(job)) {
        throw job.error(rule.option, rule.message.apply(job));
      }
    }
    for (Note note : notes) {
      if (note.condition.test(job)) {
        to.add(job.name() + ": " + note.message.apply(job));
      }
    }
  }
}
