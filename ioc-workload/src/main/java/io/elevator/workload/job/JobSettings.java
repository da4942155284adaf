package io.elevator.workload.job;

import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values of the options of one job section. An option that is not given has its default. Not
 * thread-safe.
 */
final class JobSettings {
  private final SourcePosition position;
  private final String sectionName;
  private final int kbBase;
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Assignment> given = new HashMap<>();

  /**
   * Creates settings in which all options have their defaults.
   *
   * @param position position of the section's header
   * @param kbBase base of the units of all numbers of the job, 1000 or 1024
   */
  JobSettings(SourcePosition position, String sectionName, int kbBase) {
    this.position = position;
    this.sectionName = sectionName;
    this.kbBase = kbBase;
  }

  /** Sets the option that an assignment names to its value. */
  void set(Assignment assignment) {
    set(JobOptions.find(assignment), assignment);
  }

  private <T> void set(JobOption<T> option, Assignment assignment) {
    OptionText text = new OptionText(assignment, kbBase);
    List<JobOption<T>> targets = option.targets().isEmpty() ? List.of(option) : option.targets();
    for (JobOption<T> target : targets) {
      values.put(target.name(), option.type().parser().parse(text, find(target)));
      given.put(target.name(), assignment);
    }
    given.put(option.name(), assignment);
  }

  /** Returns the value of an option, or its default; null if it has neither. */
  @SuppressWarnings("unchecked") // Only set puts values, of their option's type.
  <T> @Nullable T find(JobOption<T> option) {
    Object value = values.get(option.name());
    return value == null ? option.defaultValue() : (T) value;
  }

  /** Returns the value of an option that has a default. */
  <T> T get(JobOption<T> option) {
    return Objects.requireNonNull(find(option), option.name());
  }

  /**
   * Returns the name of the job: that of the section, unless the option {@code name} sets another.
   */
  String name() {
    return Objects.requireNonNullElse(find(JobOptions.NAME.name), sectionName);
  }

  /** Returns the position of the section's header in the job file. */
  SourcePosition position() {
    return position;
  }

  /** Returns the options that were given, for errors that are found later. */
  GivenOptions givenOptions() {
    return new GivenOptions(position, name(), given);
  }

  /**
   * Returns an error at the position where an option was set; at the section's header if the option
   * was not set.
   */
  UserError error(JobOption<?> option, String message) {
    Assignment assignment = given.get(option.name());
    return assignment == null
        ? position.error("job " + Assignment.quoted(name()) + ": " + message)
        : assignment.error(message);
  }
}
