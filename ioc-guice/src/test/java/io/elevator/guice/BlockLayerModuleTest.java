package io.elevator.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Groups;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.api.Tasks;
import io.elevator.core.StatisticsSink;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.InstantDrive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlockLayerModuleTest {
  @TempDir Path work;

  private final CountDownLatch reported = new CountDownLatch(1);

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
    public Elevator attach(Attachment attachment) {
      throw new UnsupportedOperationException("not attached in this test");
    }
  }

  @Test
  void defaultBindingsGiveALayerAndItsParts() {
    Injector injector = Guice.createInjector(new BlockLayerModule());
    try (BlockLayer layer = injector.getInstance(BlockLayer.class)) {
      assertThat(injector.getInstance(BlockLayer.class)).isSameAs(layer);
      assertThat(injector.getInstance(Tasks.class)).isSameAs(layer.tasks());
      assertThat(injector.getInstance(Groups.class)).isSameAs(layer.groups());
    }
  }

  @Test
  void twoInjectorsHaveIndependentLayers() {
    BlockLayer one = withDrive();
    try (BlockLayer two = withDrive()) {
      one.groups().create(one.groups().root(), "mine", 100);
      RequestQueue queue = open(one);
      assertThat(one.groups().children(one.groups().root())).hasSize(1);
      assertThat(two.groups().children(two.groups().root())).isEmpty();
      assertThat(one.queues()).containsExactly(queue);
      assertThat(two.queues()).isEmpty();
      assertThat(one.plugins()).isNotSameAs(two.plugins());

      one.close();
      try (RequestQueue other = open(two);
          Task task = two.tasks().newTask(TaskSpec.named("flusher"))) {
        assertThat(other.submitAndWait(two.newBio().task(task).flush())).isEqualTo(BioStatus.OK);
      }
    }
  }

  private static BlockLayer withDrive() {
    return Guice.createInjector(
            new BlockLayerModule(),
            new AbstractModule() {
              @Override
              protected void configure() {
                Multibinder.newSetBinder(binder(), DriverType.class)
                    .addBinding()
                    .to(InstantDrive.class);
              }
            })
        .getInstance(BlockLayer.class);
  }

  @Test
  void closingTheLayerEndsAllThreads() throws Exception {
    Path folder = Files.createDirectory(work.resolve("plugins"));
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> made;
    BlockLayer layer =
        Guice.createInjector(
                new BlockLayerModule(),
                new AbstractModule() {
                  @Override
                  protected void configure() {
                    Multibinder.newSetBinder(binder(), DriverType.class)
                        .addBinding()
                        .to(InstantDrive.class);
                    Multibinder.newSetBinder(binder(), Path.class, PluginFolder.class)
                        .addBinding()
                        .toInstance(folder);
                    OptionalBinder.newOptionalBinder(binder(), LayerSettings.class)
                        .setBinding()
                        .toInstance(
                            LayerSettings.DEFAULT
                                .withWatchPlugins(true)
                                .withStatisticsInterval(Duration.ofMillis(1)));
                    OptionalBinder.newOptionalBinder(binder(), StatisticsSink.class)
                        .setBinding()
                        .toInstance((queue, figures) -> reported.countDown());
                  }
                })
            .getInstance(BlockLayer.class);
    try (layer) {
      open(layer);
      layer.tasks().newTask(TaskSpec.named("nobody")).exit();
      reported.await();
      made =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !before.contains(thread))
              // Except a thread of the JDK itself, which ends some time after the last watch is
              // closed.
              .filter(thread -> !thread.getName().equals("FileSystemWatchService"))
              .toList();
    }
    assertThat(made)
        .as("the timers', a worker, the watch's, and that for lost tasks")
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(Thread::isDaemon)
        .allMatch(thread -> thread.getName().matches("ioc-\\d+"))
        .noneMatch(Thread::isAlive);
  }

  private static RequestQueue open(BlockLayer layer) {
    return layer.open(QueueConfig.onDriver("instant").withElevator("none"));
  }

  @Test
  void modulesOfTheUserReplacePartsAndContributePlugins() {
    var time = new VirtualTime();
    Injector injector =
        Guice.createInjector(
            new BlockLayerModule(),
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
