package io.elevator.core;

/**
 * Where a block layer reports defects that have nobody to be thrown at: a callback, hook, timer or
 * driver that threw, a completion that came twice, a task that was never exited. Called by any
 * thread, possibly with locks held: record it, do not call back.
 */
@FunctionalInterface
public interface IocErrors {
  /** Writes them to the {@code io.elevator} logger at level ERROR. */
  IocErrors LOGGED =
      (where, defect) ->
          System.getLogger("io.elevator")
              .log(System.Logger.Level.ERROR, where + ": " + defect, defect);

  /**
   * A defect was found.
   *
   * @param where what was being done
   * @param defect what went wrong
   */
  void report(String where, Throwable defect);
}
