package io.elevator.core.queue;

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

    /** Returns the names, in order of registration. */
    List<String> names();
  }
}
