package io.elevator.core;

import io.elevator.api.PluginInfo;
import io.elevator.core.registry.LayerPlugins;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The plugins of a layer that was built without a plugin source: there is none, and none can be
 * added.
 */
final class NoPlugins implements LayerPlugins {
  @Override
  public List<PluginInfo> list() {
    return List.of();
  }

  @Override
  public PluginInfo add(Path plugin) {
    throw withoutSource(plugin + " cannot be loaded");
  }

  @Override
  public PluginInfo replace(Path old, Path replacement, boolean switchQueues) {
    throw new NoSuchElementException("no plugin was loaded from " + old + "; there are none");
  }

  @Override
  public void remove(Path plugin) {
    throw new NoSuchElementException("no plugin was loaded from " + plugin + "; there are none");
  }

  @Override
  public void rescan() {}

  @Override
  public Watch watch() {
    throw withoutSource("there are no plugin folders to watch");
  }

  private static IllegalStateException withoutSource(String refused) {
    return new IllegalStateException(
        refused
            + ": the block layer was built without a plugin source; give PluginFolders of the"
            + " module io.elevator.plugins to BlockLayers.Builder.plugins");
  }

  @Override
  public void start() {}

  @Override
  public void unused(Object type) {}

  @Override
  public void stopWatching() {}

  @Override
  public void refuseChanges() {}

  @Override
  public void unload() {}
}
