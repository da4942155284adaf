package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.percent;
import static io.elevator.workload.job.OptionType.readsAndWrites;
import static io.elevator.workload.job.OptionType.text;
import static io.elevator.workload.job.OptionType.whole;

import io.elevator.api.Group;
import io.elevator.api.PriorityClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Job options for the block layer: engine, priorities, and options that only {@code ioc} has. */
final class LayerOptions extends OptionGroup {
  /** Greatest hint of an I/O priority; a priority has ten bits for the hint. */
  private static final int MAX_HINT = 1023;

  private static final OptionType<Integer> LEVEL = whole(0, 7);
  private static final OptionType<PriorityClass> CLASS = whole(0, 3).map(PriorityClass::of);

  /**
   * One share in the value of {@code cmdprio_bssplit}.
   *
   * @param priorityClass class, null for that of {@code cmdprio_class}
   * @param level level within the class, null for that of {@code cmdprio}
   */
  private record Share(
      int bytes, int percent, @Nullable PriorityClass priorityClass, @Nullable Integer level) {}

  final JobOption<IoEngine> ioengine =
      option(
              "ioengine",
              OptionType.of(
                  "`" + String.join("`, `", IoEngine.BY_NAME.keySet()) + "`", LayerOptions::engine))
          .means(
              "Selects a driver unless `driver` or `--driver` names one: `io_uring` → `uring`;"
                  + " `null` → `null`; all others → `file`. Engines without a block device are"
                  + " refused by name");
  final JobOption<Boolean> direct =
      option("direct", bool(), "0")
          .means("As in fio; where direct I/O is refused the report notes that it was buffered");
  final JobOption<Boolean> buffered =
      setting(List.of(direct), "buffered", bool().map(buffered -> !buffered))
          .means("The opposite of `direct`");
  private final JobOption<PriorityClass> prioclass =
      option("prioclass", CLASS)
          .means(
              "Priority class: 0 none, 1 real time, 2 best effort, 3 idle. Real time needs no"
                  + " privilege here, as the elevator in this process orders requests");
  private final JobOption<Integer> prio =
      option("prio", LEVEL)
          .means("Level within the class, 0 the highest; alone it means best effort");
  private final JobOption<List<Integer>> cmdprioPercentage =
      option("cmdprio_percentage", readsAndWrites(percent()), "0")
          .means(
              "Share of I/Os that get a priority of their own, as in fio, for every driver, direct"
                  + " or not");
  private final JobOption<List<PriorityClass>> cmdprioClass =
      option("cmdprio_class", readsAndWrites(CLASS), "1")
          .means("Priority class of the I/Os of `cmdprio_percentage`");
  private final JobOption<List<Integer>> cmdprio =
      option("cmdprio", readsAndWrites(LEVEL), "0")
          .means("Level of the I/Os of `cmdprio_percentage`");
  private final JobOption<List<List<Share>>> cmdprioBssplit =
      option(
              "cmdprio_bssplit",
              readsAndWrites(OptionType.of("`size/percent[/class/level]:…`", LayerOptions::shares)))
          .means(
              "Shares by block size, in place of `cmdprio_percentage`; a hint (`4k/50/1/0/7`) has"
                  + " no effect");
  private final JobOption<Integer> nice =
      option("nice", OptionType.of("-20 to 19", LayerOptions::nice), "0")
          .means("Nice value of the task, which gives its priority if none is set");
  private final JobOption<String> elevator =
      option("elevator", text())
          .means(
              "ioc only: elevator of the job's drives. Jobs on one drive have to agree, and"
                  + " `--elevator` wins");
  private final JobOption<Map<String, String>> elevatorAttr =
      option(
              "elevator_attr",
              new OptionType<>("`ATTR=VALUE,…`", false, LayerOptions::attributes),
              Map.of(),
              "")
          .means("ioc only: attributes of that elevator; several lines add up");
  private final JobOption<String> iocontext =
      option("iocontext", text())
          .means(
              "ioc only: jobs with the same name share one I/O context, as `CLONE_IO` tasks do,"
                  + " over all phases");
  private final JobOption<String> groupPath =
      option("group", OptionType.of("names with `/` between them", LayerOptions::group))
          .means(
              "ioc only: group of the task, `tenants/a` for one in another. BFQ shares drives"
                  + " between groups");
  private final JobOption<Integer> weight =
      option("weight", whole(Group.MIN_WEIGHT, Group.MAX_WEIGHT))
          .means("ioc only: weight of the group, which the job has to name");
  private final JobOption<String> driver =
      option("driver", text())
          .means(
              "ioc only: as `--driver`, for this job. Simulated and real drives do not mix in one"
                  + " run");

  LayerOptions() {
    super("Elevator, driver and priority");

    refuse(
        cmdprioBssplit,
        "cmdprio_percentage is given, too; expected one of them",
        job ->
            splits(job).stream().anyMatch(shares -> !shares.isEmpty())
                && job.get(cmdprioPercentage).stream().anyMatch(percent -> percent > 0));
    refuse(
        weight,
        "it is that of a group, and the job names none; expected group=",
        job -> job.find(weight) != null && job.find(groupPath) == null);
  }

  private static IoEngine engine(OptionText text) {
    String name = text.text();
    if (!IoEngine.BY_NAME.containsKey(name) && IoEngine.FOREIGN.contains(name)) {
      throw text.error(
          "the engine '"
              + name
              + "' has no block device to schedule; expected one of "
              + String.join(", ", IoEngine.BY_NAME.keySet()));
    }
    return text.oneOf(IoEngine.BY_NAME);
  }

  private static int nice(OptionText text) {
    String word = text.text();
    return word.startsWith("-") ? -text.part(word.substring(1)).number(0, 20) : text.number(0, 19);
  }

  /** Parses attributes, which are separated by commas, and adds them to those given before. */
  private static Map<String, String> attributes(
      OptionText text, @Nullable Map<String, String> before) {
    Map<String, String> attributes = new LinkedHashMap<>(before == null ? Map.of() : before);
    for (String word : text.text().split(",", -1)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw text.error("'" + word + "' is not of the form ATTR=VALUE");
      }
      attributes.put(word.substring(0, equals).strip(), word.substring(equals + 1).strip());
    }
    return attributes;
  }

  private static String group(OptionText text) {
    for (String name : text.text().split("/", -1)) {
      if (name.isEmpty()) {
        throw text.error("an empty name; expected names separated by '/', such as tenants/a");
      }
    }
    return text.text();
  }

  private static List<Share> shares(OptionText text) {
    List<Share> shares = new ArrayList<>();
    if (text.text().isEmpty()) {
      return shares;
    }
    Map<Integer, Integer> sums = new HashMap<>();
    for (String part : text.text().split(":", -1)) {
      String[] words = part.split("/", -1);
      if (words.length != 2 && words.length != 4 && words.length != 5) {
        throw text.error("'" + part + "' is not SIZE/PERCENT or SIZE/PERCENT/CLASS/LEVEL[/HINT]");
      }
      if (words.length == 5) {
        // fio versions after 3.33 accept a hint here, for drives with duration limits. The hint is
        // checked and ignored.
        text.part(words[4]).number(0, MAX_HINT);
      }
      int bytes = text.part(words[0]).number(1, Integer.MAX_VALUE);
      int percent = text.part(words[1]).number(0, 100);
      if (sums.merge(bytes, percent, Integer::sum) > 100) {
        throw text.error("the percentages of " + words[0] + " add up to more than 100");
      }
      shares.add(
          words.length == 2
              ? new Share(bytes, percent, null, null)
              : new Share(
                  bytes,
                  percent,
                  CLASS.parse(text.part(words[2])),
                  LEVEL.parse(text.part(words[3]))));
    }
    return shares;
  }

  private List<List<Share>> splits(JobSettings job) {
    return Objects.requireNonNullElse(job.find(cmdprioBssplit), List.of(List.of(), List.of()));
  }

  /** Returns whether the job's engine has only one I/O in flight. */
  boolean isSynchronous(JobSettings job) {
    IoEngine engine = job.find(ioengine);
    return engine != null && engine.synchronous();
  }

  int nice(JobSettings job) {
    return job.get(nice);
  }

  /**
   * Returns the priority class of the job's I/Os. A level without a class means best effort, the
   * only class with levels that needs no privilege.
   */
  PriorityClass priorityClass(JobSettings job) {
    PriorityClass given = job.find(prioclass);
    if (given != null) {
      return given;
    }
    return job.find(prio) == null ? PriorityClass.NONE : PriorityClass.BEST_EFFORT;
  }

  int priorityLevel(JobSettings job) {
    return Objects.requireNonNullElse(job.find(prio), 0);
  }

  /**
   * Returns the priorities of single reads or of single writes.
   *
   * @param index 0 for reads, 1 for writes
   */
  CommandPriority commandPriority(JobSettings job, int index) {
    PriorityClass defaultClass = job.get(cmdprioClass).get(index);
    int defaultLevel = job.get(cmdprio).get(index);
    int percent = job.get(cmdprioPercentage).get(index);
    List<Share> shares = splits(job).get(index);
    if (shares.isEmpty() && percent > 0) {
      shares = List.of(new Share(0, percent, null, null));
    }
    return new CommandPriority(
        shares.stream()
            .map(share ->
                new CommandPriority.Share(
                    share.bytes,
                    share.percent,
                    Objects.requireNonNullElse(share.priorityClass, defaultClass),
                    Objects.requireNonNullElse(share.level, defaultLevel)))
            .toList());
  }

  LayerSpec spec(JobSettings job) {
    return new LayerSpec(
        job.find(elevator),
        job.get(elevatorAttr),
        job.find(iocontext),
        job.find(groupPath),
        job.find(weight),
        job.find(driver));
  }
}
