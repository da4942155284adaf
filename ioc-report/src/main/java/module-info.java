/**
 * Reports about workloads: text and JSON in fio's formats, tables of comparisons and sweeps, and
 * the HTML page. Only the module of the command {@code ioc} uses its packages.
 */
@org.jspecify.annotations.NullMarked
// The command is compiled after this module, so the compiler cannot find it.
@SuppressWarnings("module")
module io.elevator.report {
  requires transitive io.elevator.workload;
  requires transitive tools.jackson.databind;

  exports io.elevator.report.comparison to
      io.elevator.cli;
  exports io.elevator.report.fio to
      io.elevator.cli;
  exports io.elevator.report.page to
      io.elevator.cli;
  exports io.elevator.report.text to
      io.elevator.cli;
}
