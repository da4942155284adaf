package io.elevator.core;

import io.elevator.api.RequestQueue;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.registry.LayerPlugins;
import io.elevator.core.registry.PluginHost;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.PluginSource;
import io.elevator.core.registry.ProvidedTypes;
import io.elevator.core.registry.RegisteredDriver;
import io.elevator.core.registry.RegisteredElevator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * The elevators and drivers of a layer from all sources, with the queues that use them. {@link
 * #plugins} is set while the layer is built and does not change afterwards.
 */
final class LayerExtensions implements PluginHost {
  private static final String UNLOADING = "unloading plugins";

  private final PluginRegistry registry;
  private final ErrorSink errors;
  private final ThreadFactory threads;
  private final Supplier<List<RequestQueue>> queues;
  private final Duration administrationLimit;
  private final PluginUses uses;
  private final ElevatorCatalogue elevators;
  private LayerPlugins plugins = new NoPlugins();

  LayerExtensions(
      PluginRegistry registry,
      ErrorSink errors,
      ThreadFactory threads,
      Supplier<List<RequestQueue>> queues,
      Duration administrationLimit) {
    this.registry = registry;
    this.errors = errors;
    this.threads = threads;
    this.queues = queues;
    this.administrationLimit = administrationLimit;
    this.uses = new PluginUses(this::unused);
    this.elevators = new ElevatorCatalogue(registry, uses, errors);
  }

  /**
   * Lets a plugin source register its elevator and driver types, then lets queues use all
   * registered types.
   */
  void attach(PluginSource source) {
    LayerPlugins attached = source.attach(this);
    if (attached == null) {
      throw new IllegalStateException(
          "the plugin source "
              + source
              + " returned null from attach; expected an object of LayerPlugins");
    }
    plugins = attached;
    registry.elevators().forEach(this::admit);
    registry.drivers().forEach(this::admit);
  }

  LayerPlugins plugins() {
    return plugins;
  }

  ElevatorCatalogue elevators() {
    return elevators;
  }

  PluginUses uses() {
    return uses;
  }

  /**
   * Called when no queue uses a withdrawn type any more; closes its icq cache and notifies the
   * plugins.
   */
  private void unused(Object type) {
    elevators.forget(type);
    try {
      plugins.unused(type);
    } catch (Throwable e) {
      errors.report(UNLOADING, e);
    }
  }

  @Override
  public PluginRegistry registry() {
    return registry;
  }

  @Override
  public void admit(RegisteredElevator elevator) {
    elevators.admit(elevator);
  }

  @Override
  public void admit(RegisteredDriver driver) {
    uses.offer(driver.type());
  }

  @Override
  public void offer(ProvidedTypes plugin) {
    plugin.elevators().forEach(elevators::prepare);
    typesOf(plugin).forEach(uses::offer);
  }

  @Override
  public void forget(ProvidedTypes plugin) {
    plugin.elevators().forEach(each -> elevators.forget(each.type()));
  }

  @Override
  public Set<String> withdraw(ProvidedTypes plugin, boolean force) {
    return uses.withdraw(typesOf(plugin), force);
  }

  @Override
  public boolean isHeld(ProvidedTypes plugin) {
    return typesOf(plugin).stream().anyMatch(uses::isHeld);
  }

  @Override
  public Set<String> users(RegisteredElevator elevator) {
    return uses.users(elevator.type());
  }

  @Override
  public Set<String> users(ProvidedTypes plugin) {
    Set<String> all = new TreeSet<>();
    typesOf(plugin).forEach(type -> all.addAll(uses.users(type)));
    return all;
  }

  private static List<Object> typesOf(ProvidedTypes plugin) {
    List<Object> types = new ArrayList<>();
    plugin.elevators().forEach(each -> types.add(each.type()));
    plugin.drivers().forEach(each -> types.add(each.type()));
    return types;
  }

  @Override
  public List<RequestQueue> queues() {
    return queues.get();
  }

  @Override
  public ThreadFactory threads() {
    return threads;
  }

  @Override
  public Duration administrationLimit() {
    return administrationLimit;
  }

  @Override
  public void report(String where, Throwable defect) {
    errors.report(where, defect);
  }

  /** Ends the watches of plugin folders. Queues may still be open when this is called. */
  void stopWatching() {
    try {
      plugins.stopWatching();
    } catch (Throwable e) {
      errors.report(UNLOADING, e);
    }
  }

  /** Unloads all plugins. All queues must be closed before. */
  void close() {
    try {
      plugins.refuseChanges();
    } catch (Throwable e) {
      errors.report(UNLOADING, e);
    }
    // The icq caches are closed before the classes of the icq factories are unloaded.
    elevators.close();
    try {
      plugins.unload();
    } catch (Throwable e) {
      errors.report(UNLOADING, e);
    }
  }
}
