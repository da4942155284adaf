package io.elevator.workload.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entry of the table of job options: everything that {@code ioc} knows about one option. Any option
 * may stand in any section of a job file and on the command line.
 *
 * @param names names of the option; the first is the one that fio's manual lists first
 * @param type type of the value
 * @param defaultValue value unless the option is given, null for none
 * @param defaultText the default as a job file would state it, in backquotes, or a description of
 *     it; empty for none
 * @param meaning sentences for {@code docs/jobs.md}, in Markdown: what the option does, and where
 *     it differs from fio
 * @param targets options whose values this option sets instead of its own; empty if it sets its own
 * @param <T> type of the value
 */
record JobOption<T>(
    List<String> names,
    OptionType<T> type,
    @Nullable T defaultValue,
    String defaultText,
    String meaning,
    List<JobOption<T>> targets) {
  /** Returns the name of this option that fio's manual lists first. */
  String name() {
    return names.getFirst();
  }
}
