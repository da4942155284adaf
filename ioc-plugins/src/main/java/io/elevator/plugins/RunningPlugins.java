package io.elevator.plugins;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.PluginInfo;
import io.elevator.api.PluginProblem;
import io.elevator.api.RequestQueue;
import io.elevator.core.context.BoundedWait;
import io.elevator.core.registry.LayerPlugins;
import io.elevator.core.registry.PluginHost;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.RegisteredDriver;
import io.elevator.core.registry.RegisteredElevator;
import io.elevator.core.time.TimeBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Adds, replaces and removes plugins of an open layer. {@link #change} is held during each change
 * and guards the discovery and {@link #seen}. It is taken before the attribute lock of a queue, so
 * no queue may wait for it. Replaced plugins that are still in use are in {@link #leaving}. That
 * list is concurrent, because the last use of a plugin may end on a thread of a queue.
 */
final class RunningPlugins implements LayerPlugins {
  private final PluginHost host;
  private final PluginRegistry registry;
  private final PluginDiscovery discovery;
  private final boolean watchFromTheStart;
  private final ReentrantLock change = new ReentrantLock();

  /** The {@link #state} that each plugin had when it was last loaded or refused. */
  private final Map<Path, String> seen = new HashMap<>();

  private final List<LoadedPlugin> leaving = new CopyOnWriteArrayList<>();
  private final List<PluginWatch> watches = new CopyOnWriteArrayList<>();
  private final long limitNanos;
  private boolean closed;

  RunningPlugins(PluginHost host, PluginDiscovery discovery, boolean watchFromTheStart) {
    this.host = host;
    this.registry = host.registry();
    this.discovery = discovery;
    this.watchFromTheStart = watchFromTheStart;
    this.limitNanos = TimeBase.nanos(host.administrationLimit());
  }

  @Override
  public void start() {
    if (watchFromTheStart) {
      watch();
    }
  }

  @Override
  public List<PluginInfo> list() {
    takeChange();
    try {
      return discovery.loaded().stream().map(each -> each.info(registry)).toList();
    } finally {
      change.unlock();
    }
  }

  @Override
  public PluginInfo add(Path path) {
    takeChange();
    try {
      requireOpen();
      if (find(path) != null) {
        throw new IllegalStateException(path + " is loaded already; replace it");
      }
      registry.forgetProblems(path.toString());
      LoadedPlugin plugin = load(path);
      discovery.register(plugin);
      admit(plugin, List.of(), List.of());
      PluginInfo info = plugin.info(registry);
      if (info.elevators().isEmpty() && info.drivers().isEmpty()) {
        discovery.letGo(plugin);
        withdraw(plugin);
        throw new IllegalArgumentException(path + ": " + problemsOf(path));
      }
      return info;
    } finally {
      change.unlock();
    }
  }

  private LoadedPlugin load(Path path) {
    try {
      note(path);
      return discovery.load(path);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      registry.report(new PluginProblem(path.toString(), reason));
      throw new IllegalArgumentException(path + ": " + reason, e);
    }
  }

  /** Offers the newly registered elevators and drivers of a plugin to the queues. */
  private void admit(
      LoadedPlugin plugin,
      List<RegisteredElevator> elevatorsBefore,
      List<RegisteredDriver> driversBefore) {
    List<RegisteredElevator> there = registry.elevators();
    plugin.elevators().stream()
        .filter(each -> there.contains(each) && !elevatorsBefore.contains(each))
        .forEach(host::admit);
    List<RegisteredDriver> drivers = registry.drivers();
    plugin.drivers().stream()
        .filter(each -> drivers.contains(each) && !driversBefore.contains(each))
        .forEach(host::admit);
  }

  private String problemsOf(Path path) {
    return String.join(
        "; ",
        registry.problems().stream()
            .filter(problem -> problem.source().equals(path.toString()))
            .map(PluginProblem::reason)
            .toList());
  }

  @Override
  public PluginInfo replace(Path old, Path replacement, boolean switchQueues) {
    takeChange();
    try {
      requireOpen();
      LoadedPlugin before = require(old);
      if (!key(old).equals(key(replacement)) && find(replacement) != null) {
        throw new IllegalStateException(replacement + " is loaded already");
      }
      registry.forgetProblems(replacement.toString());
      LoadedPlugin now = load(replacement);
      try {
        swap(before, now);
      } catch (IllegalArgumentException | IllegalStateException e) {
        String reason = String.valueOf(e.getMessage());
        registry.report(new PluginProblem(replacement.toString(), reason));
        host.forget(now);
        unload(now);
        throw new IllegalArgumentException(replacement + ": " + reason, e);
      }
      if (!key(old).equals(key(replacement))) {
        seen.remove(key(old));
      }
      List<String> failures = switchQueues ? switchQueues(before) : List.of();
      withdraw(before);
      if (!failures.isEmpty()) {
        throw new IllegalStateException(
            replacement + " is in place, but not switched to it: " + String.join("; ", failures));
      }
      return now.info(registry);
    } finally {
      change.unlock();
    }
  }

  /** Replaces a plugin in the registry. If that fails, the registry is unchanged. */
  private void swap(LoadedPlugin before, LoadedPlugin now) {
    if (!now.problems().isEmpty()) {
      throw new IllegalArgumentException(now.problems().getFirst().reason());
    }
    host.offer(now);
    try {
      registry.replace(before, now);
    } catch (IllegalStateException e) {
      host.withdraw(now, true);
      throw e;
    }
    discovery.replace(before, now);
  }

  private List<String> switchQueues(LoadedPlugin before) {
    List<String> failures = new ArrayList<>();
    for (RegisteredElevator old : before.elevators()) {
      if (registry.findElevator(old.name()) == null) {
        continue;
      }
      Set<String> users = host.users(old);
      for (RequestQueue queue : host.queues()) {
        if (users.contains(queue.name()) && queue.admin().elevator().equals(old.name())) {
          try {
            queue.admin().switchElevator(old.name());
          } catch (IllegalArgumentException | IllegalStateException e) {
            failures.add(queue.name() + ": " + e.getMessage());
          }
        }
      }
    }
    return failures;
  }

  @Override
  public void remove(Path path) {
    takeChange();
    try {
      requireOpen();
      LoadedPlugin plugin = require(path);
      if (!tryRemove(plugin)) {
        throw new IllegalStateException(path + " is in use by " + usersOf(plugin));
      }
    } finally {
      change.unlock();
    }
  }

  private boolean tryRemove(LoadedPlugin plugin) {
    leaving.add(plugin);
    Set<String> users = host.withdraw(plugin, false);
    if (!users.isEmpty()) {
      leaving.remove(plugin);
      return false;
    }
    registry.remove(plugin);
    registry.forgetProblems(plugin.path().toString());
    discovery.letGo(plugin);
    unloadIfUnused(plugin);
    return true;
  }

  private String usersOf(LoadedPlugin plugin) {
    return String.join(", ", host.users(plugin));
  }

  /**
   * Removes a plugin from the registry, and unloads it: now, or when the last queue stops using it.
   */
  private void withdraw(LoadedPlugin plugin) {
    leaving.add(plugin);
    host.withdraw(plugin, true);
    unloadIfUnused(plugin);
  }

  @Override
  public void unused(Object type) {
    for (LoadedPlugin plugin : leaving) {
      if (provides(plugin, type)) {
        unloadIfUnused(plugin);
      }
    }
  }

  private static boolean provides(LoadedPlugin plugin, Object type) {
    return plugin.elevators().stream().anyMatch(each -> each.type() == type)
        || plugin.drivers().stream().anyMatch(each -> each.type() == type);
  }

  private void unloadIfUnused(LoadedPlugin plugin) {
    if (!host.isHeld(plugin) && leaving.remove(plugin)) {
      unload(plugin);
    }
  }

  private void unload(LoadedPlugin plugin) {
    try {
      plugin.unload();
    } catch (IOException e) {
      host.report("unloading " + plugin.path(), e);
    }
  }

  @Override
  public void rescan() {
    takeChange();
    try {
      requireOpen();
      List<Path> found = new ArrayList<>();
      Set<Path> present = new HashSet<>();
      for (Path folder : discovery.folders()) {
        registry.forgetProblems(folder.toString());
        try {
          for (Path path : discovery.pluginsIn(folder)) {
            found.add(path);
            present.add(key(path));
          }
        } catch (IOException e) {
          registry.report(new PluginProblem(folder.toString(), String.valueOf(e.getMessage())));
          // If a folder cannot be read, its plugins do not count as removed.
          discovery.loaded().forEach(each -> present.add(key(each.path())));
        }
      }
      // Removed plugins are handled first, so that the names of a renamed jar are free again.
      for (LoadedPlugin plugin : discovery.loaded()) {
        if (isOfAFolder(plugin.path()) && !present.contains(key(plugin.path()))) {
          leave(plugin);
        }
      }
      found.forEach(this::look);
      seen.keySet().removeIf(path -> isGone(path, present));
      for (PluginProblem problem : registry.problems()) {
        if (isGone(key(Path.of(problem.source())), present)) {
          registry.forgetProblems(problem.source());
        }
      }
    } finally {
      change.unlock();
    }
  }

  private void look(Path path) {
    try {
      LoadedPlugin plugin = find(path);
      if (plugin != null && plugin.isOf(PluginDiscovery.fingerprint(path))) {
        registerAgain(plugin);
      } else if (state(path).equals(seen.get(key(path)))) {
        return;
      } else if (plugin == null) {
        add(path);
      } else {
        replace(path, path, false);
      }
    } catch (IOException e) {
      seen.remove(key(path));
      registry.forgetProblems(path.toString());
      registry.report(new PluginProblem(path.toString(), String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      // The problem has already been recorded, and the scan goes on with the other plugins.
      System.getLogger("io.elevator")
          .log(System.Logger.Level.DEBUG, "a plugin cannot be used: {0}", e.getMessage());
    }
  }

  /**
   * Records the problems of a loaded plugin again, because the problems recorded for its path may
   * be those of another jar that was there meanwhile. Also registers its providers whose names were
   * taken before.
   */
  private void registerAgain(LoadedPlugin plugin) {
    registry.forgetProblems(plugin.path().toString());
    List<RegisteredElevator> elevatorsBefore = registry.elevators();
    List<RegisteredDriver> driversBefore = registry.drivers();
    discovery.registerMissing(plugin);
    admit(plugin, elevatorsBefore, driversBefore);
  }

  private void leave(LoadedPlugin plugin) {
    String source = plugin.path().toString();
    // A file that reappears at this path is examined again.
    seen.remove(key(plugin.path()));
    registry.forgetProblems(source);
    if (!tryRemove(plugin)) {
      registry.report(
          new PluginProblem(source, "is gone, but stays as it is in use by " + usersOf(plugin)));
    }
  }

  private boolean isOfAFolder(Path path) {
    Path parent = key(path).getParent();
    return discovery.folders().stream().anyMatch(folder -> key(folder).equals(parent));
  }

  /** Returns whether a path was in a plugin folder, and is now neither there nor loaded. */
  private boolean isGone(Path path, Set<Path> present) {
    return isOfAFolder(path) && !present.contains(path) && find(path) == null;
  }

  private void note(Path path) throws IOException {
    seen.put(key(path), state(path));
  }

  /** Returns a text that changes whenever loading the plugin could give another result. */
  private String state(Path path) throws IOException {
    return PluginDiscovery.fingerprint(path)
        + discovery.refusal(path)
        + registry.elevators().stream().map(RegisteredElevator::name).toList()
        + registry.drivers().stream().map(RegisteredDriver::name).toList();
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private @Nullable LoadedPlugin find(Path path) {
    for (LoadedPlugin each : discovery.loaded()) {
      if (key(each.path()).equals(key(path))) {
        return each;
      }
    }
    return null;
  }

  private LoadedPlugin require(Path path) {
    LoadedPlugin plugin = find(path);
    if (plugin == null) {
      throw new NoSuchElementException(
          "no plugin was loaded from "
              + path
              + "; there are "
              + discovery.loaded().stream().map(LoadedPlugin::path).toList());
    }
    return plugin;
  }

  /**
   * Acquires the lock for changes.
   *
   * @throws AdministrationTimeoutException if another change, such as the switch of a queue, does
   *     not end within the limit
   */
  private void takeChange() {
    if (!BoundedWait.lock(change, limitNanos)) {
      throw new AdministrationTimeoutException(
          "a change of plugins: another one has not ended for "
              + limitNanos / 1_000_000_000
              + " s");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the block layer is closed");
    }
  }

  @Override
  public Watch watch() {
    takeChange();
    try {
      requireOpen();
      var watch =
          new PluginWatch(
              discovery.folders(), this::rescan, host::report, host.threads(), watches::remove);
      watches.add(watch);
      return watch;
    } finally {
      change.unlock();
    }
  }

  @Override
  public void stopWatching() {
    watches.forEach(PluginWatch::close);
  }

  @Override
  public void refuseChanges() {
    try {
      takeChange();
      try {
        closed = true;
      } finally {
        change.unlock();
      }
    } catch (AdministrationTimeoutException e) {
      host.report("unloading plugins", e);
    }
    stopWatching();
  }

  @Override
  public void unload() {
    try {
      discovery.close();
    } catch (IOException e) {
      host.report("unloading plugins", e);
    }
  }
}
