package io.elevator.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BlockLayer;
import io.elevator.api.Credentials;
import io.elevator.api.DefectPolicy;
import io.elevator.api.Groups;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.Plugins;
import io.elevator.api.Tasks;
import io.elevator.core.BlockLayers;
import io.elevator.core.DefectSink;
import io.elevator.core.QueueDefaults;
import io.elevator.core.StatisticsSink;
import io.elevator.core.time.TimeBase;
import io.elevator.plugins.PluginFolders;
import io.elevator.plugins.PluginTrust;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.driver.DriverType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Binds a {@link BlockLayer}, and with it {@link Tasks}, {@link Groups} and {@link Plugins}, as
 * singletons of the injector. There is no static state, so two injectors are independent. The code
 * that creates the injector must close the layer, which ends all its threads.
 *
 * <p>To replace a part, bind its key through {@code OptionalBinder.newOptionalBinder(binder(),
 * key).setBinding()}:
 *
 * <ul>
 *   <li>{@link TimeBase}: clock, timers and deferred jobs; real time by default. A bound time base
 *       is not closed with the layer.
 *   <li>{@link ForBlockLayer} {@link ThreadFactory}: threads of timers, workers, drivers and the
 *       watch of plugin folders; daemon threads named {@code ioc-0} and so on by default.
 *   <li>{@link ForBlockLayer} {@link Executor}: runs deferred jobs instead of the layer's own
 *       workers; not closed with the layer, and not used if a {@link TimeBase} is bound.
 *   <li>{@link PermissionPolicy}, {@link Credentials} (of tasks that are created without
 *       credentials).
 *   <li>{@link DefectSink} for defects, {@link ForBlockLayer} {@code Consumer<String>} for notices
 *       of drivers to users; both are logged by default.
 *   <li>{@link StatisticsSink}: receives the statistics of queues; discards them by default.
 *   <li>{@link QueueDefaults}: settings of queues that do not set their own.
 *   <li>{@link PluginTrust}: decides which plugin folders and jars are trusted.
 *   <li>{@link DefectPolicy}: decides when an elevator or driver that breaks its contract is taken
 *       out of service.
 *   <li>{@link LayerSettings}: numbers and switches.
 * </ul>
 *
 * <p>To add elevators or drivers to those that are found, contribute to the {@code Multibinder} of
 * {@link ElevatorType} or {@link DriverType}; to search more folders, contribute to the {@code
 * Multibinder} of {@link Path} with {@link PluginFolder}.
 */
public final class BlockLayerModule extends AbstractModule {
  private static final Key<ThreadFactory> THREADS =
      Key.get(ThreadFactory.class, ForBlockLayer.class);
  private static final Key<Executor> WORKERS = Key.get(Executor.class, ForBlockLayer.class);
  private static final Key<Consumer<String>> NOTICES =
      Key.get(new TypeLiteral<Consumer<String>>() {}, ForBlockLayer.class);

  /** Creates the module. */
  public BlockLayerModule() {}

  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), TimeBase.class);
    OptionalBinder.newOptionalBinder(binder(), THREADS);
    OptionalBinder.newOptionalBinder(binder(), WORKERS);
    OptionalBinder.newOptionalBinder(binder(), NOTICES);
    byDefault(PermissionPolicy.class, PermissionPolicy.ALLOW);
    byDefault(Credentials.class, BlockLayers.defaultCredentials());
    byDefault(DefectSink.class, DefectSink.LOGGED);
    byDefault(StatisticsSink.class, StatisticsSink.NONE);
    byDefault(QueueDefaults.class, QueueDefaults.LAYER);
    byDefault(PluginTrust.class, PluginTrust.DEFAULT);
    byDefault(DefectPolicy.class, DefectPolicy.DEFAULT);
    byDefault(LayerSettings.class, LayerSettings.DEFAULT);
    Multibinder.newSetBinder(binder(), ElevatorType.class);
    Multibinder.newSetBinder(binder(), DriverType.class);
    Multibinder.newSetBinder(binder(), Path.class, PluginFolder.class);
    bindLayer();
  }

  private <T> void byDefault(Class<T> type, T value) {
    OptionalBinder.newOptionalBinder(binder(), type).setDefault().toInstance(value);
  }

  /**
   * Binds the layer with providers instead of {@code @Provides} methods. Guice calls such a method
   * by reflection if {@code guice_bytecode_gen_option} is {@code DISABLED}, and this fails for a
   * module that is not open to Guice. {@link #getProvider} declares the dependencies of each
   * provider, so a missing part is an error when the injector is created.
   */
  private void bindLayer() {
    Provider<Optional<TimeBase>> time =
        getProvider(Key.get(new TypeLiteral<Optional<TimeBase>>() {}));
    Provider<Optional<ThreadFactory>> threads =
        getProvider(THREADS.ofType(new TypeLiteral<Optional<ThreadFactory>>() {}));
    Provider<Optional<Executor>> workers =
        getProvider(WORKERS.ofType(new TypeLiteral<Optional<Executor>>() {}));
    Provider<Optional<Consumer<String>>> notices =
        getProvider(NOTICES.ofType(new TypeLiteral<Optional<Consumer<String>>>() {}));
    Provider<PermissionPolicy> policy = getProvider(PermissionPolicy.class);
    Provider<Credentials> credentials = getProvider(Credentials.class);
    Provider<DefectSink> errors = getProvider(DefectSink.class);
    Provider<StatisticsSink> statistics = getProvider(StatisticsSink.class);
    Provider<QueueDefaults> queueDefaults = getProvider(QueueDefaults.class);
    Provider<PluginTrust> trust = getProvider(PluginTrust.class);
    Provider<DefectPolicy> defects = getProvider(DefectPolicy.class);
    Provider<LayerSettings> layerSettings = getProvider(LayerSettings.class);
    Provider<Set<ElevatorType>> elevators =
        getProvider(Key.get(new TypeLiteral<Set<ElevatorType>>() {}));
    Provider<Set<DriverType>> drivers = getProvider(Key.get(new TypeLiteral<Set<DriverType>>() {}));
    Provider<Set<Path>> folders =
        getProvider(Key.get(new TypeLiteral<Set<Path>>() {}, PluginFolder.class));
    Provider<BlockLayer> made =
        () -> {
          LayerSettings settings = layerSettings.get();
          BlockLayers.Builder builder =
              BlockLayers.builder()
                  .permissionPolicy(policy.get())
                  .credentials(credentials.get())
                  .errors(errors.get())
                  .statistics(statistics.get(), settings.statisticsInterval())
                  .queueDefaults(queueDefaults.get())
                  .plugins(
                      new PluginFolders(
                          List.copyOf(folders.get()), trust.get(), settings.watchPlugins()))
                  .defectPolicy(defects.get())
                  .applicationModules(settings.applicationModules())
                  .administrationLimit(settings.administrationLimit())
                  .seed(settings.seed());
          if (settings.stripes() > 0) {
            builder.stripes(settings.stripes());
          }
          time.get().ifPresent(builder::time);
          threads.get().ifPresent(builder::threads);
          workers.get().ifPresent(builder::workers);
          notices.get().ifPresent(builder::notices);
          elevators.get().forEach(builder::elevator);
          drivers.get().forEach(builder::driver);
          return builder.build();
        };
    bind(BlockLayer.class).toProvider(made).in(Singleton.class);
    Provider<BlockLayer> layer = getProvider(BlockLayer.class);
    Provider<Tasks> tasks = () -> layer.get().tasks();
    Provider<Groups> groups = () -> layer.get().groups();
    Provider<Plugins> plugins = () -> layer.get().plugins();
    bind(Tasks.class).toProvider(tasks);
    bind(Groups.class).toProvider(groups);
    bind(Plugins.class).toProvider(plugins);
  }
}
