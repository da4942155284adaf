package io.elevator.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.StatisticsNode;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every elevator, as tests to inherit: a subclass returns the elevator to test.
 * Each test has its own block layer in virtual time in front of a {@link VirtualDrive}; its result
 * does not depend on the machine or on random numbers without a seed.
 *
 * <p>During each test the elevator's hooks are observed: a dispatched request was inserted, is in
 * none of the elevator's structures any more, and takes no more bios; has-work is false only if
 * dispatch has no request; insert takes all requests; each icq is new; and each icq that was
 * initialised is ended. A violation of these rules fails the test, and so does each defect of the
 * elevator that the block layer reports. If an elevator keeps a queue busy forever, the time limit
 * of each test ends the test.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ElevatorContract {
  private static final int WARMING = 30;
  private static final int RACES = 3;
  private static final Duration GIVING_UP = Duration.ofSeconds(1);

  /** Called by the subclass. */
  protected ElevatorContract() {}

  /** Returns the elevator to test. Called once in each test. */
  protected abstract ElevatorType elevator();

  private void on(VirtualDrive drive, Consumer<Stage> story) {
    on(drive, new ObservedType(elevator(), Racing.NOTHING, false), story);
  }

  private static void on(VirtualDrive drive, ObservedType observed, Consumer<Stage> story) {
    List<String> reported = new ArrayList<>();
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .applicationModules(false)
                .time(time)
                .stripes(4)
                .credentials(BlockLayers.privilegedCredentials())
                .elevator(observed)
                .driver(drive)
                .errors((where, defect) -> reported.add(where + ": " + defect))
                .build()) {
      assertEquals(List.of(), layer.pluginProblems(), "plugin problems");
      Stage stage =
          new Stage(
              layer,
              layer.open(QueueConfig.onDriver(VirtualDrive.NAME).withElevator(observed.name())),
              time,
              observed);
      try {
        story.accept(stage);
        stage.exitTasks();
      } catch (AssertionError | RuntimeException e) {
        // Gives up requests that the elevator has lost, because closing would wait for them.
        stage.queue.admin().close(GIVING_UP);
        throw e;
      }
    } catch (AssertionError | RuntimeException e) {
      List<String> defects = observed.stories().defects();
      if (!defects.isEmpty() || !reported.isEmpty()) {
        throw new AssertionError(
            e.getMessage() + "; what was seen before: " + defects + reported, e);
      }
      throw e;
    }
    observed.stories().over();
    assertEquals(List.of(), observed.stories().defects(), "what its hooks did");
    assertEquals(List.of(), reported, "defects that the layer reported");
  }

  /**
   * Requires that all bios end, and that the drive has served the sectors of each once in each
   * round.
   *
   * @param rounds number of rounds with bios like these, so far
   */
  private static void allServedOnce(Stage stage, List<Bio> bios, VirtualDrive drive, int rounds) {
    stage.allEnd(bios);
    assertEquals(rounds * Stage.sectors(bios), drive.servedSectors(), "sectors that were served");
  }

  /** Name, aliases, description and SPI version of the type exist and do not change. */
  @Test
  public void theTypeDescribesItself() {
    ElevatorType type = elevator();
    assertTrue(type.getClass().isAnnotationPresent(SpiVersion.class), "@SpiVersion");
    assertTrue(type.name().matches("[a-z0-9-]{1,15}"), type.name());
    assertFalse(type.description().isBlank(), "description");
    assertEquals(type.name(), type.name());
    assertEquals(type.aliases(), type.aliases());
    assertEquals(type.isQueueWide(), type.isQueueWide());
    assertEquals(type.needsIssuedNanos(), type.needsIssuedNanos());
    assertEquals(type.decisions(), type.decisions());
    type.decisions()
        .forEach(each -> assertFalse(each.meaning().isBlank(), () -> "meaning of " + each));
  }

  /** The elevator's classes follow {@link ElevatorRules}. */
  @Test
  public void itsClassesKeepToTheRules() {
    ElevatorRules.check(elevator().getClass());
  }

  /** Every bio ends and is served once, with more requests queued than the drive holds. */
  @Test
  public void everyBioEnds() {
    var drive = new VirtualDrive(4, 0);
    on(
        drive,
        stage -> {
          List<Bio> bios = stage.load();
          allServedOnce(stage, bios, drive, 1);
        });
  }

  /** Several hardware queues are served, each with its own depth. */
  @Test
  public void severalHardwareQueuesAreServed() {
    var drive = new VirtualDrive(4, 2, 10, 0);
    on(
        drive,
        stage -> {
          List<Bio> bios = stage.load();
          allServedOnce(stage, bios, drive, 1);
        });
  }

  /**
   * Adjacent bios are served once each, however they were merged; an elevator that looks for merges
   * finds some.
   */
  @Test
  public void biosThatFollowEachOtherAreServedOnce() {
    var drive = new VirtualDrive(1, 0);
    on(
        drive,
        stage -> {
          // Enough tags, so that the requests wait in the elevator.
          stage.queue.admin().setAttribute("nr_requests", "128");
          List<Bio> bios = stage.sequence(64);
          allServedOnce(stage, bios, drive, 1);
          if (stage.observed.searchesForMerges()) {
            assertTrue(drive.served() < bios.size(), "no bio was merged into a queued request");
          }
        });
  }

  /** The elevator dispatches requests again that the drive gave back. */
  @Test
  public void whatIsGivenBackComesAgain() {
    var drive = new VirtualDrive(2, 50);
    on(
        drive,
        stage -> {
          List<Bio> bios = stage.load();
          allServedOnce(stage, bios, drive, 1);
        });
  }

  /** Requests that time out in the drive end with TIMEOUT, and all others are served. */
  @Test
  public void requestsThatTimeOutAreLetGo() {
    on(
        new VirtualDrive(1, 4, 0, 3),
        stage -> {
          List<Bio> bios = stage.load();
          stage.time.advanceTo(stage.time.now() + 60_000_000_000L);
          int[] timedOut = new int[1];
          stage.allEnd(
              bios,
              bio -> {
                timedOut[0] += bio.status() == BioStatus.TIMEOUT ? 1 : 0;
                assertTrue(bio.status() == BioStatus.TIMEOUT || bio.status() == BioStatus.OK);
              });
          assertTrue(timedOut[0] >= 3, timedOut[0] + " bios timed out");
        });
  }

  /** No request is lost or served twice if tasks exit while their requests are queued. */
  @Test
  public void tasksExitWhileTheirRequestsAreQueued() {
    on(
        new VirtualDrive(1, 0),
        stage -> {
          List<Bio> bios = stage.load();
          stage.exitTasks();
          stage.allEnd(bios);
        });
  }

  /** The elevator can be attached, detached and attached again, and serves each time. */
  @Test
  public void itIsSwitchedInAndOut() {
    on(
        new VirtualDrive(2, 0),
        stage -> {
          for (int i = 0; i < 5; i++) {
            stage.allEnd(stage.load());
            stage.queue.admin().switchElevator("none");
            stage.queue.admin().switchElevator(stage.observed.name());
            stage.exitTasks();
            stage.enterTasks();
          }
          assertEquals(stage.observed.name(), stage.queue.admin().elevator());
        });
  }

  /** No request is lost or served twice if the elevator is switched in and out during I/O. */
  @Test
  public void itIsSwitchedWhileIoIsUnderWay() {
    var drive = new VirtualDrive(2, 5);
    on(
        drive,
        stage -> {
          List<Bio> bios = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            bios.addAll(stage.load());
            stage.queue.admin().switchElevator("none");
            bios.addAll(stage.load());
            stage.queue.admin().switchElevator(stage.observed.name());
          }
          allServedOnce(stage, bios, drive, 1);
        });
  }

  /** A queue that is frozen during I/O drains, and continues afterwards. */
  @Test
  public void itDrainsWhenTheQueueIsFrozen() {
    on(
        new VirtualDrive(2, 5),
        stage -> {
          List<Bio> bios = stage.load();
          stage.queue.admin().startFreeze();
          bios.addAll(stage.load());
          assertTrue(
              stage.queue.admin().awaitFrozen(Duration.ofSeconds(20)),
              "a frozen queue has drained after 20 s of virtual time");
          assertEquals(0, stage.observed.stories().queued(), "requests in a frozen queue");
          stage.queue.admin().unfreeze();
          stage.allEnd(bios);
        });
  }

  /** All bios end if the number of scheduler tags changes during I/O. */
  @Test
  public void theNumberOfRequestsChanges() {
    on(
        new VirtualDrive(4, 0),
        stage -> {
          List<Bio> bios = new ArrayList<>();
          for (String number : List.of("256", "4", "64")) {
            bios.addAll(stage.load());
            stage.queue.admin().setAttribute("nr_requests", number);
          }
          stage.allEnd(bios);
        });
  }

  /** Two threads that dispatch at once get different requests. */
  @Test
  public void twoThreadsAskForADispatch() {
    race(Racing.DISPATCHES);
  }

  /**
   * No request is lost, served twice or overlooked if one thread dispatches while another inserts,
   * completes or asks whether there is work.
   */
  @Test
  public void aDispatchMeetsTheOtherHooks() {
    race(Racing.HOOKS);
  }

  private void race(Racing racing) {
    var drive = new VirtualDrive(8, 0);
    on(
        drive,
        new ObservedType(elevator(), racing, false),
        stage -> {
          for (int i = 0; i < RACES; i++) {
            List<Bio> bios = stage.load();
            allServedOnce(stage, bios, drive, i + 1);
          }
        });
  }

  /** After a list was inserted at the head, its last request is dispatched first. */
  @Test
  public void whatIsInsertedAtTheHeadComesOutLastFirst() {
    var drive = new VirtualDrive(1, 0);
    ObservedType observed = new ObservedType(elevator(), Racing.NOTHING, true);
    on(
        drive,
        observed,
        stage -> {
          for (int i = 1; i <= 3; i++) {
            List<Bio> bios = stage.burst(16);
            allServedOnce(stage, bios, drive, i);
            assertEquals(i, observed.headInsertions(), "lists that were inserted at the head");
          }
        });
  }

  /** A queue that was idle is served again. */
  @Test
  public void itServesAfterARest() {
    on(
        new VirtualDrive(1, 0),
        stage -> {
          for (int i = 0; i < 3; i++) {
            stage.allEnd(stage.load());
          }
        });
  }

  /** Hooks allocate nothing after they have seen the same I/O often enough. */
  @Test
  public void hooksAllocateNothingOnceWarm() {
    on(
        new VirtualDrive(4, 0),
        stage -> {
          List<Bio> bios = stage.load();
          stage.allEnd(bios);
          for (int i = 0; i < WARMING; i++) {
            stage.submit(bios);
            stage.allEnd(bios);
          }
          stage.observed.allocations().take();
          stage.submit(bios);
          stage.allEnd(bios);
          assertEquals(
              0,
              stage.observed.allocations().take(),
              "bytes that hooks allocated for " + Stage.BIOS + " bios once warm");
        });
  }

  /** The elevator describes its figures before, during and after I/O. */
  @Test
  public void figuresAreToldAtAnyTime() {
    on(
        new VirtualDrive(2, 0),
        stage -> {
          requireFigures(stage);
          List<Bio> bios = stage.load();
          requireFigures(stage);
          stage.allEnd(bios);
          requireFigures(stage);
        });
  }

  private static void requireFigures(Stage stage) {
    StatisticsNode all = stage.queue.metrics().statistics();
    assertTrue(
        all.children().stream().anyMatch(node -> node.name().equals(stage.observed.name())),
        () -> "no figures of the elevator among " + all);
  }

  /** Tunables accept the values that they show, and refuse invalid values without changing. */
  @Test
  public void tunablesKeepTheirWord() {
    on(
        new VirtualDrive(2, 0),
        stage -> {
          for (AttributeSpec spec : stage.queue.admin().elevatorAttributes()) {
            String name = spec.name();
            String before = stage.queue.admin().elevatorAttribute(name);
            if (spec.writable()) {
              assertDoesNotThrow(() -> stage.queue.admin().setElevatorAttribute(name, before));
              assertThrows(
                  AttributeException.class,
                  () -> stage.queue.admin().setElevatorAttribute(name, "no such value"),
                  name);
              assertEquals(before, stage.queue.admin().elevatorAttribute(name), name);
            }
          }
        });
  }
}
