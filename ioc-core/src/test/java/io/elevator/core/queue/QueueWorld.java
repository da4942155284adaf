package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.Capability;
import io.elevator.api.Credentials;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.QueueIds;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.queue.submit.CorePlug;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.driver.BlockDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a test of queues needs: tasks, time, elevators, and an error sink that must be
 * empty at the end. Closing the world validates and closes every queue.
 */
final class QueueWorld implements AutoCloseable {
  static final int SECTOR = 512;

  final TimeBase time;
  final List<String> errors = new CopyOnWriteArrayList<>();
  final List<Throwable> thrown = new CopyOnWriteArrayList<>();
  final IoContexts contexts;
  final GroupTree groups = new GroupTree();
  final TaskRegistry tasks;
  final CoreTask task;
  final CorePlug.Layer plugs;
  final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);
  private final QueueIds ids = new QueueIds();
  private final Map<String, ElevatorKind> kinds = new LinkedHashMap<>();
  private final List<BlockQueue> queues = new ArrayList<>();
  private final List<IcqCache> caches = new ArrayList<>();
  private int stripes = 1;
  private int maxParked = 1 << 20;
  private io.elevator.api.DefectPolicy defects = io.elevator.api.DefectPolicy.DEFAULT;
  private long administrationNanos = 30_000_000_000L;

  private final ErrorSink sink;

  private QueueWorld(TimeBase time, @Nullable ErrorSink given) {
    this(time, given, PermissionPolicy.ALLOW);
  }

  private QueueWorld(TimeBase time, @Nullable ErrorSink given, PermissionPolicy policy) {
    this.time = time;
    this.sink = given == null ? this::report : given;
    this.contexts = new IoContexts(time, time::defer, sink);
    this.tasks =
        new TaskRegistry(
            contexts, groups, 64, Credentials.user(0).with(Capability.SYS_NICE), policy);
    this.task = tasks.newTask(TaskSpec.named("task").withStripe(0));
    this.plugs = new CorePlug.Layer(time);
  }

  static QueueWorld virtual() {
    return new QueueWorld(new VirtualTime(), null);
  }

  /** Creates a world in virtual time with the given policy for priorities. */
  static QueueWorld virtual(PermissionPolicy policy) {
    return new QueueWorld(new VirtualTime(), null, policy);
  }

  static QueueWorld on(TimeBase time) {
    return new QueueWorld(time, null);
  }

  /** Creates a world that reports defects to the given sink. */
  static QueueWorld on(TimeBase time, ErrorSink sink) {
    return new QueueWorld(time, sink);
  }

  static QueueWorld real() {
    return new QueueWorld(
        new RealTime(
            work -> {
              Thread thread = new Thread(work, "test-worker");
              thread.setDaemon(true);
              return thread;
            },
            2,
            (place, error) -> {
              throw new IllegalStateException(place, error);
            }),
        null);
  }

  QueueWorld stripes(int value) {
    stripes = value;
    return this;
  }

  QueueWorld maxParked(int value) {
    maxParked = value;
    return this;
  }

  QueueWorld defects(io.elevator.api.DefectPolicy value) {
    defects = value;
    return this;
  }

  QueueWorld administrationLimit(java.time.Duration value) {
    administrationNanos = value.toNanos();
    return this;
  }

  private void report(String place, Throwable error) {
    errors.add(place + ": " + error);
    thrown.add(error);
  }

  VirtualTime virtualTime() {
    return (VirtualTime) time;
  }

  /** Registers an elevator type, and returns this world. */
  QueueWorld with(ElevatorType type) {
    Icq.Factory factory = type.icqFactory();
    IcqCache cache = factory == null ? null : new IcqCache(type.name(), factory);
    if (cache != null) {
      caches.add(cache);
    }
    kinds.put(type.name(), new ElevatorKind(type, type.name(), cache));
    return this;
  }

  BlockQueue queue(BlockDriver driver) {
    var queue =
        new BlockQueue(
            new QueueSetup(
                ids.take(),
                "disk" + queues.size(),
                driver,
                new ElevatorKind.Catalogue() {
                  @Override
                  public ElevatorKind find(String name) {
                    return kinds.get(name);
                  }

                  @Override
                  public List<String> names() {
                    return List.copyOf(kinds.keySet());
                  }
                },
                tasks,
                time,
                sink,
                stripes,
                maxParked,
                closed -> ids.giveBack(closed.id()),
                administrationNanos,
                defects));
    queues.add(queue);
    return queue;
  }

  BlockQueue queue(BlockDriver driver, ElevatorType type) {
    with(type);
    BlockQueue queue = queue(driver);
    queue.admin().switchElevator(type.name());
    return queue;
  }

  Task newTask(String name, int stripe) {
    return tasks.newTask(TaskSpec.named(name).withStripe(stripe));
  }

  CoreBio bio() {
    var bio = new CoreBio();
    bio.task(task);
    return bio;
  }

  /** Returns a read of whole sectors into the memory of this world. */
  Bio read(long sector, int sectors) {
    return bio().read(512L * sector, memory, 0, (long) sectors * SECTOR);
  }

  /** Returns a synchronous write of whole sectors from the memory of this world. */
  Bio write(long sector, int sectors) {
    return bio().write(512L * sector, memory, 0, (long) sectors * SECTOR).flags(BioFlags.SYNC);
  }

  /** Runs virtual time until no event is left. Fails if that takes more than ten million events. */
  void runAll() {
    long most = virtualTime().events() + 10_000_000;
    virtualTime().runUntil(() -> virtualTime().events() >= most);
    assertThat(virtualTime().isIdle()).as("virtual time comes to rest").isTrue();
  }

  /** Runs the events of the next 0.1 s of virtual time. Requests do not time out that soon. */
  void runAllButTimeouts() {
    virtualTime().runDeferred();
    pass(100_000_000);
  }

  /** Advances virtual time, running the events on the way. */
  void pass(long nanos) {
    virtualTime().advanceTo(time.now() + nanos);
  }

  /**
   * Asserts that the reported defects contain exactly the given texts, in order; without arguments,
   * that none was reported.
   */
  void expectErrors(String... parts) {
    assertThat(errors).hasSize(parts.length);
    for (int i = 0; i < parts.length; i++) {
      assertThat(errors.get(i)).contains(parts[i]);
    }
    errors.clear();
  }

  /** Validates and closes all queues, which must be idle. */
  @Override
  public void close() {
    for (BlockQueue queue : queues) {
      QueueValidator.validateAtRest(queue);
      queue.close();
    }
    task.exit();
    if (time instanceof VirtualTime virtual) {
      virtual.runDeferred();
    }
    time.close();
    for (IcqCache cache : caches) {
      cache.close();
    }
    assertThat(errors).isEmpty();
  }

  /** Closes the world without validating its queues, for tests that break them on purpose. */
  void abandon() {
    time.close();
  }

  static void close(RequestQueue queue) {
    queue.close();
  }
}
