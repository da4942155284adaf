package io.elevator.conformance;

import io.elevator.conformance.ReplayResult.Difference;
import io.elevator.spi.ElevatorType;
import org.jspecify.annotations.Nullable;

/**
 * Replays vectors, each with a new elevator. Immutable; one thread performs each replay.
 *
 * <p>A replay gives the elevator the recorded calls at the recorded times, through {@link
 * io.elevator.core.request.ElevatorAttachment} as in a request queue, and compares the elevator's
 * answers. It does not perform the runs that the elevator asks for, because the vector determines
 * when a dispatch is asked for.
 */
public final class VectorReplayer {
  private final ElevatorType type;

  /** Creates a replayer for a type of elevator. */
  public VectorReplayer(ElevatorType type) {
    this.type = type;
  }

  /**
   * Replays a vector until it ends or an answer differs. An exception or a reported defect of the
   * elevator counts as a difference.
   *
   * @throws IllegalArgumentException if the vector is for another elevator
   */
  public ReplayResult replay(ConformanceVector vector) {
    if (!vector.elevator().equals(type.name()) && !type.aliases().contains(vector.elevator())) {
      throw new IllegalArgumentException(
          vector.source() + " is for " + vector.elevator() + ", not for " + type.name());
    }
    int reached = 0;
    VectorEvent at = vector.events().getFirst();
    try (Replay replay = new Replay(type, vector)) {
      for (VectorEvent event : vector.events()) {
        at = event;
        String actual = replay.play(event);
        Throwable defect = replay.takeDefect();
        if (defect != null) {
          return new ReplayResult(vector, reached, failure(event, "reported", defect));
        }
        if (actual != null) {
          if (!actual.equals(event.answer())) {
            return new ReplayResult(
                vector, reached, new Difference(event.line(), answer(event), actual, null));
          }
          reached++;
        }
      }
      replay.end();
    } catch (Throwable e) {
      return new ReplayResult(vector, reached, failure(at, "threw", e));
    }
    return new ReplayResult(vector, reached, null);
  }

  private static Difference failure(VectorEvent event, String how, Throwable failure) {
    return new Difference(event.line(), answer(event), how + " " + failure, failure);
  }

  private static String answer(VectorEvent event) {
    @Nullable String answer = event.answer();
    return answer == null ? "" : answer;
  }
}
