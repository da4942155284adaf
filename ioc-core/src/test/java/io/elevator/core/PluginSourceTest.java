package io.elevator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BlockLayer;
import io.elevator.api.PluginInfo;
import io.elevator.api.Plugins;
import io.elevator.core.registry.LayerPlugins;
import io.elevator.core.registry.PluginHost;
import io.elevator.core.registry.PluginSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract between a block layer and the {@link LayerPlugins} that supplies its plugins, tested
 * with a plugin source that records the layer's calls.
 */
@Timeout(60)
class PluginSourceTest {
  private static final Path JAR = Path.of("some.jar");

  private final List<String> defects = new CopyOnWriteArrayList<>();
  private final List<String> calls = new ArrayList<>();

  private BlockLayers.Builder builder() {
    return BlockLayers.builder().errors((where, defect) -> defects.add(where + ": " + defect));
  }

  @Test
  @SuppressWarnings("NullAway") // A source may be compiled without checks.
  void sourceThatReturnsNullIsNamed() {
    PluginSource source =
        new PluginSource() {
          @Override
          public LayerPlugins attach(PluginHost host) {
            return null;
          }

          @Override
          public String toString() {
            return "empty source";
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().plugins(source).build())
        .withMessageContaining("the plugin source empty source returned null from attach");
  }

  /** Records the calls of the layer; the method named {@code failing} throws. */
  private final class RecordingPlugins implements LayerPlugins {
    private final String failing;

    RecordingPlugins(String failing) {
      this.failing = failing;
    }

    private void call(String name) {
      calls.add(name);
      if (name.equals(failing)) {
        throw new IllegalArgumentException(name);
      }
    }

    @Override
    public void start() {
      call("start");
    }

    @Override
    public void unused(Object type) {
      call("unused");
    }

    @Override
    public void stopWatching() {
      call("stopWatching");
    }

    @Override
    public void refuseChanges() {
      call("refuseChanges");
    }

    @Override
    public void unload() {
      call("unload");
    }

    @Override
    public List<PluginInfo> list() {
      return List.of();
    }

    @Override
    public PluginInfo add(Path plugin) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo replace(Path old, Path replacement, boolean switchQueues) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void remove(Path plugin) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void rescan() {}

    @Override
    public Watch watch() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void layerWithoutAPluginSourceReportsHowToGetPlugins() {
    try (BlockLayer layer = builder().build()) {
      Plugins plugins = layer.plugins();
      plugins.rescan();
      assertThat(plugins.list()).isEmpty();
      assertThatIllegalStateException()
          .isThrownBy(() -> plugins.add(JAR))
          .withMessageStartingWith("some.jar cannot be loaded")
          .withMessageContaining("PluginFolders");
      assertThatIllegalStateException()
          .isThrownBy(plugins::watch)
          .withMessageContaining("PluginFolders");
      assertThatExceptionOfType(NoSuchElementException.class)
          .isThrownBy(() -> plugins.remove(JAR))
          .withMessageContaining("some.jar");
      assertThatExceptionOfType(NoSuchElementException.class)
          .isThrownBy(() -> plugins.replace(JAR, JAR, true))
          .withMessageContaining("some.jar");
    }
    assertThat(defects).isEmpty();
  }

  @Test
  void layerStartsItsPluginsFirstAndUnloadsThemLast() {
    BlockLayer layer = builder().plugins(host -> new RecordingPlugins("")).build();
    assertThat(calls).containsExactly("start");
    layer.close();
    assertThat(calls).containsExactly("start", "stopWatching", "refuseChanges", "unload");
    assertThat(defects).isEmpty();
  }

  @Test
  void exceptionOfThePluginSourcesStartClosesTheLayerAndIsThrown() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> builder().plugins(host -> new RecordingPlugins("start")).build())
        .withMessage("start");
    assertThat(calls).containsExactly("start", "stopWatching", "refuseChanges", "unload");
  }

  @Test
  void pluginSourceThatThrowsLeavesNoThreadOfTheLayer() throws InterruptedException {
    List<Thread> made = new CopyOnWriteArrayList<>();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() ->
            builder()
                .threads(job -> {
                  Thread thread = Thread.ofPlatform().daemon().unstarted(job);
                  made.add(thread);
                  return thread;
                })
                .plugins(host -> {
                  throw new IllegalArgumentException("no plugins today");
                })
                .build())
        .withMessage("no plugins today");
    assertThat(made).isNotEmpty();
    for (Thread thread : made) {
      thread.join();
    }
  }

  @Test
  void exceptionsWhileTheLayerClosesAreReportedAndClosingIsCompleted() {
    builder().plugins(host -> new RecordingPlugins("stopWatching")).build().close();
    builder().plugins(host -> new RecordingPlugins("refuseChanges")).build().close();
    builder().plugins(host -> new RecordingPlugins("unload")).build().close();
    assertThat(defects)
        .containsExactly(
            "unloading plugins: java.lang.IllegalArgumentException: stopWatching",
            "unloading plugins: java.lang.IllegalArgumentException: refuseChanges",
            "unloading plugins: java.lang.IllegalArgumentException: unload");
    assertThat(calls).containsSubsequence("stopWatching", "refuseChanges", "unload");
  }
}
