package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.text;

/** Job options for the name of a job and the units of its numbers. */
final class NameOptions extends OptionGroup {
  final JobOption<String> name =
      option("name", text()).means("Name of the job; by default that of its section");
  final JobOption<String> description =
      option("description", text()).means("Text that the report prints with the job");
  final JobOption<Integer> kbBase =
      option("kb_base", OptionType.of("`1000`, `1024`", NameOptions::kbBase), "1024")
          .means(
              "Powers that the units of the job's [numbers](#grammar) stand for; reports use both");

  NameOptions() {
    super("Name and units");
  }

  private static int kbBase(OptionText text) {
    return switch (text.text()) {
      case "1000" -> 1000;
      case "1024" -> 1024;
      default -> throw text.error("'" + text.text() + "' is neither 1000 nor 1024");
    };
  }
}
