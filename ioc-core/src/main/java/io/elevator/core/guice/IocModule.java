package io.elevator.core.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BlockLayer;
import io.elevator.api.Credentials;
import io.elevator.api.Groups;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.Plugins;
import io.elevator.api.Tasks;
import io.elevator.core.Ioc;
import io.elevator.core.IocErrors;
import io.elevator.core.QueueDefaults;
import io.elevator.core.StatisticsSink;
import io.elevator.core.plugin.PluginTrust;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.DriverType;
import io.elevator.spi.ElevatorType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Binds a {@link BlockLayer}, and with it {@link Tasks}, {@link Groups} and {@link Plugins}, as
 * singletons of the injector. Nothing is static: two injectors know nothing of each other. Whoever
 * makes the injector closes the layer, which gives back all threads.
 *
 * <p>To replace a part, bind its key through {@code OptionalBinder.newOptionalBinder(binder(),
 * key).setBinding()}:
 *
 * <ul>
 *   <li>{@link TimeBase}: clock, timers and deferred jobs; real time by default. One that is bound
 *       is not closed with the layer.
 *   <li>{@link ForIoc} {@link ThreadFactory}: threads of timers, workers, drivers and the watch of
 *       plugin folders; by default daemons named {@code ioc-0} and so on.
 *   <li>{@link ForIoc} {@link Executor}: deferred jobs, in place of workers of the layer's own; not
 *       closed with the layer, and not asked where a {@link TimeBase} is bound.
 *   <li>{@link PermissionPolicy}, {@link Credentials} (whom tasks act for that do not say).
 *   <li>{@link IocErrors} for defects, {@link ForIoc} {@code Consumer<String>} for what drivers say
 *       users should know once; both are logged by default.
 *   <li>{@link StatisticsSink}: the figures of queues; thrown away by default.
 *   <li>{@link QueueDefaults}: what queues get that do not say.
 *   <li>{@link PluginTrust}: which plugin folders are trusted, and the digests of jars.
 *   <li>{@link LayerSettings}: numbers and switches.
 * </ul>
 *
 * <p>To add plugins by hand, beside those that are found, contribute to the {@code Multibinder} of
 * {@link ElevatorType} or {@link DriverType}; to look in more folders, to that of {@link Path} with
 * {@link PluginFolder}.
 */
public final class IocModule extends AbstractModule {
  private static final Key<Consumer<String>> NOTICES =
      Key.get(new TypeLiteral<Consumer<String>>() {}, ForIoc.class);

  /** Makes the module. */
  public IocModule() {}

  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), TimeBase.class);
    OptionalBinder.newOptionalBinder(binder(), Key.get(ThreadFactory.class, ForIoc.class));
    OptionalBinder.newOptionalBinder(binder(), Key.get(Executor.class, ForIoc.class));
    OptionalBinder.newOptionalBinder(binder(), NOTICES);
    byDefault(PermissionPolicy.class, PermissionPolicy.ALLOW);
    byDefault(Credentials.class, Ioc.defaultCredentials());
    byDefault(IocErrors.class, IocErrors.LOGGED);
    byDefault(StatisticsSink.class, StatisticsSink.NONE);
    byDefault(QueueDefaults.class, QueueDefaults.LAYER);
    byDefault(PluginTrust.class, PluginTrust.DEFAULT);
    byDefault(LayerSettings.class, LayerSettings.DEFAULT);
    Multibinder.newSetBinder(binder(), ElevatorType.class);
    Multibinder.newSetBinder(binder(), DriverType.class);
    Multibinder.newSetBinder(binder(), Path.class, PluginFolder.class);
  }

  private <T> void byDefault(Class<T> type, T value) {
    OptionalBinder.newOptionalBinder(binder(), type).setDefault().toInstance(value);
  }

  @Provides
  @Singleton
  BlockLayer blockLayer(
      Optional<TimeBase> time,
      @ForIoc Optional<ThreadFactory> threads,
      @ForIoc Optional<Executor> workers,
      @ForIoc Optional<Consumer<String>> notices,
      PermissionPolicy policy,
      Credentials credentials,
      IocErrors errors,
      StatisticsSink statistics,
      QueueDefaults queueDefaults,
      PluginTrust trust,
      LayerSettings settings,
      Set<ElevatorType> elevators,
      Set<DriverType> drivers,
      @PluginFolder Set<Path> folders) {
    Ioc.Builder builder =
        Ioc.builder()
            .permissionPolicy(policy)
            .credentials(credentials)
            .errors(errors)
            .statistics(statistics, settings.statisticsInterval())
            .queueDefaults(queueDefaults)
            .pluginTrust(trust)
            .applicationModules(settings.applicationModules())
            .watchPlugins(settings.watchPlugins())
            .seed(settings.seed());
    if (settings.stripes() > 0) {
      builder.stripes(settings.stripes());
    }
    time.ifPresent(builder::time);
    threads.ifPresent(builder::threads);
    workers.ifPresent(builder::workers);
    notices.ifPresent(builder::notices);
    elevators.forEach(builder::elevator);
    drivers.forEach(builder::driver);
    folders.forEach(builder::pluginFolder);
    return builder.build();
  }

  @Provides
  Tasks tasks(BlockLayer layer) {
    return layer.tasks();
  }

  @Provides
  Groups groups(BlockLayer layer) {
    return layer.groups();
  }

  @Provides
  Plugins plugins(BlockLayer layer) {
    return layer.plugins();
  }
}
