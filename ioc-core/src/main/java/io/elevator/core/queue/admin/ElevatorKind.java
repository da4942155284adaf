package io.elevator.core.queue.admin;

import io.elevator.core.context.IcqCache;
import io.elevator.spi.ElevatorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of elevator as queues use it.
 *
 * @param type the plugin's type
 * @param name its name
 * @param icqs where its icqs come from, or null if it wants none
 */
public record ElevatorKind(ElevatorType type, String name, @Nullable IcqCache icqs) {
  /** Where a queue finds them. Thread-safe. */
  public interface Catalogue {
    /** Returns the kind that answers to a name or alias, or null. */
    @Nullable ElevatorKind find(String name);

    /**
     * A queue begins to use a kind.
     *
     * @return whether it may; not if the kind was taken out since it was found
     */
    default boolean acquire(ElevatorKind kind, String queue) {
      return true;
    }

    /** A queue has ended using a kind: nothing of it is left there. */
    default void release(ElevatorKind kind, String queue) {}

    /** Returns the names, in order of registration. */
    List<String> names();
  }
}
