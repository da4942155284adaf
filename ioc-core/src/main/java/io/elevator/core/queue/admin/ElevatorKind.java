package io.elevator.core.queue.admin;

import io.elevator.core.context.IcqCache;
import io.elevator.spi.ElevatorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered elevator as queues use it.
 *
 * @param type the plugin's type
 * @param name name of the elevator
 * @param icqs cache that its icqs are allocated from, or null if the elevator wants none
 */
public record ElevatorKind(ElevatorType type, String name, @Nullable IcqCache icqs) {
  /** The catalogue in which a queue finds elevators by name. Thread-safe. */
  public interface Catalogue {
    /** Returns the elevator with this name or alias, or null. */
    @Nullable ElevatorKind find(String name);

    /**
     * Called when a queue begins to use an elevator.
     *
     * @return whether the queue may use it; false if it was unregistered since it was found
     */
    default boolean acquire(ElevatorKind kind, String queue) {
      return true;
    }

    /** Called when a queue has stopped using an elevator and holds no object of it any more. */
    default void release(ElevatorKind kind, String queue) {}

    /** Returns the names of the elevators, in order of registration. */
    List<String> names();
  }
}
