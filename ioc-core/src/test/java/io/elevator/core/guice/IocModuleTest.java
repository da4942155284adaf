package io.elevator.core.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BlockLayer;
import io.elevator.api.Groups;
import io.elevator.api.Tasks;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorCapability;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IocModuleTest {
  @SpiVersion(SpiVersion.CURRENT)
  private static final class ByMultibinding extends ElevatorType {
    @Override
    public String name() {
      return "by-guice";
    }

    @Override
    public String description() {
      return "contributed by a user's module";
    }

    @Override
    public Set<ElevatorCapability> capabilities() {
      return Set.of();
    }

    @Override
    public Elevator attach(Attachment attachment) {
      throw new UnsupportedOperationException("not attached in this test");
    }
  }

  @Test
  void defaultsGiveALayerAndItsParts() {
    Injector injector = Guice.createInjector(new IocModule());
    try (BlockLayer layer = injector.getInstance(BlockLayer.class)) {
      assertThat(injector.getInstance(BlockLayer.class)).isSameAs(layer);
      assertThat(injector.getInstance(Tasks.class)).isSameAs(layer.tasks());
      assertThat(injector.getInstance(Groups.class)).isSameAs(layer.groups());
    }
  }

  @Test
  void twoInjectorsDoNotSeeEachOther() {
    try (BlockLayer one = Guice.createInjector(new IocModule()).getInstance(BlockLayer.class);
        BlockLayer two = Guice.createInjector(new IocModule()).getInstance(BlockLayer.class)) {
      assertThat(one).isNotSameAs(two);
      assertThat(one.groups().root()).isNotSameAs(two.groups().root());
    }
  }

  @Test
  void partsAreReplacedAndPluginsContributedByTheUsersModule() {
    var time = new VirtualTime();
    Injector injector =
        Guice.createInjector(
            new IocModule(),
            new AbstractModule() {
              @Override
              protected void configure() {
                OptionalBinder.newOptionalBinder(binder(), TimeBase.class)
                    .setBinding()
                    .toInstance(time);
                Multibinder.newSetBinder(binder(), ElevatorType.class)
                    .addBinding()
                    .to(ByMultibinding.class);
                Multibinder.newSetBinder(binder(), Path.class, PluginFolder.class)
                    .addBinding()
                    .toInstance(Path.of("no-such-folder"));
              }
            });
    try (BlockLayer layer = injector.getInstance(BlockLayer.class)) {
      assertThat(layer.elevators()).extracting("name").contains("by-guice");
      assertThat(layer.pluginProblems()).extracting("source").containsExactly("no-such-folder");
      assertThat(injector.getInstance(TimeBase.class)).isSameAs(time);
    }
  }
}
