package io.elevator.core.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BlockLayer;
import io.elevator.api.Credentials;
import io.elevator.api.Groups;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.Tasks;
import io.elevator.core.Ioc;
import io.elevator.core.IocErrors;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.DriverType;
import io.elevator.spi.ElevatorType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Binds a {@link BlockLayer}, and with it {@link Tasks} and {@link Groups}, as singletons of the
 * injector. Nothing is static: two injectors know nothing of each other. Whoever makes the injector
 * closes the layer, which gives back all threads.
 *
 * <p>To replace a part, bind it through {@code OptionalBinder.newOptionalBinder(binder(),
 * Key).setBinding()}: {@link TimeBase} (real time by default; one that is bound is not closed with
 * the layer), {@link PermissionPolicy}, {@link Credentials} (whom tasks act for that do not say),
 * {@link IocErrors}. To add plugins by hand, beside those that are found, contribute to the {@code
 * Multibinder} of {@link ElevatorType} or {@link DriverType}; to look in more folders, to that of
 * {@link Path} with {@link PluginFolder}.
 */
public final class IocModule extends AbstractModule {
  /** Makes the module. */
  public IocModule() {}

  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), TimeBase.class);
    OptionalBinder.newOptionalBinder(binder(), PermissionPolicy.class)
        .setDefault()
        .toInstance(PermissionPolicy.ALLOW);
    OptionalBinder.newOptionalBinder(binder(), Credentials.class)
        .setDefault()
        .toInstance(Ioc.defaultCredentials());
    OptionalBinder.newOptionalBinder(binder(), IocErrors.class)
        .setDefault()
        .toInstance(IocErrors.LOGGED);
    Multibinder.newSetBinder(binder(), ElevatorType.class);
    Multibinder.newSetBinder(binder(), DriverType.class);
    Multibinder.newSetBinder(binder(), Path.class, PluginFolder.class);
  }

  @Provides
  @Singleton
  BlockLayer blockLayer(
      Optional<TimeBase> time,
      PermissionPolicy policy,
      Credentials credentials,
      IocErrors errors,
      Set<ElevatorType> elevators,
      Set<DriverType> drivers,
      @PluginFolder Set<Path> folders) {
    Ioc.Builder builder =
        Ioc.builder().permissionPolicy(policy).credentials(credentials).errors(errors);
    time.ifPresent(builder::time);
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
}
