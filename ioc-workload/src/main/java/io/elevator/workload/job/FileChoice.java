package io.elevator.workload.job;

/**
 * Rule that chooses the file of the next I/O ({@code file_service_type}).
 *
 * @param kind kind of rule
 * @param run number of I/Os before another file is chosen, at least 1
 * @param spread distribution of the choice, used by {@link Kind#DRAWN} only
 */
public record FileChoice(Kind kind, int run, Spread spread) {
  /** Rule that fio uses by default: the files in turn, one I/O each. */
  public static final FileChoice ROUND_ROBIN = new FileChoice(Kind.ROUND_ROBIN, 1, Spread.UNIFORM);

  /** Kind of rule that chooses a file. */
  public enum Kind {
    ROUND_ROBIN,
    SEQUENTIAL,
    DRAWN
  }
}
