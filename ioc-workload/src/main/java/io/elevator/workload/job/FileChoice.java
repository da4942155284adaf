package io.elevator.workload.job;

/**
 * Which of a job's files is next: {@code file_service_type}.
 *
 * @param kind how it is chosen
 * @param run I/Os before another is chosen, at least 1
 * @param spread of the kinds that draw
 */
public record FileChoice(Kind kind, int run, Spread spread) {
  /** fio's default. */
  public static final FileChoice ROUND_ROBIN = new FileChoice(Kind.ROUND_ROBIN, 1, Spread.UNIFORM);

  /** How a file is chosen. */
  public enum Kind {
    ROUND_ROBIN,
    SEQUENTIAL,
    DRAWN
  }
}
