package io.elevator.core;

import io.elevator.core.context.IcqCache;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.RegisteredElevator;
import io.elevator.spi.Icq;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The registered elevators and their icq caches. There is one cache for each elevator type, created
 * when the type is admitted. Thread-safe: a concurrent map keyed by the type. The entry of a type
 * is removed when the type was withdrawn and no queue uses it any more.
 */
final class ElevatorCatalogue implements ElevatorKind.Catalogue {
  private final PluginRegistry registry;
  private final PluginUses uses;
  private final ErrorSink errors;
  private final Map<Object, ElevatorKind> kinds = new ConcurrentHashMap<>();

  ElevatorCatalogue(PluginRegistry registry, PluginUses uses, ErrorSink errors) {
    this.registry = registry;
    this.uses = uses;
    this.errors = errors;
  }

  /**
   * Creates the icq cache of an elevator and lets queues use the elevator. An elevator whose icq
   * factory fails is removed from the registry and becomes a plugin problem.
   */
  void admit(RegisteredElevator registered) {
    try {
      prepare(registered);
      uses.offer(registered.type());
    } catch (Throwable e) {
      registry.refuse(registered, String.valueOf(e.getMessage()));
    }
  }

  /** Creates the icq cache of an elevator. Exceptions of its icq factory propagate. */
  void prepare(RegisteredElevator registered) {
    Icq.Factory factory = registered.icqFactory();
    IcqCache cache = factory == null ? null : new IcqCache(registered.name(), factory);
    kinds.put(registered.type(), new ElevatorKind(registered.type(), registered.name(), cache));
  }

  @Override
  public @Nullable ElevatorKind find(String name) {
    RegisteredElevator registered = registry.findElevator(name);
    return registered == null ? null : kinds.get(registered.type());
  }

  @Override
  public boolean acquire(ElevatorKind kind, String queue) {
    return uses.acquire(kind.type(), queue);
  }

  @Override
  public void release(ElevatorKind kind, String queue) {
    uses.release(kind.type(), queue);
  }

  @Override
  public List<String> names() {
    return registry.elevators().stream().map(RegisteredElevator::name).toList();
  }

  /** Closes the icq cache of an elevator type that no queue uses any more. */
  void forget(Object type) {
    ElevatorKind kind = kinds.remove(type);
    if (kind != null) {
      close(kind);
    }
  }

  /** Closes the icq caches of all elevator types. All queues must be closed before. */
  void close() {
    kinds.values().forEach(this::close);
    kinds.clear();
  }

  private void close(ElevatorKind kind) {
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
