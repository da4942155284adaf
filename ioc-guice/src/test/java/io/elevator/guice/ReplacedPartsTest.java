package io.elevator.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.Plugins;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.DefectSink;
import io.elevator.core.QueueDefaults;
import io.elevator.core.StatisticsSink;
import io.elevator.plugins.PluginTrust;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.InstantDrive;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each replaceable part is used when its key is bound. */
@Timeout(60)
class ReplacedPartsTest {
  @TempDir Path work;

  /** Binds the driver of these tests, and switches off the search for other plugins. */
  private static final class Base extends AbstractModule {
    private final Consumer<Base> more;

    /** Adds the bindings of {@code more}. */
    Base(Consumer<Base> more) {
      this.more = more;
    }

    @Override
    protected void configure() {
      Multibinder.newSetBinder(binder(), DriverType.class).addBinding().to(InstantDrive.class);
      more.accept(this);
    }

    Binder parts() {
      return binder();
    }

    final <T> void replace(Class<T> type, T value) {
      replace(Key.get(type), value);
    }

    final <T> void replace(Key<T> key, T value) {
      OptionalBinder.newOptionalBinder(binder(), key).setBinding().toInstance(value);
    }

    final void settings(LayerSettings value) {
      replace(LayerSettings.class, value);
    }
  }

  private static BlockLayer layer(Consumer<Base> more) {
    return Guice.createInjector(new BlockLayerModule(), new Base(more))
        .getInstance(BlockLayer.class);
  }

  private static void read(BlockLayer layer, RequestQueue queue) {
    try (Arena arena = Arena.ofShared();
        Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
      assertThat(queue.submitAndWait(layer.newBio().task(task).read(0, arena.allocate(512, 512))))
          .isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void boundThreadsWorkersAndStatisticsSinkAreUsed() throws InterruptedException {
    List<Thread> made = new CopyOnWriteArrayList<>();
    ThreadFactory threads =
        job -> {
          Thread thread = Thread.ofPlatform().daemon().name("mine-" + made.size()).unstarted(job);
          made.add(thread);
          return thread;
        };
    List<String> sources = new CopyOnWriteArrayList<>();
    var reportedOpen = new CountDownLatch(1);
    StatisticsSink sink =
        (queue, figures) -> {
          assertThat(figures.name()).isEqualTo(queue);
          sources.add(Thread.currentThread().getName());
          reportedOpen.countDown();
        };
    try (ExecutorService workers =
        Executors.newSingleThreadExecutor(job -> new Thread(job, "workers-of-the-application"))) {
      try (BlockLayer layer =
              layer(base -> {
                base.replace(Key.get(ThreadFactory.class, ForBlockLayer.class), threads);
                base.replace(Key.get(Executor.class, ForBlockLayer.class), workers);
                base.replace(StatisticsSink.class, sink);
                base.settings(LayerSettings.DEFAULT.withStatisticsInterval(Duration.ofMillis(1)));
              });
          RequestQueue queue =
              layer.open(QueueConfig.onDriver("instant").withName("disk").withElevator("none"))) {
        read(layer, queue);
        reportedOpen.await();
        assertThat(sources.getFirst()).isEqualTo("workers-of-the-application");
      }
      assertThat(sources.getLast()).as("last figures").isEqualTo("workers-of-the-application");
      assertThat(made).as("timers, and lost tasks").hasSize(2).noneMatch(Thread::isAlive);
      assertThat(workers.isShutdown()).isFalse();
    }
  }

  @Test
  void finalFiguresOfAQueueAreItsOwn() {
    List<Object> elevators = new CopyOnWriteArrayList<>();
    List<Object> reads = new CopyOnWriteArrayList<>();
    try (BlockLayer layer =
        layer(base -> {
          base.replace(
              StatisticsSink.class,
              (queue, figures) -> {
                elevators.add(figures.values().get("elevator"));
                figures.children().stream()
                    .filter(child -> child.name().equals("disk"))
                    .forEach(disk -> reads.add(disk.values().get("read_ios")));
              });
        })) {
      RequestQueue queue = layer.open(QueueConfig.onDriver("instant").withElevator("none"));
      read(layer, queue);
      read(layer, queue);
      assertThat(elevators).isEmpty();
      queue.close();
      assertThat(elevators).containsExactly("none");
      assertThat(reads).containsExactly(2L);
      assertThat(queue.metrics().statistics())
          .as("once closed")
          .isEqualTo(queue.metrics().statistics());
    }
    assertThat(elevators).as("once for each queue").hasSize(1);
  }

  @Test
  void exceptionOfAStatisticsSinkIsReported() {
    List<String> defects = new CopyOnWriteArrayList<>();
    try (BlockLayer layer =
        layer(base -> {
          base.replace(DefectSink.class, (where, defect) -> defects.add(where + ": " + defect));
          base.replace(
              StatisticsSink.class,
              (queue, figures) -> {
                throw new IllegalStateException("full");
              });
        })) {
      layer.open(QueueConfig.onDriver("instant").withName("disk").withElevator("none")).close();
    }
    assertThat(defects).containsExactly("disk: statistics: java.lang.IllegalStateException: full");
  }

  @Test
  void boundQueueDefaultsApplyToQueues() {
    QueueDefaults defaults =
        asked -> (asked.elevator() == null ? asked.withElevator("none") : asked).withName("named");
    try (BlockLayer layer =
        layer(base -> {
          base.replace(QueueDefaults.class, defaults);
        })) {
      RequestQueue queue = layer.open(QueueConfig.onDriver("instant"));
      assertThat(queue.name()).isEqualTo("named");
      assertThat(queue.admin().elevator()).isEqualTo("none");
    }
  }

  @Test
  void boundPermissionPolicyAndCredentialsAreUsed() {
    PermissionPolicy refusing =
        new PermissionPolicy() {
          @Override
          public void checkSet(Task caller, Task target, int priority) {
            throw new SecurityException("no priorities here");
          }

          @Override
          public void checkGet(Task caller, Task target) {}
        };
    Credentials privileged = BlockLayers.privilegedCredentials();
    try (BlockLayer layer =
            layer(base -> {
              base.replace(PermissionPolicy.class, refusing);
              base.replace(Credentials.class, privileged);
            });
        Task task = layer.tasks().newTask(TaskSpec.named("asking"))) {
      assertThat(task.credentials()).isEqualTo(privileged);
      assertThatThrownBy(
              () -> layer.tasks().setPriority(task, task, IoPriority.bestEffort(1).value()))
          .isInstanceOf(SecurityException.class)
          .hasMessage("no priorities here");
    }
  }

  @Test
  void boundFoldersTrustAndWatchSettingAreUsed() throws Exception {
    Path folder = Files.createDirectory(work.resolve("plugins"));
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
    Injector injector =
        Guice.createInjector(
            new BlockLayerModule(),
            new Base(base -> {
              Multibinder.newSetBinder(base.parts(), Path.class, PluginFolder.class)
                  .addBinding()
                  .toInstance(folder);
              base.replace(
                  PluginTrust.class, PluginTrust.DEFAULT.withDigests(Set.of("0".repeat(64))));
              base.settings(
                  LayerSettings.DEFAULT.withApplicationModules(false).withWatchPlugins(true));
            }));
    try (BlockLayer layer = injector.getInstance(BlockLayer.class)) {
      assertThat(layer.drivers()).extracting("name").containsExactly("instant");
      assertThat(layer.pluginProblems())
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.source()).isEqualTo(broken.toString());
            assertThat(problem.reason()).contains("not among those that may be loaded");
          });
      assertThat(injector.getInstance(Plugins.class)).isSameAs(layer.plugins());
      Files.delete(broken);
      while (!layer.pluginProblems().isEmpty()) {
        LockSupport.parkNanos(1_000_000);
        assertThat(Thread.interrupted()).as("ended by the time limit").isFalse();
      }
    }
  }

  @Test
  void boundConsumerReceivesNotices() {
    List<String> notices = new CopyOnWriteArrayList<>();
    class Noticing extends AbstractModule {
      @Override
      protected void configure() {
        OptionalBinder.newOptionalBinder(
                binder(), Key.get(new TypeLiteral<Consumer<String>>() {}, ForBlockLayer.class))
            .setBinding()
            .toInstance(notices::add);
        Multibinder.newSetBinder(binder(), DriverType.class)
            .addBinding()
            .toInstance(new InstantDrive("as it is here"));
      }
    }
    try (BlockLayer layer =
        Guice.createInjector(new BlockLayerModule(), new Noticing())
            .getInstance(BlockLayer.class)) {
      layer.open(QueueConfig.onDriver("instant").withElevator("none"));
    }
    assertThat(notices).containsExactly("instant: as it is here");
  }
}
