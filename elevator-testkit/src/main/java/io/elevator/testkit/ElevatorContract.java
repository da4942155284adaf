package io.elevator.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.IoPriority;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.Ioc;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every elevator must do, as tests to inherit: a subclass says which elevator. Each test has a
 * block layer of its own in virtual time in front of a {@link VirtualDrive}; nothing depends on the
 * machine or on chance. Whatever the layer reports as a defect of the elevator fails the test.
 */
public abstract class ElevatorContract {
  private static final long SEED = 20_250_101;
  private static final int BIOS = 300;

  private final List<String> defects = new ArrayList<>();
  private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 4096);

  /** For the subclass. */
  protected ElevatorContract() {}

  /** Returns the elevator that is tested; each test asks once. */
  protected abstract ElevatorType elevator();

  /** What a test does with a queue. */
  @FunctionalInterface
  private interface Story {
    void tell(BlockLayer layer, RequestQueue queue, VirtualTime time);
  }

  private void tell(VirtualDrive drive, Story story) {
    ElevatorType type = elevator();
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            Ioc.builder()
                .applicationModules(false)
                .time(time)
                .stripes(2)
                .credentials(Ioc.privilegedCredentials())
                .elevator(type)
                .driver(drive)
                .errors((where, defect) -> defects.add(where + ": " + defect))
                .build()) {
      assertEquals(List.of(), layer.pluginProblems(), "plugin problems");
      RequestQueue queue =
          layer.open(QueueConfig.onDriver(VirtualDrive.NAME).withElevator(type.name()));
      story.tell(layer, queue, time);
    }
    assertEquals(List.of(), defects, "defects that the layer reported");
  }

  /** Random reads and writes of several tasks; some meet and may merge. */
  private List<Bio> load(BlockLayer layer, List<Task> tasks, RequestQueue queue) {
    var random = new Random(SEED);
    List<Bio> bios = new ArrayList<>();
    long next = 0;
    for (int i = 0; i < BIOS; i++) {
      Bio bio = layer.newBio().task(tasks.get(random.nextInt(tasks.size())));
      long sector = random.nextInt(3) == 0 ? next : 8L * random.nextInt(1 << 20);
      next = sector + 8;
      MemorySegment data = memory.asSlice(0, 4096);
      bios.add(random.nextBoolean() ? bio.read(sector, data) : bio.write(sector, data));
      queue.submit(bio);
    }
    return bios;
  }

  private static List<Task> tasks(BlockLayer layer) {
    List<Task> tasks = new ArrayList<>();
    for (int level = 0; level < IoPriority.LEVELS; level += 2) {
      tasks.add(layer.tasks().newTask(TaskSpec.named("task" + level)));
    }
    return tasks;
  }

  private static void assertAllEnd(List<Bio> bios, VirtualTime time) {
    time.advanceTo(time.now() + 20_000_000_000L);
    for (Bio bio : bios) {
      assertEquals(BioStatus.OK, bio.status(), () -> "seed " + SEED + ": " + bio);
    }
  }

  /** The type's name, aliases, description and SPI version are there and do not change. */
  @Test
  public void theTypeDescribesItself() {
    ElevatorType type = elevator();
    assertTrue(type.getClass().isAnnotationPresent(SpiVersion.class), "@SpiVersion");
    assertTrue(type.name().matches("[a-z0-9-]{1,15}"), type.name());
    assertTrue(!type.description().isBlank(), "description");
    assertEquals(type.name(), type.name());
    assertEquals(type.aliases(), type.aliases());
    assertEquals(type.capabilities(), type.capabilities());
  }

  /** Every bio ends, with more queued than the drive holds. */
  @Test
  public void everyBioEnds() {
    var drive = new VirtualDrive(4, 0);
    tell(
        drive,
        (layer, queue, time) -> {
          List<Task> tasks = tasks(layer);
          assertAllEnd(load(layer, tasks, queue), time);
          tasks.forEach(Task::exit);
        });
    assertTrue(drive.served() > 0 && drive.served() <= BIOS, "served " + drive.served());
  }

  /** Requests that the drive gives back come again. */
  @Test
  public void whatIsGivenBackComesAgain() {
    tell(
        new VirtualDrive(2, 50),
        (layer, queue, time) -> {
          List<Task> tasks = tasks(layer);
          assertAllEnd(load(layer, tasks, queue), time);
          tasks.forEach(Task::exit);
        });
  }

  /** Nothing is lost or done twice when tasks exit while their requests are queued. */
  @Test
  public void tasksExitWhileTheirRequestsAreQueued() {
    tell(
        new VirtualDrive(1, 0),
        (layer, queue, time) -> {
          List<Task> tasks = tasks(layer);
          List<Bio> bios = load(layer, tasks, queue);
          tasks.forEach(Task::exit);
          assertAllEnd(bios, time);
        });
  }

  /** It can be attached, detached and attached again; each time it serves. */
  @Test
  public void itIsSwitchedInAndOut() {
    String name = elevator().name();
    tell(
        new VirtualDrive(2, 0),
        (layer, queue, time) -> {
          for (int i = 0; i < 5; i++) {
            List<Task> tasks = tasks(layer);
            assertAllEnd(load(layer, tasks, queue), time);
            queue.switchElevator("none");
            queue.switchElevator(name);
            tasks.forEach(Task::exit);
          }
          assertEquals(name, queue.elevator());
        });
  }

  /** A queue that has been at rest is served again. */
  @Test
  public void itServesAfterARest() {
    tell(
        new VirtualDrive(1, 0),
        (layer, queue, time) -> {
          List<Task> tasks = tasks(layer);
          for (int i = 0; i < 3; i++) {
            assertAllEnd(load(layer, tasks, queue), time);
          }
          tasks.forEach(Task::exit);
        });
  }

  /** Tunables take back what they show, and refuse nonsense without changing. */
  @Test
  public void tunablesKeepTheirWord() {
    tell(
        new VirtualDrive(2, 0),
        (layer, queue, time) -> {
          for (AttributeSpec spec : queue.elevatorAttributes()) {
            String before = queue.elevatorAttribute(spec.name());
            if (spec.writable()) {
              assertDoesNotThrow(() -> queue.setElevatorAttribute(spec.name(), before));
              assertThrows(
                  AttributeException.class,
                  () -> queue.setElevatorAttribute(spec.name(), "no such value"),
                  spec.name());
              assertEquals(before, queue.elevatorAttribute(spec.name()), spec.name());
            }
          }
        });
  }
}
