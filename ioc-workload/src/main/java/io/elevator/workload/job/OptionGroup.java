package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Part of the table of job options: options that belong together, and the rules for combining them.
 * The constructor of a subclass fills the group; after that the group does not change.
 */
abstract class OptionGroup {
  private record Rule(
      JobOption<?> option, Predicate<JobSettings> broken, Function<JobSettings, String> message) {}

  private record Note(Predicate<JobSettings> condition, Function<JobSettings, String> message) {}

  private final String title;
  private final List<JobOption<?>> options = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /**
   * Creates an empty group of options.
   *
   * @param title heading of the group in {@code docs/jobs.md}
   */
  OptionGroup(String title) {
    this.title = title;
  }

  final String title() {
    return title;
  }

  final List<JobOption<?>> options() {
    return options;
  }

  /** An option that is not in the group yet, because its description is missing. */
  interface Draft<T> {
    /**
     * Adds the option to the group.
     *
     * @param meaning description of the option, as sentences for {@code docs/jobs.md}
     */
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

  /**
   * Begins an option whose default cannot be written in a job file.
   *
   * @param names names of the option, separated by blanks
   * @param byDefault default
   * @param shown description of the default for {@code docs/jobs.md}
   */
  final <T> Draft<T> option(String names, OptionType<T> type, T byDefault, String shown) {
    return draft(names, type, byDefault, shown, List.of());
  }

  /** Begins an option without a default. */
  final <T> Draft<T> option(String names, OptionType<T> type) {
    return draft(names, type, null, "", List.of());
  }

  /**
   * Begins an option that sets the values of other options and has no value of its own. The later
   * assignment of a value counts.
   *
   * @param targets options whose values it sets
   */
  final <T> Draft<T> setting(List<JobOption<T>> targets, String names, OptionType<T> type) {
    return draft(names, type, null, "", targets);
  }

  /**
   * Adds an option that is accepted and ignored.
   *
   * @param reason reason, for {@code docs/jobs.md}
   */
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
   * Adds a rule for combining options.
   *
   * @param option option at whose position the error is reported
   * @param message message of the error
   * @param broken predicate that is true for a job that breaks the rule and is refused
   */
  final void refuse(JobOption<?> option, String message, Predicate<JobSettings> broken) {
    refuse(option, broken, job -> message);
  }

  /** Adds a rule for combining options. Its message depends on the job that breaks it. */
  final void refuse(
      JobOption<?> option, Predicate<JobSettings> broken, Function<JobSettings, String> message) {
    rules.add(new Rule(option, broken, message));
  }

  /**
   * Adds a note for readers of the report. It appears for each job for which {@code condition} is
   * true.
   */
  final void note(Predicate<JobSettings> condition, Function<JobSettings, String> message) {
    notes.add(new Note(condition, message));
  }

  /**
   * Checks that a job breaks no rule of this group, and adds its notes to {@code to}.
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
