package io.elevator.workload.job;

import io.elevator.api.Group;
import io.elevator.api.PriorityClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Options for the block layer: engine, priorities, and options that only {@code ioc} has. */
final class LayerOptions {
  static final List<JobOption> ALL =
      List.of(
          JobOption.of("ioengine", (s, v) -> s.layer.engine = engine(v)),
          JobOption.of("direct", (s, v) -> s.layer.direct = v.bool()),
          JobOption.of("buffered", (s, v) -> s.layer.direct = !v.bool()),
          JobOption.of("nice", LayerOptions::setNice),
          JobOption.of(
              "prioclass", (s, v) -> s.layer.priorityClass = PriorityClass.of(v.number(0, 3))),
          JobOption.of("prio", (s, v) -> s.layer.priorityLevel = v.number(0, 7)),
          JobOption.of(
              "cmdprio_percentage",
              (s, v) -> s.layer.commandPercents = two(v, word -> (int) v.number(word, 0, 100))),
          JobOption.of(
              "cmdprio_class",
              (s, v) ->
                  s.layer.commandClasses =
                      two(v, word -> PriorityClass.of((int) v.number(word, 0, 3)))),
          JobOption.of(
              "cmdprio",
              (s, v) -> s.layer.commandLevels = two(v, word -> (int) v.number(word, 0, 7))),
          JobOption.of("cmdprio_bssplit", (s, v) -> s.layer.commandSplits = two(v, word -> word)),
          // fio does not have the following options.
          JobOption.of("elevator", (s, v) -> s.layer.elevator = v.text()),
          JobOption.of("elevator_attr", LayerOptions::addAttributes),
          JobOption.of("iocontext", (s, v) -> s.layer.ioContext = v.text()),
          JobOption.of("group", LayerOptions::setGroup),
          JobOption.of(
              "weight", (s, v) -> s.layer.weight = v.number(Group.MIN_WEIGHT, Group.MAX_WEIGHT)),
          JobOption.of("driver", (s, v) -> s.layer.driver = v.text()));

  private LayerOptions() {}

  private static IoEngine engine(OptionValue v) {
    String name = v.text();
    if (!IoEngine.BY_NAME.containsKey(name) && IoEngine.FOREIGN.contains(name)) {
      throw v.error(
          "the engine '"
              + name
              + "' has no block device to schedule; expected one of "
              + String.join(", ", IoEngine.BY_NAME.keySet()));
    }
    return v.oneOf(name, IoEngine.BY_NAME);
  }

  private static void setNice(JobSettings s, OptionValue v) {
    String word = v.text();
    boolean negative = word.startsWith("-");
    int number = (int) v.number(negative ? word.substring(1) : word, 0, negative ? 20 : 19);
    s.layer.nice = negative ? -number : number;
  }

  /** Returns one value for reads and one for writes; a single value applies to both. */
  private static <T> List<T> two(OptionValue v, Function<String, T> parser) {
    String[] words = v.text().split(",", -1);
    if (words.length > 2) {
      throw v.error("more than two values; expected those of reads and writes");
    }
    List<T> values = new ArrayList<>();
    for (String word : words) {
      values.add(parser.apply(word));
    }
    if (values.size() == 1) {
      values.add(values.getFirst());
    }
    return values;
  }

  /** Adds tunables, separated by commas, to those given before. */
  private static void addAttributes(JobSettings s, OptionValue v) {
    for (String word : v.text().split(",", -1)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw v.error("'" + word + "' is not of the form ATTR=VALUE");
      }
      s.layer.attributes.put(word.substring(0, equals).strip(), word.substring(equals + 1).strip());
    }
  }

  private static void setGroup(JobSettings s, OptionValue v) {
    for (String name : v.text().split("/", -1)) {
      if (name.isEmpty()) {
        throw v.error("an empty name; expected names separated by '/', such as tenants/a");
      }
    }
    s.layer.group = v.text();
  }
}
