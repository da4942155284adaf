package io.elevator.core;

import io.elevator.core.context.IcqCache;
import io.elevator.core.plugin.PluginRegistry;
import io.elevator.core.plugin.RegisteredElevator;
import io.elevator.core.queue.ElevatorKind;
import io.elevator.spi.Icq;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The registered elevators with their icq caches, one for each type, made when the layer first
 * meets the type. Thread-safe: a concurrent map keyed by the registration.
 */
final class ElevatorCatalogue implements ElevatorKind.Catalogue {
  private final PluginRegistry registry;
  private final Map<RegisteredElevator, ElevatorKind> kinds = new ConcurrentHashMap<>();

  /**
   * Makes the caches of all that are registered; one whose factory cannot work is taken out and
   * becomes a plugin problem.
   */
  ElevatorCatalogue(PluginRegistry registry) {
    this.registry = registry;
    for (RegisteredElevator registered : registry.elevators()) {
      try {
        kindOf(registered);
      } catch (RuntimeException | LinkageError e) {
        registry.refuse(registered, String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public @Nullable ElevatorKind find(String name) {
    RegisteredElevator registered = registry.findElevator(name);
    return registered == null ? null : kindOf(registered);
  }

  @Override
  public List<String> names() {
    return registry.elevators().stream().map(RegisteredElevator::name).toList();
  }

  private ElevatorKind kindOf(RegisteredElevator registered) {
    return kinds.computeIfAbsent(registered, ElevatorCatalogue::newKind);
  }

  private static ElevatorKind newKind(RegisteredElevator registered) {
    Icq.Factory factory = registered.icqFactory();
    IcqCache cache = factory == null ? null : new IcqCache(registered.name(), factory);
    return new ElevatorKind(registered.type(), registered.name(), cache);
  }

  /** Closes the caches. All queues are closed. */
  void close(IocErrors errors) {
    for (ElevatorKind kind : kinds.values()) {
      IcqCache cache = kind.icqs();
      if (cache != null) {
        try {
          cache.close();
        } catch (IllegalStateException e) {
          errors.report("closing the icq cache " + cache.name(), e);
        }
      }
    }
  }
}
