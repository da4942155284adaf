/**
 * Workloads: fio's job language, the engine that runs jobs on request queues, and the statistics of
 * jobs. {@link io.elevator.workload} is for applications; the other packages are for the reports
 * and the command.
 */
@org.jspecify.annotations.NullMarked
// The modules named below are compiled after this module, so the compiler cannot find them.
@SuppressWarnings("module")
module io.elevator.workload {
  requires transitive io.elevator.api;
  requires transitive io.elevator.core;
  requires io.elevator.plugins;

  exports io.elevator.workload;
  exports io.elevator.workload.compare to
      io.elevator.cli,
      io.elevator.report;
  exports io.elevator.workload.files to
      io.elevator.cli;
  exports io.elevator.workload.input to
      io.elevator.cli;
  exports io.elevator.workload.job to
      io.elevator.cli,
      io.elevator.report;
  exports io.elevator.workload.log to
      io.elevator.cli;
  exports io.elevator.workload.pattern to
      io.elevator.cli,
      io.elevator.report;
  exports io.elevator.workload.replay to
      io.elevator.cli;
  exports io.elevator.workload.run to
      io.elevator.cli,
      io.elevator.report;
  exports io.elevator.workload.session to
      io.elevator.cli,
      io.elevator.report;
  exports io.elevator.workload.stats to
      io.elevator.cli,
      io.elevator.report;
  exports io.elevator.workload.sweep to
      io.elevator.cli,
      io.elevator.report;
}
