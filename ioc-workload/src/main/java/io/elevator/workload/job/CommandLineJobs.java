package io.elevator.workload.job;

import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Job options on the command line, such as {@code --bs=8k}. As in fio, {@code --name} begins a job,
 * and options before the first {@code --name} apply to all jobs. Without any {@code --name} the
 * options override those of a job file.
 */
public final class CommandLineJobs {
  /** Pattern of a job option with one dash and a name of at least two characters. */
  private static final Pattern SHORT = Pattern.compile("-[a-z][a-z0-9_-]+(=|$)");

  private final List<Section> sections = new ArrayList<>();
  private final List<Assignment> before = new ArrayList<>();

  /**
   * Parses the job options of the command line.
   *
   * @param words words of the command line that are job options
   * @param others other options of the command, suggested for a misspelt option
   * @throws UserError if a word is no job option
   */
  public CommandLineJobs(List<String> words, Collection<String> others) {
    List<Assignment> current = before;
    String name = null;
    for (String word : words) {
      if (isAccepted(word)) {
        continue;
      }
      Assignment assignment = assignment(word, others);
      if (assignment.name().equals("name")) {
        add(name, current);
        name = new OptionText(assignment, OptionText.DEFAULT_KB_BASE).text();
        current = new ArrayList<>(List.of(assignment));
      } else {
        current.add(assignment);
      }
    }
    add(name, current);
  }

  /**
   * Returns the words of the command line with all job options in the form {@code --bs=8k}. As in
   * fio, {@code -bs=8k} means the same. The two words {@code --bs 8k} are joined if the option
   * needs a value, so that the parser of the command's other options does not take the value for an
   * argument.
   *
   * @param others options of the command that are not job options
   * @throws UserError if a word is a fio option with another meaning here
   */
  public static List<String> joined(List<String> words, Collection<String> others) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = SHORT.matcher(words.get(i)).lookingAt() ? "-" + words.get(i) : words.get(i);
      if (word.startsWith("--debug=")) {
        throw refused("debug", Objects.requireNonNull(FioCommandLine.refusal("debug")));
      }
      boolean lacksValue =
          word.startsWith("--") && !others.contains(word) && needsValue(word.substring(2));
      joined.add(lacksValue && i + 1 < words.size() ? word + "=" + words.get(++i) : word);
    }
    return joined;
  }

  private static boolean needsValue(String name) {
    return JobOptions.needsValue(name) || FioCommandLine.accepts(name);
  }

  private static UserError refused(String name, String reason) {
    return new UserError("--" + name + ": fio has this option, ioc does not: " + reason);
  }

  private void add(@Nullable String name, List<Assignment> assignments) {
    if (name != null) {
      sections.add(new Section(SourcePosition.commandLine("--name=" + name), name, assignments));
    }
  }

  /** Returns whether a word is an option of fio's command line that is accepted without effect. */
  private static boolean isAccepted(String word) {
    int equals = word.indexOf('=');
    return word.startsWith("--") && equals > 0 && FioCommandLine.accepts(word.substring(2, equals));
  }

  private static Assignment assignment(String word, Collection<String> others) {
    if (!word.startsWith("--") || word.length() == 2) {
      throw new UserError("'" + word + "' was not expected; job options are of the form --bs=8k");
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    String value = equals < 0 ? null : Keywords.replace(word.substring(equals + 1));
    Assignment assignment = new Assignment(SourcePosition.commandLine("--" + name), name, value);
    if (!JobOptions.isKnown(name)) {
      String reason = FioCommandLine.refusal(name);
      if (reason != null) {
        throw refused(name, reason);
      }
      List<String> candidates = new ArrayList<>(others);
      JobOptions.names().forEach(known -> candidates.add("--" + known));
      throw new UserError(
          "no such option: '--" + name + "'" + NearestName.hint("--" + name, candidates));
    }
    JobOption<?> option = JobOptions.find(assignment);
    if (value == null && !option.type().bare()) {
      throw new UserError("--" + name + ": the option needs a value: --" + name + "=VALUE");
    }
    return assignment;
  }

  /** Returns whether the command line defines jobs of its own, with {@code --name}. */
  public boolean hasJobs() {
    return !sections.isEmpty();
  }

  /** Returns the jobs that the command line defines, in the form of a job file. */
  public JobFile jobs() {
    List<Section> all = new ArrayList<>();
    all.add(new Section(SourcePosition.commandLine("the command line"), "global", before));
    all.addAll(sections);
    return new JobFile("the command line", all);
  }

  /** Returns the job options of the command line that override those of every job of a job file. */
  public List<Assignment> overrides() {
    return List.copyOf(before);
  }
}
